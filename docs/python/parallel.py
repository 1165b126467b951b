"""How do children send back more than an exit code, and is it faster?"""
import os
import sys
import time

BLOCK = 1000


def main():
    # A tenth of the Rust program's limit: CPython needs longer for each division.
    limit = number(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    cores = available_parallelism()
    print(f"primes below {limit}, cores: {cores}", flush=True)

    begin = time.monotonic()
    reader, writer = os.pipe()
    children = []
    for first in range(cores):
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            child(limit, first, cores, writer)
            return
        children.append(pid)

    os.close(writer)
    total = 0
    while count := os.read(reader, 4):
        total += int.from_bytes(count, sys.byteorder)
    together = time.monotonic() - begin

    while children:
        pid, status = os.waitpid(children.pop(), 0)
        if os.WIFSIGNALED(status):
            sys.exit(f"child {pid} was killed by signal {os.WTERMSIG(status)}")
        if status != 0:
            sys.exit(1)  # the child has said why
    print(f"together  {total} primes  {together:.3f} s", flush=True)

    begin = time.monotonic()
    total = primes(0, limit)
    alone = time.monotonic() - begin
    print(f"alone     {total} primes  {alone:.3f} s")
    print(f"speed-up {alone / together:.2f}")


def child(limit, first, cores, writer):
    pid = os.getpid()
    print(f"child {pid} started\n", end="", flush=True)
    counted = 0
    blocks = range(0, limit, BLOCK)
    for block in blocks[first::cores]:
        count = primes(block, min(limit, block + BLOCK))
        try:
            os.write(writer, count.to_bytes(4, sys.byteorder))
        except BrokenPipeError:
            sys.exit(1)  # nobody reads any more: the parent has ended
        counted += count
    print(f"child {pid} counted {counted}\n", end="", flush=True)


def primes(first, end):
    return sum(is_prime(n) for n in range(first, end))


def is_prime(n):
    divisor = 2
    while divisor * divisor <= n and n % divisor > 0:
        divisor += 1
    return n > 1 and divisor * divisor > n


def number(word):
    try:
        return int(word)
    except ValueError as error:
        sys.exit(f"the limit {word}: {error}")


def available_parallelism():
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # for example on macOS
        return os.cpu_count()


main()
