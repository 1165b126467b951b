"""How does a program become a daemon, and why fork twice?"""
import os
import socket


def row(step):
    terminal = "yes" if has_terminal() else "no"
    ids = f"{os.getpid():7} {os.getppid():7} {os.getpgid(0):7} {os.getsid(0):8}"
    print(f"{step:8} {ids} {terminal:>9}", flush=True)


def has_terminal():
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY))
    except OSError:
        return False
    return True


def open_terminal():
    _master, slave = os.openpty()
    os.open(os.ttyname(slave), os.O_RDONLY)
    row("open")


def become_daemon(parent):
    row("fork")
    os.setsid()
    row("setsid")
    if os.fork() != 0:
        return

    if parent.recv(1) != b"!":
        raise EOFError
    row("fork")
    open_terminal()
    os.setsid()
    row("setsid")
    open_terminal()
    parent.send(b"!")


print("step         PID  parent   group  session  terminal")
row("start")
daemon, parent = socket.socketpair()
pid = os.fork()
if pid == 0:
    daemon.close()
    become_daemon(parent)
    os._exit(0)
parent.close()
os.waitpid(pid, 0)
daemon.send(b"!")
if daemon.recv(1) != b"!":
    raise EOFError
