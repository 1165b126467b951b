"""How do two processes take turns by signals?"""
import ctypes
import os
import signal
import sys
import time

# Python has no sigsuspend of its own. A set of signals that is all zeros is empty.
libc = ctypes.CDLL(None)
none = ctypes.create_string_buffer(128)
my_turn = False


def main():
    global my_turn
    for number in [signal.SIGUSR1, signal.SIGALRM]:
        signal.signal(number, handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGUSR1])

    parent = os.getpid()
    pid = os.fork()
    my_turn = pid != 0
    if pid == 0:
        os._exit(0 if take_turns("child", 3, parent) else 1)
    if not take_turns("parent", 4, pid):
        sys.exit("no SIGUSR1 came within five seconds")

    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.raise_signal(signal.SIGUSR1)
    signal.alarm(1)
    begin = time.monotonic()
    signal.pause()
    after = time.monotonic() - begin
    print(f"signal, then pause: woken after {after:.2f}s")


def handler(number, _frame):
    global my_turn
    my_turn = number == signal.SIGUSR1


def take_turns(who, turns, other):
    global my_turn
    for turn in range(1, turns + 1):
        signal.alarm(5)
        if not my_turn:
            libc.sigsuspend(none)
        if not my_turn:
            return False
        my_turn = False
        if turn == 4:
            break
        print(f"{who} {turn}\n", end="", flush=True)
        os.kill(other, signal.SIGUSR1)
    return True


main()
