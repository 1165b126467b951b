"""How do I wait for children and for input at the same time?"""
import os
import select
import signal
import time


def main():
    bell, ringer = os.pipe()
    os.set_blocking(ringer, False)
    signal.set_wakeup_fd(ringer)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)

    reader, writer = os.pipe()
    children = []
    for letter, seconds in [(b"a", 0.2), (b"b", 0.5), (b"c", 0.8)]:
        pid = os.fork()
        if pid == 0:
            time.sleep(seconds)
            os.write(writer, letter)
            time.sleep(seconds)
            os._exit(0)
        children.append(pid)

    poll = select.poll()
    poll.register(bell, select.POLLIN)
    poll.register(reader, select.POLLIN)
    begin = time.monotonic()
    while children:
        ms = max(0, 5000 - (time.monotonic() - begin) * 1000)
        ready = dict(poll.poll(ms))
        if not ready:
            raise TimeoutError
        if bell in ready:
            os.read(bell, 100)
            for pid in children.copy():
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended != 0:
                    print(f"{pid} {describe(status)}")
                    children.remove(pid)
        if reader in ready:
            letter = os.read(reader, 1)
            print("input:", letter.decode())


def describe(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exited with {code}"
    return f"killed by signal {-code} ({signal.Signals(-code).name})"


main()
