"""What is EINTR, and why did Python stop telling me about it?"""
import ctypes
import os
import signal
import time

libc = ctypes.CDLL(None, use_errno=True)
signals = 0


def handler(number, frame):
    global signals
    signals += 1
    signal.alarm(1)


def on_alarm(restart):
    signal.signal(signal.SIGALRM, handler)
    signal.siginterrupt(signal.SIGALRM, not restart)


def fork_child(seconds):
    child = os.fork()
    if child == 0:
        time.sleep(seconds)
        os._exit(0)
    signal.alarm(1)
    return child


def libc_waitpid(child):
    pid = libc.waitpid(child, None, 0)
    if pid == -1:
        raise OSError(ctypes.get_errno(), "waitpid")
    return pid


def os_waitpid(child):
    pid, _ = os.waitpid(child, 0)
    return pid


def report(call, waitpid, child):
    global signals
    signals = 0
    try:
        returned = waitpid(child)
    except InterruptedError:
        returned = "EINTR"
    print(f"{call}: {returned}, signals: {signals}")


on_alarm(False)
child = fork_child(3.5)
report("libc.waitpid", libc_waitpid, child)

on_alarm(True)
report("libc.waitpid with SA_RESTART", libc_waitpid, child)

on_alarm(False)
child = fork_child(2.5)
report("os.waitpid", os_waitpid, child)
