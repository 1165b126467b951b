"""How do I start a child again when it crashes?"""
import os
import signal
import time

SHORTEST = 0.1
LONGEST = 0.4
LONG_ENOUGH = 0.5


def main():
    supervise("worker", worker)
    supervise("missing", missing)
    supervise("broken", lambda start: os._exit(1))


def supervise(name, child):
    pause = SHORTEST
    start = 0

    while True:
        start += 1
        begin = time.monotonic()
        pid = os.fork()
        if pid == 0:
            child(start)
        _, status = os.waitpid(pid, 0)

        if time.monotonic() - begin >= LONG_ENOUGH:
            pause = SHORTEST
        ended = describe(status)
        if ended == "exited with 0":
            verdict = "done"
        elif ended == "exited with 127":
            verdict = "never again"
        elif pause > LONGEST:
            verdict = "giving up"
        else:
            print(f"{name}: {ended}, again in {pause * 1000:.0f} ms", flush=True)
            time.sleep(pause)
            pause *= 2
            continue
        print(f"{name}: {ended}, {verdict}", flush=True)
        break


def describe(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exited with {code}"
    try:
        return f"killed by signal {-code} ({signal.Signals(-code).name})"
    except ValueError:  # a real-time signal has no name
        return f"killed by signal {-code}"


def worker(start):
    if start == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    elif start == 2:
        os._exit(1)
    elif start == 3:
        time.sleep(LONG_ENOUGH)
    else:
        os._exit(0)
    os._exit(1)


def missing(start):
    try:
        os.execvp("no-such-command", ["no-such-command"])
    except OSError:
        os._exit(127)


main()
