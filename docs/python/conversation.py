"""How do I write to a child, read its answer, and write again?"""
import os
import sys


def main():
    questions, ask = os.pipe()
    answers, answer = os.pipe()

    pid = os.fork()
    if pid == 0:
        os.close(ask)
        os.close(answers)
        return child(questions, answer)
    os.close(questions)
    os.close(answer)

    failed = None
    try:
        with open(answers) as answers, open(ask, "w") as ask:
            talk(pid, ask, answers)
    except OSError as error:
        failed = error

    pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        raise ChildProcessError(f"child {pid} killed by signal {os.WTERMSIG(status)}")
    if status != 0:
        sys.exit(1)  # the child has said why
    if failed:
        raise failed
    print(f"I close my end, and child {pid} exited with 0")


def talk(pid, ask, answers):
    for number in [10, 20, 12]:
        print(number, file=ask, flush=True)

        line = answers.readline()
        if line == "":
            raise ConnectionError("the child has ended")
        print(f"I write {number}, and child {pid} answers: {line}", end="", flush=True)


def child(questions, answer):
    total = 0
    with open(questions) as questions, open(answer, "w") as answer:
        for line in questions:
            total += int(line)
            print(total, "so far", file=answer, flush=True)


main()
