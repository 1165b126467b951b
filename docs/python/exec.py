"""How does a shell run my command?"""
import errno
import os
import shutil
import signal
import sys


def main():
    words = sys.argv[1:]
    if not words:
        words = ["echo", "the child is echo now"]

    pid = os.fork()
    if pid == 0:
        child(words)

    pid, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status):
        sys.exit(os.WEXITSTATUS(status))
    else:
        sys.exit(128 + os.WTERMSIG(status))


def child(words):
    command = words[0]
    try:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        execvp(command, words)
    except OSError as error:
        print(f"exec: {command}: {error.strerror} (os error {error.errno})", file=sys.stderr)
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG):
            sys.exit(127)
        if error.errno == errno.EACCES and "/" not in command:
            sys.exit(127)
        sys.exit(126)


def execvp(command, words):
    """C's execvp. Python's own refuses an empty word, and does not run a script without #!."""
    if not command:
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    try:
        os.execvp(command, words)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
        os.execv("/bin/sh", ["sh", shutil.which(command), *words[1:]])


main()
