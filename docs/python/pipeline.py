"""How does a shell connect two commands?"""
import os
import signal
import sys


def main():
    print("ls / | wc -l", flush=True)
    wc, ls = pipeline(["ls", "/"], ["wc", "-l"])
    print(f"ls {decoded(ls)}, wc {decoded(wc)}", flush=True)

    print("yes | head -1", flush=True)
    head, yes = pipeline(["yes"], ["head", "-1"])
    print(f"yes {decoded(yes)}, head {decoded(head)}")


def pipeline(left, right):
    reader, writer = os.pipe()
    why, tell = os.pipe()

    first = os.fork()
    if first == 0:
        child(left, writer, 1, tell)
    second = os.fork()
    if second == 0:
        child(right, reader, 0, tell)

    os.close(reader)
    os.close(writer)
    os.close(tell)
    with open(why) as lines:
        line = lines.readline()
    if line:
        raise OSError(line.strip())

    return wait_for(second), wait_for(first)


def child(command, end, place, tell):
    try:
        os.dup2(end, place)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        os.execvp(command[0], command)
    except OSError as error:
        os.write(tell, f"{command[0]}: {error.strerror}\n".encode())
    os._exit(127)


def wait_for(pid):
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        sys.exit(1)
    return status


def decoded(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exited with {code}"
    return f"killed by signal {-code} ({signal.Signals(-code).name})"


main()
