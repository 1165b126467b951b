"""How many processes do three forks make?"""
import os
import sys


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else "3"
    if word not in ["0", "1", "2", "3", "4", "5", "6"]:
        raise ValueError(f"{word} is no number from 0 to 6")
    forks = int(word)

    def in_a_row(me):
        for number in range(1, forks + 1):
            fork_number(number, me)

    def and_or(me):
        fork_number(1, me) and fork_number(2, me) or fork_number(3, me)

    count(f"{forks} forks in a row", in_a_row)
    count("fork() && fork() || fork()", and_or)


def fork_number(number, me):
    pid = os.fork()
    if pid == 0:
        me.append(str(number))
    else:
        reap(pid)
    return pid != 0


def count(title, forks):
    reader, writer = os.pipe()

    pid = os.fork()
    if pid == 0:
        me = ["A"]
        try:
            forks(me)
            line = "".join(me)
        except OSError as error:
            line = f"failed: {error}"
        os.write(writer, f"{line}\n".encode())
        os._exit(0)
    os.close(writer)

    with open(reader) as file:
        sent = file.read()
    reap(pid)

    names = sent.splitlines()
    for name in names:
        if name.startswith("failed"):
            raise OSError(name)
    names.sort()
    print(f"{title}: {len(names)} processes")
    print(" ".join(names))


def reap(pid):
    pid, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        raise OSError(f"child {pid} ended with {code}")


main()
