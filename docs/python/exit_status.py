"""Why is the status 256 times the exit code?"""
import os
import resource
import signal
import sys


def number(word):
    status = int(word, 16 if word.startswith("0x") else 10)
    if not -(2**31) <= status < 2**31:
        raise ValueError
    return status


def named(number):
    try:
        return f"signal {number} ({signal.Signals(number).name})"
    except ValueError:
        return f"signal {number}"


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
    return "no such status"


def explain(how, status):
    exited = os.WIFEXITED(status)
    lies = not exited or status // 256 != os.WEXITSTATUS(status)
    try:
        python = os.waitstatus_to_exitcode(status)
        shell = python if python >= 0 else 128 - python
    except ValueError:
        python, shell = "ValueError", "-"
    row(
        how,
        status,
        f"0x{status & 0xffffffff:04x}",
        f"{status >> 8 & 0xff:08b}  {status & 0xff:08b}",
        f"{status // 256} {'!' if lies else ' '}",
        "yes" if exited else "no",
        python,
        shell,
        decoded(status),
    )


def row(how, status, hexa, two_bytes, divided, exited, python, shell, decoded):
    print(
        f"{how:9} {status:>6}  {hexa:6}  {two_bytes:18}  {divided:>8}  {exited:9} {python:>10} {shell:>4}  {decoded}"
    )


def send_myself(number):
    signal.signal(number, signal.SIG_DFL) if number != signal.SIGKILL else None
    os.kill(os.getpid(), number)


endings = {
    "exit(0)": lambda: os._exit(0),
    "exit(2)": lambda: os._exit(2),
    "exit(255)": lambda: os._exit(255),
    "exit(256)": lambda: os._exit(256),
    "exit(-1)": lambda: os._exit(-1),
    "SIGTERM": lambda: send_myself(signal.SIGTERM),
    "SIGKILL": lambda: send_myself(signal.SIGKILL),
    "abort()": os.abort,
}

brought = []
for word in sys.argv[1:]:
    try:
        brought.append((word, number(word)))
    except ValueError:
        sys.stderr.write(f'exit_status: "{word}" is no int: give wait statuses, such as 512 or 0x8b\n')
        sys.exit(2)

row("", "status", "hex", "high byte low byte", "// 256", "WIFEXITED", "Python", "$?", "decoded")
for word, status in brought:
    explain(word, status)
if not brought:
    for how, end in endings.items():
        pid = os.fork()
        if pid == 0:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            end()
        pid, status = os.waitpid(pid, 0)
        explain(how, status)
