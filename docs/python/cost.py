"""What does a fork cost?"""
import os
import sys
import time

ROUNDS = 21


def main():
    print("  MiB  fork, _exit, wait  spawn true, wait", flush=True)
    for mib in [0, 16, 64, 256]:
        memory = written(mib)
        forked = shortest(fork_once)
        spawned = shortest(spawn_once)
        print(f"{mib:>5}  {forked:>14.3f} ms  {spawned:>13.3f} ms", flush=True)
        del memory


def written(mib):
    memory = bytearray(mib << 20)
    for page in range(0, mib << 20, 4096):
        memory[page] = 1
    return memory


def shortest(once):
    least = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        once()
        least = min(least, (time.perf_counter() - begin) * 1000)
    return least


def fork_once():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def spawn_once():
    pid = os.posix_spawnp("true", ["true"], os.environ)
    pid, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit(f"true: wait status {status}")


main()
