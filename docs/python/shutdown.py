"""How do I end all my children when I am told to end?"""
import contextlib
import os
import select
import signal
import sys
import time


def main():
    told = [signal.SIGINT, signal.SIGTERM, signal.SIGALRM]
    for number in told:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, told)

    reader, writer = os.pipe()
    children = []
    for sigterm in [signal.SIG_DFL, tidy_up, signal.SIG_IGN]:
        pid = os.fork()
        os.setpgid(pid, 0)
        if pid == 0:
            os.fork()
            signal.signal(signal.SIGTERM, sigterm)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, told)
            time.sleep(8)
            os._exit(0)
        children.append(pid)
    os.close(writer)

    signal.alarm(2)
    number = signal.sigwait(told)
    for pid in children:
        os.killpg(pid, signal.SIGTERM)
    print(f"signal {number:d}: SIGTERM to {children}", flush=True)
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    ready = poll.poll(1000)
    if not ready:
        for pid in children:
            with contextlib.suppress(PermissionError):
                os.killpg(pid, signal.SIGKILL)
        print(f"a second later: SIGKILL to {children}", flush=True)
    os.read(reader, 1)
    for pid in reversed(children):
        _, status = os.waitpid(pid, 0)
        print(f"{pid} {describe(status)}", flush=True)

    signal.raise_signal(number)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, told)
    sys.exit(128 + number)


def describe(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exited with {code}"
    return f"killed by signal {-code} ({signal.Signals(-code).name})"


def tidy_up(number, frame):
    os._exit(0)


main()
