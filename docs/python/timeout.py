"""How do I wait at most two seconds?"""
import math
import os
import select
import signal
import time

LIMIT = 2
GRACE = 0.5


def three():
    run("is done in 0.5 s", signal.SIG_DFL, 0.5)
    run("goes on and on", signal.SIG_DFL, math.inf)
    run("ignores SIGTERM", signal.SIG_IGN, math.inf)


def run(what, sigterm, work):
    begin = time.monotonic()
    parent = os.getpid()
    reader, writer = os.pipe()
    before = signal.signal(signal.SIGTERM, sigterm)
    pid = os.fork()
    if pid == 0:
        child(parent, work)
    signal.signal(signal.SIGTERM, before)
    os.close(writer)
    sent = stop(pid, reader)
    pid, status = os.waitpid(pid, 0)
    after = time.monotonic() - begin
    os.close(reader)
    print(f"{pid} {what:16}  {sent:16}  reaped after {after:.2f} s: {decoded(status)}")


def child(parent, work):
    begin = time.monotonic()
    while time.monotonic() - begin < work and os.getppid() == parent:
        time.sleep(0.05)
    os._exit(0)


def stop(pid, reader):
    if ended_within(reader, LIMIT):
        return "nothing sent"
    os.kill(pid, signal.SIGTERM)
    if ended_within(reader, GRACE):
        return "SIGTERM"
    os.kill(pid, signal.SIGKILL)
    return "SIGTERM, SIGKILL"


def ended_within(reader, limit):
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    ready = poll.poll(limit * 1000)
    return len(ready) == 1


def decoded(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exited with {code}"
    return f"killed by signal {-code} ({signal.Signals(-code).name})"


three()
