"""What can go wrong, and what does a careful program do?"""
import os
import random
import select
import signal
import sys
import time


def main():
    trouble = three_children()
    if trouble:
        sys.exit(f"careful: {trouble}")


def three_children():
    children = []
    trouble = None
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)

    reader, writer = os.pipe()

    for _ in range(3):
        try:
            pid = os.fork()
        except OSError as error:
            trouble = f"fork: {error}"
            break
        if pid == 0:
            os.close(writer)
            child(reader)
        children.append(pid)

    while children:
        try:
            pid, status = os.waitpid(-1, os.WUNTRACED)
        except OSError as error:
            trouble = trouble or f"waitpid: {error}, cannot reap {children}"
            break

        if pid not in children:
            continue

        if os.WIFEXITED(status):
            line = f"{pid} {os.WEXITSTATUS(status)}"
        else:
            line = f"{pid} {decoded(status)}"
        try:
            print(f"{line}\n", end="", flush=True)
        except OSError as error:
            trouble = trouble or f"write: {error}"

        if not os.WIFSTOPPED(status):
            children.remove(pid)
    return trouble


def child(reader):
    seconds = random.randint(1, 5)
    code = random.randint(0, 2)
    try:
        said = f"In child {os.getpid()} waiting for {seconds} and then exiting with {code}"
        print(f"{said}\n", end="", flush=True)
    except OSError:
        pass
    parent = select.poll()
    parent.register(reader, select.POLLIN)
    try:
        parent.poll(seconds * 1000)
    except OSError:
        time.sleep(seconds)
    os._exit(code)


def decoded(status):
    stopped = os.WIFSTOPPED(status)
    number = os.WSTOPSIG(status) if stopped else os.WTERMSIG(status)
    how = f"{'stopped' if stopped else 'killed'} by signal {number}"
    try:
        return f"{how} ({signal.Signals(number).name})"
    except ValueError:  # a real-time signal has no name
        return how


main()
