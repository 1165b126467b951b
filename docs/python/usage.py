"""What did my child use?"""
import os
import signal
import time
from resource import RUSAGE_CHILDREN, getrusage


def main():
    run("is busy", busy)
    run("touches 64 MiB", lambda: b"x" * 64 * 1024 * 1024)
    run("sleeps", lambda: time.sleep(0.2))


def run(what, work):
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)

    before = seconds(getrusage(RUSAGE_CHILDREN))
    _, status, used = os.wait4(pid, 0)
    after = seconds(getrusage(RUSAGE_CHILDREN))
    if status != 0:
        raise OSError(f"child {pid} {decoded(status)}")
    print(f"{pid} {what}: CPU time {seconds(used):.2f} s, ru_maxrss {used.ru_maxrss}", flush=True)
    print(f"    RUSAGE_CHILDREN: {before:.2f} s before, {after:.2f} s after", flush=True)


def busy():
    begin = time.monotonic()
    while time.monotonic() - begin < 0.2:
        pass


def seconds(usage):
    return usage.ru_utime + usage.ru_stime


def decoded(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exited with {code}"
    return f"killed by signal {-code} ({signal.Signals(-code).name})"


main()
