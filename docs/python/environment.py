"""Who sees the environment variables that I set?"""
import os
import sys


def main():
    set("parent", "blue")

    pid = os.fork()
    if pid == 0:
        child()

    pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        raise OSError(f"child {pid} killed by signal {os.WTERMSIG(status)}")
    if os.WEXITSTATUS(status) != 0:
        sys.exit(1)
    see("parent")


def child():
    see("child")
    set("child", "red")

    os.execvp("sh", ["sh", "-c", "echo sh sees $COLOR"])


def set(who, color):
    os.environ["COLOR"] = color
    # exec throws away what is still in the buffer of print.
    print(f"{who} sets {color}", flush=True)


def see(who):
    color = os.environ["COLOR"]
    print(f"{who} sees {color}", flush=True)


main()
