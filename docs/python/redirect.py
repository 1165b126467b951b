"""How does a shell send output to a file?"""
import os
import sys
import tempfile

COMMAND = ["sh", "-c", "echo out; echo err >&2"]


def main():
    list_ = os.path.join(tempfile.gettempdir(), f"list.{os.getpid()}")
    open(list_, "x").close()
    try:
        for line in [["> list", "2>&1"], ["2>&1", "> list"], [">> list", "2>&1"]]:
            run(line, list_)
    finally:
        os.remove(list_)


def run(line, list_):
    print("command", " ".join(line), flush=True)
    pid = os.fork()
    if pid == 0:
        stderr = os.dup(2)
        try:
            child(line, list_)
        except OSError as error:
            os.write(stderr, f"{error}\n".encode())
        os._exit(1)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit(1)
    with open(list_) as file:
        text = file.read().replace("\n", "\\n")
        print(f'    the list holds "{text}"', flush=True)


def child(line, list_):
    for redirection in line:
        if redirection == "> list":
            os.dup2(os.open(list_, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        elif redirection == ">> list":
            os.dup2(os.open(list_, os.O_WRONLY | os.O_APPEND), 1)
        else:
            os.dup2(1, 2)
    os.execvp(COMMAND[0], COMMAND)


main()
