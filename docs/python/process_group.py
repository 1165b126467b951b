"""How do I kill a child and all that it has started?"""
import os
import signal
import sys


def main():
    hold, holder = os.pipe()
    outside = os.fork()
    if outside == 0:
        os.close(holder)
        os.read(hold, 1)
        os._exit(0)

    news, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(holder)
        start_another(hold, tell)
        os._exit(0)
    os.close(tell)

    told = os.read(news, 20)
    if not told:
        _, status = os.waitpid(child, 0)
        sys.exit(1 if os.WIFEXITED(status) else f"child {child} {decoded(status)}")
    grandchild = int(told)
    for pid, whose in (outside, "my"), (child, "my"), (grandchild, "its"):
        group = os.getpgid(pid)
        print(f"{pid} {whose} child, in group {group}")

    os.killpg(child, signal.SIGKILL)
    print(f"SIGKILL to group {child}")
    try:
        while True:
            pid, status = os.waitpid(-child, 0)
            print(f"{pid} {decoded(status)}")
    except ChildProcessError:
        print(f"waitpid(-{child}): ECHILD")

    os.read(news, 1)
    print(f"{grandchild} is gone: its pipe has ended")

    os.close(holder)
    _, status = os.waitpid(outside, 0)
    print(f"{outside} {decoded(status)}")


def start_another(hold, tell):
    os.setpgid(0, 0)
    pid = os.fork()
    if pid != 0:
        os.write(tell, str(pid).encode())
    os.read(hold, 1)


def decoded(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exited with {code}"
    return f"killed by signal {-code} ({signal.Signals(-code).name})"


main()
