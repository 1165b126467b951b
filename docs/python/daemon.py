"""How does a program become a daemon, and why fork twice?"""
import errno
import os
import socket
import sys


def main():
    print("step         PID  parent   group  session  terminal", flush=True)
    row("start")

    first_end, daemon_end = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        first_end.close()
        with daemon_end:
            try:
                become_daemon(daemon_end)
            except BaseException:
                daemon_end.send(b"\1")
                raise
            daemon_end.send(b"\0")
        return
    daemon_end.close()
    os.waitpid(pid, 0)

    with first_end:
        first_end.shutdown(socket.SHUT_WR)
        failed, = first_end.recv(1)
    sys.exit(failed)


def become_daemon(daemon_end):
    row("fork")
    os.setsid()
    row("setsid")
    if os.fork() != 0:
        os._exit(0)

    daemon_end.recv(1)
    row("fork")
    open_terminal()
    os.setsid()
    row("setsid")
    open_terminal()


def row(step):
    terminal = "yes" if has_terminal() else "no"
    ids = f"{os.getpid():7} {os.getppid():7} {os.getpgid(0):7} {os.getsid(0):8}"
    print(f"{step:8} {ids} {terminal:>9}\n", end="", flush=True)


def has_terminal():
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY))
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return False
    return True


def open_terminal():
    _master, slave = os.openpty()
    os.open(os.ttyname(slave), os.O_RDONLY)
    row("open")


main()
