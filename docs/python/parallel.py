"""How do I get more than eight bits back, and does it make anything faster?"""
import os
import signal
import sys
import time

BLOCK = 1000
HIGHEST = 4_000_000_000


def compare(limit):
    cores = available_parallelism()
    print(f"primes below {limit}, cores: {cores}")

    begin = time.monotonic()
    children = start(limit, cores)
    total = collect(children)
    together = time.monotonic() - begin
    print(f"together  {total} primes  {together:.3f} s")

    begin = time.monotonic()
    count = primes(limit, 0, 1)
    alone = time.monotonic() - begin
    print(f"alone     {count} primes  {alone:.3f} s")
    if total != count:
        sys.exit(f"parallel: the children's sum {total} should be {count}")

    gain = alone / together
    nothing = ": on one core there is nothing to gain" if cores == 1 else ""
    print(f"speed-up {gain:.2f}{nothing}")


def available_parallelism():
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS has no such call
        return os.cpu_count() or 1


def start(limit, cores):
    children = {}
    for mine in range(cores):
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            for reader in children.values():
                os.close(reader)
            count = primes(limit, mine, cores)
            os.write(writer, count.to_bytes(8, sys.byteorder))
            os._exit(0)
        os.close(writer)
        children[pid] = reader
        print(f"child {pid} started")
    return children


def primes(limit, mine, children):
    count = 0
    blocks = range(0, limit, BLOCK)
    for first in blocks[mine::children]:
        end = min(limit, first + BLOCK)
        count += sum(1 for n in range(first, end) if is_prime(n))
    return count


def is_prime(n):
    divisor = 2
    while divisor * divisor <= n and n % divisor > 0:
        divisor += 1
    return n > 1 and divisor * divisor > n


def collect(children):
    total = 0
    while children:
        pid, status = os.wait()
        reader = children.pop(pid)
        answer = os.read(reader, 8)
        if not answer:
            stop(children)
            sys.exit(f"parallel: {pid} {decoded(status)}, without an answer")
        count = int.from_bytes(answer, sys.byteorder)
        total += count
        print(f"child {pid} counted {count}")
    return total


def decoded(status):
    if os.WIFEXITED(status):
        return f"exited with {os.WEXITSTATUS(status)}"
    number = os.WTERMSIG(status)
    return f"killed by signal {number} ({signal.Signals(number).name})"


def stop(children):
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


# A tenth of the example's three million: CPython needs longer for each division.
words = sys.argv[1:] or ["300000"]
if len(words) > 1 or not words[0].isdecimal() or int(words[0]) > HIGHEST:
    sys.stderr.write(f"usage: python3 parallel.py [LIMIT], from 0 to {HIGHEST}\n")
    sys.exit(2)
compare(int(words[0]))
