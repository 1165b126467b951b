"""Who becomes the parent of an orphan?"""
import ctypes
import os
import struct
import sys

PR_SET_CHILD_SUBREAPER = 36


def orphan():
    start_reader, start_writer = os.pipe()
    answer_reader, answer_writer = os.pipe()

    child = os.fork()
    if child == 0:
        os.close(start_writer)
        try:
            if os.fork() == 0:
                os.read(start_reader, 1)
                os.write(answer_writer, struct.pack("i", os.getpid()))
                os.write(answer_writer, struct.pack("i", os.getppid()))
        finally:
            os._exit(0)
    os.close(answer_writer)

    os.waitpid(child, 0)
    os.close(start_writer)
    pid = number(answer_reader)
    parent = number(answer_reader)
    print(f"orphan {pid}: my parent is now {parent}")

    try:
        os.waitpid(pid, 0)
        print(f"waitpid({pid}): reaped")
    except OSError as error:
        print(f"waitpid({pid}): {error.strerror} (os error {error.errno})")


def number(reader):
    return struct.unpack("i", os.read(reader, 4))[0]


def become_a_subreaper():
    if not sys.platform.startswith(("linux", "android")):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1)) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    return True


print(f"I am {os.getpid()}")
orphan()
if not become_a_subreaper():
    print("I do not know how to become a subreaper here")
    sys.exit()
print("I am a subreaper")
orphan()
