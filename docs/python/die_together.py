"""How do I make my child end when I end?"""
import ctypes
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


def main():
    kill_the_parent_of("does nothing")
    kill_the_parent_of("reads from a pipe")
    if sys.platform.startswith(("linux", "android")):
        kill_the_parent_of("has asked for a signal")


def kill_the_parent_of(child):
    reader, program = os.pipe()

    parent = os.fork()
    if parent == 0:
        try:
            be_the_parent_of(child, program)
        except OSError as error:
            os.write(program, f"{error}\n".encode())
        os._exit(0)
    os.close(program)
    with open(reader) as lines:
        first = lines.readline().strip()

        killed = time.monotonic()
        os.kill(parent, signal.SIGKILL)
        os.waitpid(parent, 0)

        last = lines.readline().strip()
    ms = (time.monotonic() - killed) * 1000
    ended = last == "" and child != "does nothing"
    if first == "ready" and ended:
        print(f"{child}: ended {ms:.1f} ms after the kill", flush=True)
    elif first == "ready" and last.startswith("lives on"):
        print(f"{child}: {last}", flush=True)
    else:
        raise ChildProcessError(f"{child}: {first} {last}")


def be_the_parent_of(child, program):
    parent = os.getpid()
    end_of_parent, held_by_parent = os.pipe()

    if os.fork() != 0:
        time.sleep(5)
        return

    if child == "has asked for a signal":
        if libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL)) == -1:
            raise OSError(ctypes.get_errno(), "prctl")
        if os.getppid() != parent:
            return
    os.write(program, b"ready\n")

    os.close(held_by_parent)
    if child == "reads from a pipe":
        os.read(end_of_parent, 1)
        return
    while os.getppid() == parent:
        time.sleep(1)
    os.write(program, f"lives on, and its parent is now {os.getppid()}\n".encode())


main()
