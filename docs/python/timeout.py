"""How do I wait at most two seconds?"""
import os
import select
import signal
import time


def main():
    run("is done in 0.5 s", 0.5, signal.SIG_DFL)
    run("takes 6 s", 6, signal.SIG_DFL)
    run("ignores SIGTERM", 6, signal.SIG_IGN)


def run(what, seconds, sigterm):
    signal.signal(signal.SIGTERM, sigterm)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])

    begin = time.monotonic()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        time.sleep(seconds)
        os._exit(0)
    os.close(writer)

    sent = "nothing sent"
    if not ended_within(2, reader):
        os.kill(pid, signal.SIGTERM)
        sent = "SIGTERM"
        if not ended_within(0.5, reader):
            os.kill(pid, signal.SIGKILL)
            sent = "SIGTERM, SIGKILL"

    _, status = os.waitpid(pid, 0)
    after = time.monotonic() - begin
    os.close(reader)
    print(f"{pid} {what:16}  {sent:16}  after {after:.2f} s {decoded(status)}")


def ended_within(limit, reader):
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    ready = poll.poll(limit * 1000)
    return len(ready) == 1


def decoded(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exited with {code}"
    return f"killed by signal {-code} ({signal.Signals(-code).name})"


main()
