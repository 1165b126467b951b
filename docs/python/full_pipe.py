"""Why does my program hang when the child prints a lot?"""
import os
import signal
import sys
import time


def main():
    size = capacity()
    more = size + 1
    print(f"a pipe holds {size} bytes, and the child writes {more}", flush=True)

    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            with open(writer, "wb") as pipe:
                pipe.write(bytes(more))
        except BrokenPipeError:
            os._exit(1)
        os._exit(0)
    os.close(writer)

    time.sleep(1)
    ended, status = os.waitpid(pid, os.WNOHANG)
    how = "has ended" if ended == pid else "has not ended"
    print(f"waiting first: after 1 second the child {how}", flush=True)

    with open(reader, "rb") as pipe:
        output = pipe.read()
    if ended != pid:
        pid, status = os.waitpid(pid, 0)
    print(f"reading first: {len(output)} bytes, and the child {decoded(status)}")
    if os.WIFSIGNALED(status):
        raise ChildProcessError(f"child {pid} {decoded(status)}")
    sys.exit(os.WEXITSTATUS(status))


def capacity():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    written = os.write(writer, bytes(4 << 20))
    os.close(reader)
    os.close(writer)
    return written


def decoded(status):
    if os.WIFEXITED(status):
        return f"exited with {os.WEXITSTATUS(status)}"
    number = os.WTERMSIG(status)
    return f"killed by signal {number} ({signal.Signals(number).name})"


main()
