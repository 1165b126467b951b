"""How does a shell run my command?"""
import os
import signal
import subprocess
import sys


def by_hand(words):
    command = words[0]
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        try:
            os.execvp(command, words)
        except OSError as error:
            print(f"exec: {command}: {error.strerror}", file=sys.stderr)
            found = not isinstance(error, FileNotFoundError)
            os._exit(126 if found else 127)
    pid, status = os.waitpid(pid, 0)
    return exit_code(status)


def exit_code(status):
    if os.WIFEXITED(status):
        return os.WEXITSTATUS(status)
    return 128 + os.WTERMSIG(status)


def twice():
    who = "echo sh is process $$, and process $PPID waits for it"
    code = by_hand(["sh", "-c", who])
    if code != 0:
        return code

    code = subprocess.run(["sh", "-c", who]).returncode
    return code if code >= 0 else 128 - code


words = sys.argv[1:]
sys.exit(by_hand(words) if words else twice())
