"""How do parent and child share memory?"""
import fcntl
import mmap
import os
import sys
import tempfile
import time

ADDITIONS = 100_000
private = 0


def main():
    memory = mmap.mmap(-1, 8, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
    shared = memoryview(memory).cast("I")
    children = []

    with tempfile.TemporaryFile() as lock:
        for _ in range(2):
            pid = os.fork()
            if pid == 0:
                child(shared, lock)
            children.append(pid)

        while children:
            pid, status = os.waitpid(children.pop(), 0)
            if os.WIFSIGNALED(status):
                sys.exit(f"child {pid} was killed by signal {os.WTERMSIG(status)}")
            if status != 0:
                sys.exit(1)  # the child has said why

    report("private", private)
    report("shared, plainly", shared[0])
    report("shared, atomically", shared[1])


def child(shared, lock):
    global private
    for number in range(ADDITIONS):
        private += 1

        read = shared[0]
        if number % 1000 == 0:
            time.sleep(0.001)
        shared[0] = read + 1

        fcntl.lockf(lock, fcntl.LOCK_EX)
        shared[1] += 1
        fcntl.lockf(lock, fcntl.LOCK_UN)
    os._exit(0)


def report(what, number):
    expected = 2 * ADDITIONS
    lost = expected - number
    print(f"{what:18} {number:>6} of {expected}, lost {lost:>6}")


main()
