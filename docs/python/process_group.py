"""How do I wait for some of my children?"""
import os
import signal


def main():
    reader, writer = os.pipe()
    children = []
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            os.close(writer)
            os.read(reader, 1)
            os._exit(0)
        children.append(pid)

    outside, group, second = children
    os.setpgid(group, 0)
    os.setpgid(second, group)
    print(f"{outside} is in my group")
    print(f"{group} is in group {group}")
    print(f"{second} is in group {group}")

    print(f"SIGKILL to group {group}")
    os.kill(-group, signal.SIGKILL)
    try:
        while True:
            pid, status = os.waitpid(-group, 0)
            print(f"{pid} {decoded(status)}")
    except ChildProcessError:
        print(f"waitpid(-{group}): ECHILD")

    pid, status = os.waitpid(outside, os.WNOHANG)
    if pid == 0:
        print(f"{outside} is still running")
    os.close(writer)
    _, status = os.waitpid(outside, 0)
    print(f"{outside} {decoded(status)}")


def decoded(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exited with {code}"
    return f"killed by signal {-code} ({signal.Signals(-code).name})"


main()
