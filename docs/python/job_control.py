"""What is the difference between stopped, continued and killed?"""
import os
import signal

ends = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}


def decoded(status):
    if os.WIFCONTINUED(status):
        return "continued"
    if os.WIFSTOPPED(status):
        number = os.WSTOPSIG(status)
        return f"stopped by signal {number} ({signal.Signals(number).name})"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return f"killed by signal {number} ({signal.Signals(number).name})"
    return f"exited with {os.WEXITSTATUS(status)}"


def ask(sent, pid, options):
    answer, status = os.waitpid(pid, options)
    if answer == 0:
        return f"    {sent} to {pid}: nothing new\n"
    return f"    {sent} to {pid}: 0x{status:04x} {decoded(status)}\n"


def until_it_has_stopped(pid):
    options = os.WSTOPPED | os.WCONTINUED | os.WEXITED | os.WNOWAIT
    os.waitid(os.P_PID, pid, options)


def stop_and_continue(pid, options):
    os.kill(pid, signal.SIGSTOP)
    until_it_has_stopped(pid)
    stopped = ask("SIGSTOP", pid, options | os.WNOHANG)
    os.kill(pid, signal.SIGCONT)
    continued = ask("SIGCONT", pid, options | os.WNOHANG)
    return stopped + continued


def job(heading, options):
    gate, keeper = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(keeper)
        os.read(gate, 1)
        os._exit(0)

    before = signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    rows = stop_and_continue(pid, options)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)

    os.kill(pid, signal.SIGTERM)
    os.close(keeper)
    rows += ask("SIGTERM", pid, 0)
    print(f"{heading}:\n{rows}", end="", flush=True)


job("with WUNTRACED | WCONTINUED", os.WUNTRACED | os.WCONTINUED)
job("without", 0)
