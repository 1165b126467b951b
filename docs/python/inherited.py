"""What else does my child inherit?"""
import errno
import os
import signal
import sys


def main():
    if len(sys.argv) > 1:
        row("exec", int(sys.argv[1]))
        return

    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGUSR1, handler)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    signal.raise_signal(signal.SIGUSR1)
    signal.alarm(60)
    fd = os.dup(1)

    pid = os.fork()
    if pid == 0:
        row("fork", fd)
        return

    pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        sys.exit(f"child {pid} was killed by signal {os.WTERMSIG(status)}")
    if status != 0:
        sys.exit(1)  # the child has said why

    os.execv(sys.executable, [sys.executable, __file__, str(fd)])


def handler(_signal, _frame):
    pass


def row(after, fd):
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    pending = signal.sigpending()
    things = [
        ("cloexec", is_open(fd)),
        ("ignored", signal.signal(signal.SIGHUP, signal.SIG_DFL) == signal.SIG_IGN),
        ("handled", signal.signal(signal.SIGUSR1, signal.SIG_DFL) != signal.SIG_DFL),
        ("blocked", signal.SIGUSR1 in blocked),
        ("pending", signal.SIGUSR1 in pending),
        ("alarm", signal.alarm(0) > 0),
    ]
    words = [name if there else "-" for name, there in things]
    print("\t".join([after, *words]) + "\n", end="", flush=True)


def is_open(fd):
    try:
        os.get_inheritable(fd)
    except OSError as error:
        if error.errno != errno.EBADF:
            raise
        return False
    return True


main()
