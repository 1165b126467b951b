"""How do I make my child end when I end?"""
import ctypes
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1


def kill_the_parent_of(child):
    end_reader, end_writer = os.pipe()
    reader, writer = os.pipe()

    parent = os.fork()
    if parent == 0:
        os.close(end_writer)
        try:
            have_a(child, end_reader, writer)
        finally:
            os._exit(1)
    os.close(writer)
    if os.read(reader, 1) == b"":
        raise EOFError("the child is not ready")

    killed = time.monotonic()
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    os.close(end_writer)

    said = os.fdopen(reader).read()
    ms = (time.monotonic() - killed) * 1000
    print(f"{child}: lived on for {ms:.1f} ms{said}")


def have_a(child, end_reader, writer):
    parent = os.getpid()
    parent_reader, parent_writer = os.pipe()

    if os.fork() != 0:
        os.close(writer)
        os.read(end_reader, 1)
        return

    os.close(parent_writer)
    if child == "has asked for a signal":
        libc = ctypes.CDLL(None)
        failed = libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
        if failed != 0 or os.getppid() != parent:
            return
    os.write(writer, b"!")

    if child == "reads from a pipe":
        os.read(parent_reader, 1)
        return
    os.read(end_reader, 1)
    time.sleep(1)
    os.write(writer, f", its parent was {parent} and then {os.getppid()}".encode())


kill_the_parent_of("does nothing")
kill_the_parent_of("reads from a pipe")
if not sys.platform.startswith(("linux", "android")):
    print("I do not know how to ask for a signal here")
    sys.exit()
kill_the_parent_of("has asked for a signal")
