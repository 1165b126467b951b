"""What must process 1 of a container do?"""
import ctypes
import os
import signal
import socket
import sys

CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000


def main():
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    unshare(CLONE_NEWUSER | CLONE_NEWPID)

    parent_end, process_1_end = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        parent_end.close()
        with process_1_end:
            process_1(process_1_end)
    process_1_end.close()
    print(f"process {pid} is process 1 of a namespace", flush=True)

    with parent_end:
        os.kill(pid, signal.SIGTERM)
        parent_end.send(b"!")
        if parent_end.recv(1):
            print("SIGTERM without a handler: it goes on", flush=True)
            print("zombies that it had to reap: 4", flush=True)
            os.kill(pid, signal.SIGTERM)

        pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        sys.exit("process 1 was killed")
    if status != 0:
        sys.exit(1)  # process 1 has said why
    print("SIGTERM with a handler: it exits")


def process_1(process_1_end):
    process_1_end.recv(1)
    if os.fork() == 0:
        for _ in range(3):
            if os.fork() == 0:
                break
        os._exit(0)

    for _ in range(4):
        pid, status = os.wait()
        if status != 0:
            sys.exit(1)  # the child has said why

    signal.signal(signal.SIGTERM, handler)
    process_1_end.send(b"!")
    process_1_end.recv(1)
    sys.exit(1)


def handler(_signal, _frame):
    os._exit(0)


def unshare(flags):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


main()
