"""Who becomes the parent of an orphan?"""
import ctypes
import os
import sys

PR_SET_CHILD_SUBREAPER = 36


def main():
    subreaper(False)
    print(f"I am {os.getpid()}")
    orphan()
    if not subreaper(True):
        print("I do not know how to become a subreaper here")
        return
    print("I am a subreaper")
    orphan()


def orphan():
    start_reader, start_writer = os.pipe()
    answer_reader, answer_writer = os.pipe()

    child = os.fork()
    if child == 0:
        os.close(start_writer)
        try:
            answer = grandchild(start_reader)
        except OSError as error:
            answer = str(error)
        os.write(answer_writer, answer.encode())
        os._exit(0)
    os.close(answer_writer)

    child, status = os.waitpid(child, 0)
    os.close(start_writer)
    if status != 0:
        raise OSError(f"child ended with {os.waitstatus_to_exitcode(status)}")
    with open(answer_reader) as file:
        answer = file.read()
    try:
        pid, parent = map(int, answer.split(" "))
    except ValueError:
        raise OSError(f"no orphan: {answer}") from None
    print(f"orphan {pid}: my parent is now {parent}")

    try:
        os.waitpid(pid, 0)
        print(f"waitpid({pid}): reaped")
    except ChildProcessError:
        print(f"waitpid({pid}): ECHILD")


def grandchild(start_reader):
    if os.fork() != 0:
        os._exit(0)
    os.read(start_reader, 1)
    return f"{os.getpid()} {os.getppid()}"


def subreaper(on):
    if not sys.platform.startswith(("linux", "android")):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(on)) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    return True


main()
