"""What if there is no room for another process?"""
import os
import resource
import sys
import time

MOST = 100_000


def main():
    if os.geteuid() == 0:
        become_another_user()
    reap(child())

    limit = 1
    while True:
        set_limit(limit)
        try:
            last = child()
            break
        except BlockingIOError:
            if limit == MOST:
                raise
            limit += 1
    print(f"RLIMIT_NPROC {limit}: child {last} fits")

    time.sleep(0.1)
    try:
        child()
        sys.exit("the limit did not stop fork")
    except BlockingIOError as error:
        print(f"fork: {error.strerror} (os error {error.errno})")

    reap(last)
    print(f"{last} reaped")
    pid = child()
    print("fork: works")
    reap(pid)


def become_another_user():
    number = 61184 + os.getpid() % 4096
    os.setgroups([])
    os.setgid(number)
    os.setuid(number)


def child():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return pid


def reap(pid):
    os.waitpid(pid, 0)


def set_limit(limit):
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (limit, hard))


main()
