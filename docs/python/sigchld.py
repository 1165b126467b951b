"""Must I ask once a second whether a child has ended?"""
import os
import signal
import statistics
import sys
import time


def nothing(number, frame):
    pass


def block():
    signal.signal(signal.SIGCHLD, nothing)
    return signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])


def start(children, before):
    gate, opener = os.pipe()
    for _ in range(5):
        ended, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(opener)
            child(gate, tell, before)
        os.close(tell)
        children[pid] = ended
    os.close(opener)


def child(gate, tell, before):
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    os.read(gate, 1)
    os.write(tell, time.monotonic_ns().to_bytes(8, sys.byteorder))
    os._exit(0)


def reap(children):
    signals = 0
    delays = []

    while children:
        signal.sigwait([signal.SIGCHLD])
        signals += 1
        while children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            now = time.monotonic_ns()
            if pid == 0:
                break
            ended = children.pop(pid)
            nanoseconds = int.from_bytes(os.read(ended, 8), sys.byteorder)
            ms = (now - nanoseconds) / 1e6
            print(f"signal {signals}: {pid} was reaped {ms:.3f} ms after its end")
            delays.append(ms)

    median = statistics.median(delays)
    print(f"children: {len(delays)}, signals: {signals}, median: {median:.3f} ms")


before = block()
children = {}
start(children, before)
reap(children)
