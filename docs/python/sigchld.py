"""Must I ask once a second?"""
import os
import signal
import time


def main():
    block()
    children = []
    failed = None

    for _ in range(5):
        try:
            pid = os.fork()
        except OSError as error:
            failed = error
            continue
        if pid == 0:
            time.sleep(1)
            os._exit(0)
        children.append(pid)

    signals = 0
    while children:
        signal.sigwait([signal.SIGCHLD])
        signals += 1

        ended = []
        while children:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid in children:
                children.remove(pid)
                ended.append(pid)
        print(f"signal {signals}: {ended}")

    if failed:
        raise failed


def block():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    signal.signal(signal.SIGCHLD, nothing)


def nothing(number, frame):
    pass


main()
