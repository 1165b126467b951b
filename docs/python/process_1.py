"""What must process 1 of a container do?"""
import ctypes
import os
import signal
import socket

CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000


def unshare(flags):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def process_1(outside):
    outside.recv(1)
    for _ in range(3):
        leave_a_zombie()
    zombies = 0
    while reap():
        zombies += 1
    signal.signal(signal.SIGTERM, lambda number, _frame: os._exit(number))
    outside.send(bytes([zombies]))
    outside.recv(1)


def leave_a_zombie():
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(os.fork())
        except OSError:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    orphan = os.WEXITSTATUS(status)
    os.waitid(os.P_PID, orphan, os.WEXITED | os.WNOWAIT)


def reap():
    try:
        os.wait()
    except ChildProcessError:
        return False
    return True


unshare(CLONE_NEWUSER | CLONE_NEWPID)
inside, outside = socket.socketpair()
pid = os.fork()
if pid == 0:
    inside.close()
    process_1(outside)
    os._exit(0)
outside.close()
print(f"process {pid} is process 1 of a namespace", flush=True)

os.kill(pid, signal.SIGTERM)
inside.send(b"!")
zombies, = inside.recv(1)
print("SIGTERM without a handler: it goes on", flush=True)
print(f"zombies that it had to reap: {zombies}", flush=True)

os.kill(pid, signal.SIGTERM)
inside.close()
_, status = os.waitpid(pid, 0)
if os.WEXITSTATUS(status) != signal.SIGTERM:
    raise OSError(f"process 1 ended with wait status {status}")
print("SIGTERM with a handler: it exits")
