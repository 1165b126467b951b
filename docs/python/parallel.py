"""How do children send back more than an exit code, and is it faster?"""
import os
import sys
import time

BLOCK = 1000


def child(limit, mine, cores, writer):
    count = 0
    blocks = range(0, limit, BLOCK)
    for first in blocks[mine::cores]:
        count += primes(first, min(limit, first + BLOCK))
        report = mine.to_bytes(4, sys.byteorder) + count.to_bytes(4, sys.byteorder)
        os.write(writer, report)


def primes(first, end):
    return sum(is_prime(n) for n in range(first, end))


def is_prime(n):
    divisor = 2
    while divisor * divisor <= n and n % divisor > 0:
        divisor += 1
    return n > 1 and divisor * divisor > n


def available_parallelism():
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # for example on macOS
        return os.cpu_count()


# A tenth of the Rust program's limit: CPython needs longer for each division.
limit = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
cores = available_parallelism()
print(f"primes below {limit}, cores: {cores}")

begin = time.monotonic()
reader, writer = os.pipe()
children = {}
for mine in range(cores):
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reader)
            child(limit, mine, cores, writer)
            os._exit(0)
        finally:
            os._exit(1)
    print(f"child {pid} started")
    children[pid] = mine

os.close(writer)
counts = [0] * cores
while mine := os.read(reader, 4):
    count = os.read(reader, 4)
    counts[int.from_bytes(mine, sys.byteorder)] = int.from_bytes(count, sys.byteorder)
together = time.monotonic() - begin

while children:
    pid, status = os.wait()
    mine = children.pop(pid, None)
    if mine is None:
        continue
    if status != 0:
        sys.exit(f"child {pid} has ended with the wait status {status}")
    print(f"child {pid} counted {counts[mine]}")
total = sum(counts)
print(f"together  {total} primes  {together:.3f} s")

begin = time.monotonic()
total = primes(0, limit)
alone = time.monotonic() - begin
print(f"alone     {total} primes  {alone:.3f} s")
print(f"speed-up {alone / together:.2f}")
