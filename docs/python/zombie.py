"""What is left of a child until I wait for it?"""
import os


def look(pid):
    try:
        ended = "has ended" if has_ended(pid, os.WNOHANG) else "has not ended"
    except OSError as error:
        ended = words(error)

    try:
        os.kill(pid, 0)
        found = "is there"
    except OSError as error:
        found = words(error)
    print(f'child {pid}: waitid says "{ended}", kill says "{found}"')


def has_ended(pid, options):
    options = options | os.WEXITED | os.WNOWAIT
    # With WNOHANG, waitid returns None if the child has not ended.
    return os.waitid(os.P_PID, pid, options) is not None


def words(error):
    return f"{error.strerror} (os error {error.errno})"


reader, writer = os.pipe()

pid = os.fork()
if pid == 0:
    os.close(writer)
    os.read(reader, 1)
    os._exit(7)
look(pid)

os.close(writer)
has_ended(pid, 0)
look(pid)

pid, status = os.waitpid(pid, 0)
if os.WIFEXITED(status):
    print(pid, "exited with", os.WEXITSTATUS(status))
else:
    print(pid, "killed by signal", os.WTERMSIG(status))
look(pid)
