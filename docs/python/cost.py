"""What does a fork cost?"""
import os
import signal
import sys
import time

ROUNDS = 101
BUDGET = 0.3


def table(sizes):
    rows = [(mib, measure(mib)) for mib in sizes]
    longest = max((max(row) for _, row in rows if not isinstance(row, str)), default=0)

    print(f"{'MiB':>5}  {'fork, _exit, wait':<39}spawn true, wait")
    for mib, row in rows:
        if isinstance(row, str):
            print(f"{mib:>5}  left out: {row}")
        else:
            forked, spawned = row
            print(f"{mib:>5}  {with_bar(forked, longest):<39}{with_bar(spawned, longest)}")


def with_bar(seconds, longest):
    bar = "#" * max(1, round(24 * seconds / longest))
    return f"{seconds * 1000:>8.3f} ms {bar}"


def measure(mib):
    reason = too_much(mib)
    if reason:
        return reason
    memory = touched(mib)
    forked = median(fork_once)
    spawned = median(spawn_once)
    del memory
    return forked, spawned


def too_much(mib):
    pages, page = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGESIZE")
    physical = pages * page >> 20
    if mib > physical // 2:
        return f"more than half of the memory, {physical} MiB"

    pid = os.fork()
    if pid == 0:
        try:
            touched(mib)
        except MemoryError:
            os._exit(1)
        os._exit(0)
    pid, status = os.waitpid(pid, 0)
    if status == 0:
        return None
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name
        return f"a child that tried it was killed by signal {number} ({name})"
    return "the system refuses"


def touched(mib):
    memory = bytearray(mib << 20)
    memory[::4096] = b"\1" * (mib << 8)
    return memory


def median(once):
    begin = time.monotonic()
    times = []
    while len(times) % 2 == 0 or (len(times) < ROUNDS and time.monotonic() - begin < BUDGET):
        start = time.perf_counter()
        once()
        times.append(time.perf_counter() - start)
    times.sort()
    return times[len(times) // 2]


def fork_once():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def spawn_once():
    pid = os.posix_spawnp("true", ["true"], os.environ)
    os.waitpid(pid, 0)


words = sys.argv[1:] or ["0", "64", "256", "1024"]
if not all(word.isdecimal() and int(word) < 2**32 for word in words):
    sys.stderr.write("usage: python3 cost.py [MIB...]\n")
    sys.exit(2)
table([int(word) for word in words])
