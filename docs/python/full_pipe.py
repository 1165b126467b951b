"""Why does my program hang when the child prints a lot?"""
import os
import signal
import time


def capacity():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    return os.write(writer, bytes(4 << 20))


def child(writer, size):
    with open(writer, "wb") as pipe:
        pipe.write(bytes(size))
    os._exit(0)


def how(status):
    if os.WIFEXITED(status):
        return f"exited with {os.WEXITSTATUS(status)}"
    number = os.WTERMSIG(status)
    return f"killed by signal {number} ({signal.Signals(number).name})"


size = capacity()
print(f"a pipe holds {size} bytes, and the child writes {size + 1}", flush=True)

reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(reader)
    child(writer, size + 1)
os.close(writer)

time.sleep(1)
ended, status = os.waitpid(pid, os.WNOHANG)
if ended == 0:
    print("waiting first: after 1 second the child is still waiting in write")

with open(reader, "rb") as pipe:
    output = pipe.read()
pid, status = os.waitpid(pid, 0)
print(f"reading first: {len(output)} bytes, and the child {how(status)}")
