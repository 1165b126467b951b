"""Stopped, continued and killed: what is the difference?"""
import os
import signal
import time


def main():
    let_sigtstp_stop_us()

    pid = os.fork()
    if pid == 0:
        time.sleep(5)
        os._exit(0)

    os.setpgid(pid, pid)

    for sent in signal.SIGTSTP, signal.SIGCONT, signal.SIGKILL:
        os.kill(pid, sent)
        options = os.WUNTRACED | os.WCONTINUED
        _, status = os.waitpid(pid, options)
        if not came_from(sent, status):
            raise ChildProcessError(f"child {pid} {decoded(status)}")
        print(f"{sent.name} to {pid}: 0x{status:04x} {decoded(status)}", flush=True)


def let_sigtstp_stop_us():
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTSTP])


def came_from(sent, status):
    if sent == signal.SIGTSTP:
        return os.WIFSTOPPED(status) and os.WSTOPSIG(status) == sent
    if sent == signal.SIGCONT:
        return os.WIFCONTINUED(status)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == sent


def decoded(status):
    if os.WIFSTOPPED(status):
        number = os.WSTOPSIG(status)
        return f"stopped by signal {number} ({signal.Signals(number).name})"
    if os.WIFCONTINUED(status):
        return "continued"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return f"killed by signal {number} ({signal.Signals(number).name})"
    return f"exited with {os.WEXITSTATUS(status)}"


main()
