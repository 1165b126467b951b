"""What is EINTR, and why did Python stop telling me about it?"""
import ctypes
import os
import signal
import time

libc = ctypes.CDLL(None, use_errno=True)
ran = 0


def handler(number, frame):
    global ran
    ran += 1


def table():
    row("call", "sa_flags", "returned", "handler ran")

    answer = interrupt(libc_wait, "0", 2**32 - 1)
    row("libc.wait", "0", answer, ran)

    answer = interrupt(libc_wait, "SA_RESTART", 3)
    row("libc.wait", "SA_RESTART", answer, ran)

    answer = interrupt(os_wait, "0", 3)
    row("os.wait", "0", answer, ran)


def libc_wait():
    pid = libc.wait(None)
    if pid == -1:
        raise OSError(ctypes.get_errno(), "wait")
    return pid


def os_wait():
    pid, status = os.wait()
    return pid


def interrupt(call, flags, times):
    global ran
    install(flags)
    ran = 0
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        send_alarms(parent, times)
    try:
        return str(call())
    except InterruptedError:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "-1, EINTR"


def send_alarms(parent, times):
    for _ in range(times):
        time.sleep(0.1)
        if os.getppid() != parent:
            break
        os.kill(parent, signal.SIGALRM)
    os._exit(0)


def install(flags):
    signal.signal(signal.SIGALRM, handler)
    signal.siginterrupt(signal.SIGALRM, flags != "SA_RESTART")
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])


def row(call, flags, returned, ran):
    print(f"{call:9}  {flags:10}  {returned:9}  {ran}")


table()
