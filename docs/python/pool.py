"""How do I run many children, a few at a time?"""
import os
import random
import sys
import time


def main():
    running = {}
    failed = 0

    for job in range(1, 11):
        while len(running) == 3:
            failed += reap(running)
        pid = os.fork()
        if pid == 0:
            work(job)
        running[pid] = job
    while running:
        failed += reap(running)
    sys.exit(failed)


def reap(running):
    pid, status = os.wait()
    if pid not in running:
        return 0
    job = running.pop(pid)
    others = list(running.values())
    code = os.waitstatus_to_exitcode(status)
    ended = f"exited with {code}" if code >= 0 else f"killed by signal {-code}"
    print(f"job {job} {ended}, still running: {others}")
    return 1 if status != 0 else 0


def work(job):
    time.sleep(random.uniform(0.1, 0.5))
    os._exit(1 if job == 7 else 0)


main()
