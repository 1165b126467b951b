"""What if there is no room for another process?"""
import os
import resource
import sys

ROOM = 32
MOST = 60


def fill(children, soft, hard):
    if os.geteuid() == 0:
        os.setuid(61184 + os.getpid() % 4096)

    limit = 1
    while True:
        resource.setrlimit(resource.RLIMIT_NPROC, (limit, hard))
        try:
            children.append(child())
        except BlockingIOError as full:
            if len(children) >= ROOM or limit == soft:
                reason = full.strerror
                break
            limit += 1
        if len(children) == MOST:
            reap(children)
            sys.exit(f"too_many: a limit of {limit} stopped none of {MOST} forks")
    count = len(children)
    print(f"limit {limit}: {count} children, fork: {reason}")

    reap(children)
    children.append(child())
    print(f"{count} reaped, fork: works")
    reap(children)


def child():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return pid


def reap(children):
    while children:
        os.waitpid(children.pop(), 0)


before = resource.getrlimit(resource.RLIMIT_NPROC)

pid = os.fork()
if pid == 0:
    fill([], *before)
    sys.exit(0)
pid, status = os.waitpid(pid, 0)
if status != 0:
    sys.exit(1)

same = resource.getrlimit(resource.RLIMIT_NPROC) == before
how = "as before" if same else "changed"
print(f"my own limit: {how}")
