"""How does a shell connect two commands?"""
import os
import signal
import time


def pipeline(left, right, late):
    reader, writer = os.pipe()
    first = os.fork()
    if first == 0:
        child(left, writer, 1)
    second = os.fork()
    if second == 0:
        child(right, reader, 0)

    os.close(reader)
    if late:
        time.sleep(1)
        pid, status = os.waitpid(second, os.WNOHANG)
        if pid == 0:
            me = os.getpid()
            print(f"wc waits: process {me} has the writing end", flush=True)
    os.close(writer)

    right = wait_for(second)
    return wait_for(first), right


def child(command, end, place):
    os.dup2(end, place)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        os.execvp(command[0], command)
    except OSError:
        os._exit(127)


def wait_for(pid):
    pid, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise OSError(f"child {pid} {how(status)}")
    return status


def how(status):
    if os.WIFEXITED(status):
        return f"exited with {os.WEXITSTATUS(status)}"
    number = os.WTERMSIG(status)
    return f"killed by signal {number} ({signal.Signals(number).name})"


print("ls / | wc -l", flush=True)
ls, wc = pipeline(["ls", "/"], ["wc", "-l"], False)
print(f"ls {how(ls)}, wc {how(wc)}")

print("ls / | wc -l: the parent closes its end late", flush=True)
ls, wc = pipeline(["ls", "/"], ["wc", "-l"], True)
print(f"ls {how(ls)}, wc {how(wc)}")

print("yes | head -1", flush=True)
yes, head = pipeline(["yes"], ["head", "-1"], False)
print(f"yes {how(yes)}, head {how(head)}")
