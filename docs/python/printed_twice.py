"""Why is my output printed twice?"""
import os
import sys

# A stdout with the usual buffer, even under python3 -u or PYTHONUNBUFFERED.
sys.stdout = open(1, "w", closefd=False)


def main():
    hello_world("wrong: Hello, ", False, sys.exit)
    hello_world("flush: Hello, ", True, sys.exit)
    hello_world("_exit: Hello, ", False, os._exit)
    hello_world("newline: Hello,\n", False, sys.exit)


def hello_world(hello, flush, exit):
    print(hello, end="")
    if flush:
        sys.stdout.flush()

    pid = os.fork()
    if pid == 0:
        exit(0)

    pid, status = os.waitpid(pid, 0)
    if status != 0:
        raise ChildProcessError(f"child {pid} ended with the wait status {status}")
    print("world", flush=True)


main()
