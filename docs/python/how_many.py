"""How many processes do three forks make?"""
import os
import sys

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
me = ""


def fork_number(number):
    global me
    try:
        pid = os.fork()
    except OSError:
        os._exit(1)
    if pid == 0:
        me += str(number)
    return pid != 0


def count(title, forks):
    reader, writer = os.pipe()

    pid = os.fork()
    if pid == 0:
        live(forks, writer)
    os.close(writer)

    sent = open(reader).read()
    pid, status = os.waitpid(pid, 0)
    if status != 0:
        raise OSError("a fork failed, or a process was killed")

    names = sorted(sent.splitlines())
    print(f"{title}, processes: {len(names)}")
    for name, letter in zip(names, LETTERS):
        print("    " * len(name) + letter)


def live(forks, writer):
    forks()
    os.write(writer, f"{me}\n".encode())

    failed = False
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            break
        failed = failed or status != 0
    os._exit(1 if failed else 0)


def in_a_row():
    for number in range(1, forks + 1):
        fork_number(number)


forks = int(sys.argv[1]) if len(sys.argv) > 1 else 3
if not 0 <= forks <= 6:
    raise ValueError("there are letters for 0 to 6 forks")

count(f"forks in a row: {forks}", in_a_row)
count("fork() && fork() || fork()", lambda: fork_number(1) and fork_number(2) or fork_number(3))
