"""What else does my child inherit?"""
import os
import signal
import sys

CLOEXEC = 10


def handler(_signal, _frame):
    pass


def row(after):
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    pending = signal.sigpending()
    things = [
        ("stdout", is_open(1)),
        ("cloexec", is_open(CLOEXEC)),
        ("ignored", signal.signal(signal.SIGHUP, signal.SIG_DFL) == signal.SIG_IGN),
        ("handled", signal.signal(signal.SIGUSR1, signal.SIG_DFL) != signal.SIG_DFL),
        ("blocked", signal.SIGUSR1 in blocked),
        ("pending", signal.SIGUSR1 in pending),
        ("alarm", signal.alarm(0) > 0),
        ("umask", os.umask(0) == 0o027),
        ("environ", "FROM_PARENT" in os.environ),
    ]
    words = [name if there else "-" for name, there in things]
    print(after, *words, sep="\t", flush=True)


def is_open(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


if sys.argv[1:] == ["after-exec"]:
    row("exec")
    sys.exit()

os.dup2(1, CLOEXEC, inheritable=False)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.signal(signal.SIGUSR1, handler)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
signal.raise_signal(signal.SIGUSR1)
signal.alarm(60)
os.umask(0o027)
os.environ["FROM_PARENT"] = "hello"

pid = os.fork()
if pid == 0:
    row("fork")
    os._exit(0)
_, status = os.waitpid(pid, 0)
if status != 0:
    raise OSError(f"child {pid} ended with wait status {status}")
os.execv(sys.executable, [sys.executable, __file__, "after-exec"])
