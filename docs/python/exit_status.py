"""Why is the status 256 times the exit code?"""
import os
import resource
import signal
import sys


def main():
    print("          status  high byte  low byte  // 256     Python   $?  decoded", flush=True)
    passed_in = sys.argv[1:]
    if passed_in:
        for word in passed_in:
            explain(word, number(word))
        return

    endings = {
        "exit(0)": lambda: sys.exit(0),
        "exit(2)": lambda: sys.exit(2),
        "exit(255)": lambda: sys.exit(255),
        "exit(256)": lambda: sys.exit(256),
        "exit(-1)": lambda: sys.exit(-1),
        "SIGKILL": kill_myself,
        "abort()": abort,
    }
    for how, end in endings.items():
        pid = os.fork()
        if pid == 0:
            end()
        pid, status = os.waitpid(pid, 0)
        # None of the endings is exit(1), so the child has failed and said why.
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 1:
            sys.exit(1)
        explain(how, status)


def number(word):
    try:
        status = int(word, 16 if word.startswith("0x") else 10)
    except ValueError:
        status = 2**32
    if word.startswith("0x") and 2**31 <= status < 2**32:
        status -= 2**32
    if not -(2**31) <= status < 2**31:
        sys.exit(f"Error: {word!r} is not a number such as 512 or 0x0200")
    return status


def explain(how, status):
    high = (status >> 8) & 0xFF
    low = status & 0xFF
    divided = status // 256

    exited = os.WIFEXITED(status)
    code = os.WEXITSTATUS(status)
    mark = " " if exited and divided == code else "!"

    try:
        python = os.waitstatus_to_exitcode(status)
    except ValueError:
        python = "ValueError"
    if os.WIFEXITED(status):
        shell = os.WEXITSTATUS(status)
    elif os.WIFSIGNALED(status):
        shell = 128 + os.WTERMSIG(status)
    elif os.WIFSTOPPED(status):
        shell = 128 + os.WSTOPSIG(status)
    else:
        shell = "-"
    print(
        f"{how:9} {status:>6}  {high:08b}   {low:08b}  {divided:>6}{mark} {python:>10} {shell:>4}  {decoded(status)}",
        flush=True,
    )


def decoded(status):
    if os.WIFCONTINUED(status):
        return "continued"
    if os.WIFEXITED(status):
        return f"exited with {os.WEXITSTATUS(status)}"
    if os.WIFSIGNALED(status):
        core = ", core dumped" if os.WCOREDUMP(status) else ""
        return f"killed by {named(os.WTERMSIG(status))}{core}"
    if os.WIFSTOPPED(status):
        return f"stopped by {named(os.WSTOPSIG(status))}"
    return f"unknown wait status 0x{status & 0xFFFFFFFF:04x}"


def named(number):
    try:
        return f"signal {number} ({signal.Signals(number).name})"
    except ValueError:
        return f"signal {number}"


def kill_myself():
    os.kill(os.getpid(), signal.SIGKILL)


def abort():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.abort()


main()
