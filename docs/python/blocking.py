"""How do I wait until all my children have ended?"""
import os
import random
import sys
import time


def main():
    children = []
    failed = None

    for _ in range(3):
        try:
            pid = os.fork()
        except OSError as error:
            failed = error
            continue
        if pid == 0:
            child()
        children.append(pid)

    while children:
        pid, exit_code = os.wait()
        if pid in children:
            children.remove(pid)

        if os.WIFEXITED(exit_code):
            print(f"{pid} {exit_code // 256}\n", end="", flush=True)
        else:
            print(f"{pid} killed by signal {os.WTERMSIG(exit_code)}\n", end="", flush=True)

    if failed:
        raise failed


def child():
    seconds = random.randint(1, 5)
    code = random.randint(0, 2)
    line = f"In child {os.getpid()} waiting for {seconds} and then exiting with {code}\n"
    print(line, end="", flush=True)
    time.sleep(seconds)
    sys.exit(code)


main()
