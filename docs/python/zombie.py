"""What is left of a child until I wait for it?"""
import os
import sys


def main():
    reader, writer = os.pipe()

    pid = os.fork()
    if pid == 0:
        os.close(writer)
        os.read(reader, 1)
        sys.exit(7)
    look(pid)

    os.close(writer)
    has_ended(pid, 0)
    look(pid)

    pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        raise OSError(f"child {pid} killed by signal {os.WTERMSIG(status)}")
    if os.WEXITSTATUS(status) != 7:
        sys.exit(1)
    print(f"{pid} exited with 7")
    look(pid)


def look(pid):
    try:
        ended = "has ended" if has_ended(pid, os.WNOHANG) else "has not ended"
    except ChildProcessError:
        ended = "ECHILD"

    try:
        os.kill(pid, 0)
        found = "is there"
    except ProcessLookupError:
        found = "ESRCH"
    print(f'{pid}: waitid says "{ended}", kill says "{found}"')


def has_ended(pid, options):
    options = options | os.WEXITED | os.WNOWAIT
    # With WNOHANG, waitid returns None if the child has not ended.
    return os.waitid(os.P_PID, pid, options) is not None


main()
