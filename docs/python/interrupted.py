"""What is EINTR, and why did Python stop telling me about it?"""
import ctypes
import os
import signal
import time
from ctypes import byref

libc = ctypes.CDLL(None, use_errno=True)
signals = 0


def main():
    on_alarm(False)
    child = fork_child(3.5)
    report("libc.waitpid", libc_waitpid, child)

    on_alarm(True)
    report("libc.waitpid with SA_RESTART", libc_waitpid, child)

    on_alarm(False)
    child = fork_child(2.5)
    report("os.waitpid", os.waitpid, child)


def handler(number, frame):
    global signals
    signals += 1


def on_alarm(restart):
    signal.signal(signal.SIGALRM, handler)
    signal.siginterrupt(signal.SIGALRM, not restart)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def fork_child(seconds):
    child = os.fork()
    if child == 0:
        time.sleep(seconds)
        os._exit(0)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    return child


def libc_waitpid(child, options):
    status = ctypes.c_int()
    pid = libc.waitpid(child, byref(status), options)
    if pid == -1:
        raise OSError(ctypes.get_errno(), "waitpid")
    return pid, status.value


def report(call, waitpid, child):
    global signals
    signals = 0
    try:
        returned, status = waitpid(child, 0)
        if status != 0:
            raise ChildProcessError("the child failed")
    except InterruptedError:
        returned = "EINTR"
    print(f"{call}: {returned}, signals: {signals}", flush=True)


main()
