"""Plays each story of the steps to take with real processes, and prints as JSON what is seen then: the
parent, the child, which wait status was reaped by whom, what was printed, and which steps can come next.
4700 is the parent, 4711 the child, and 1 takes in orphans.

The program is the page's own, from docs/steps.js. As in a debugger, it stops before each line, until
this script, which plays its scheduler, its shell and its process 1, lets it go on."""
import ctypes
import json
import mmap
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
prctl = ctypes.CDLL(None).prctl

# What a process and this script tell each other, in memory that they share: the line that comes next (0:
# it runs), its variables (-1: not there yet), and what it is to do.
LINE, STATUS, PID, GO, END = range(5)
PARENT, CHILD = 0, 8


def main():
    rows = open(sys.argv[1]).read().split("const stepLines = [\n")[1].split("\n];")[0]
    lines = "\n".join(json.loads(row.strip().rstrip(","))[0] for row in rows.splitlines())
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    seen = {}
    explore(compile(lines, "page", "exec"), "", seen)
    print(json.dumps(seen))


def explore(program, story, seen):
    play = Play(program)
    for step in story:
        play.take(step)
    seen[story], steps = play.row()
    play.end()
    for step in steps:
        explore(program, story + step, seen)


def run(program, shared):
    def stop_before_each_line(frame, event, _):
        variables = frame.f_locals
        me = CHILD if variables.get("pid") == 0 else PARENT
        # Python runs some lines of its own after a fork.
        if event == "line" and frame.f_code is program:
            signal.alarm(60)
            shared[me + STATUS] = variables.get("status", -1)
            shared[me + PID] = variables.get("pid", -1)
            shared[me + LINE] = frame.f_lineno
            while not shared[me + GO]:  # without a sleep, so that /proc says R: it could run
                if shared[me + END]:
                    os._exit(0)
                os.sched_yield()
            shared[me + GO] = 0
        return stop_before_each_line

    sys.settrace(stop_before_each_line)
    exec(program, {"os": os, "sys": sys})


def stat(pid):
    """The letter of its state, its parent, and its wait status: see proc_pid_stat(5)."""
    state, *numbers = open(f"/proc/{pid}/stat").read().rsplit(") ")[1].split()
    # D: it waits for a page of memory, which is no part of the story.
    return (state, int(numbers[0]), int(numbers[48])) if state != "D" else stat(pid)


class Play:
    def __init__(self, program):
        signal.alarm(60)
        self.shared = memoryview(mmap.mmap(-1, 4096)).cast("i")
        self.out, out = os.pipe()
        os.set_blocking(self.out, False)
        self.parent = os.fork()
        if self.parent == 0:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            os.dup2(out, 1)
            run(program, self.shared)
            os._exit(0)
        os.close(out)
        self.child = self.reaped = None
        self.number = 0  # the child's, also when it is gone
        self.printed = ""
        # The parent is about to sleep in wait; it sleeps; it would wake up, and we do not let it.
        self.falls_asleep = self.in_wait = self.held = False
        self.settle()

    def line(self, who):
        return self.shared[who + LINE]

    def is_zombie(self):
        return stat(self.number)[0] == "Z"

    def take(self, step):
        child_ends = step == "K" or step == "C" and self.line(CHILD) == 5
        if child_ends and self.in_wait:
            # The parent would reap the child at once. The scheduler has not let it run yet.
            os.kill(self.parent, signal.SIGSTOP)
            assert os.WIFSTOPPED(os.waitpid(self.parent, os.WUNTRACED)[1])
            self.held = True
        if step == "P" and self.held:
            self.held = self.falls_asleep = False
            os.kill(self.parent, signal.SIGCONT)
        elif step in "PC":
            # wait marks its caller as asleep before it looks for a zombie: S alone says nothing.
            if step == "P":
                self.falls_asleep = self.line(PARENT) == 6 and not self.is_zombie()
            who = PARENT if step == "P" else CHILD
            self.shared[who + LINE] = 0
            self.shared[who + GO] = 1
        elif step == "E":
            self.shared[PARENT + END] = 1
        elif step == "K":
            os.kill(self.number, signal.SIGKILL)
        if step == "E" or step == "P" and self.reaped:
            assert os.waitpid(self.parent, 0) == (self.parent, 0)
            self.parent = None
        while child_ends and not self.is_zombie():
            os.sched_yield()
        self.settle()

    def settle(self):
        """Waits until each process stands before a line, sleeps in wait, or has ended."""
        if self.parent and not self.held:
            self.in_wait = False
            while not self.line(PARENT) and not self.in_wait:
                self.in_wait = self.falls_asleep and stat(self.parent)[0] == "S"
            if self.line(PARENT) == 3:
                self.child = self.number = self.shared[PARENT + PID]
            if self.line(PARENT) == 7:
                self.child, self.reaped = None, (self.shared[PARENT + STATUS], 4700)
        while self.child and not self.line(CHILD) and not self.is_zombie():
            os.sched_yield()
        if self.child and not self.parent and self.is_zombie():
            # A process 1 reaps whoever is given to it.
            self.child, self.reaped = None, (os.waitpid(self.child, 0)[1], 1)
        try:
            self.printed += os.read(self.out, 1000).decode()
        except BlockingIOError:
            pass

    def row(self):
        """What is seen now, and which steps can come next: read from it, not from a rule of the page."""
        (parent_state, parent), (child_state, child) = self.seen(PARENT), self.seen(CHILD)
        steps = ""
        if parent_state == "R":
            steps += "PE" if self.child and not self.in_wait else "P"
        if child_state == "R":
            steps += "CK"
        reaped = "{} to {}".format(*self.reaped) if self.reaped else ""
        printed = self.printed.replace(f"{self.number} ", "4711 ").strip().replace("\n", ", ")
        return " | ".join(cell or "-" for cell in (parent, child, reaped, printed, steps)), steps

    def seen(self, who):
        pid = self.parent if who == PARENT else self.child
        if not pid:
            return "-", ""
        state, parent, status = stat(pid)
        if self.held and who == PARENT:
            assert state == "T"  # by us: it could run
            state = "R"
        names = {os.getpid(): "shell" if who == PARENT else 1, self.parent: 4700, self.number: 4711}
        row = f"{state} of {names[parent]}, "
        if state == "Z":
            assert set(open(f"/proc/{pid}/statm").read().split()) == {"0"}, "it has no memory"
            return state, row + f"wait status {status}"
        row += f"line {self.line(who) or 6}"  # 0: in wait
        status, number = self.shared[who + STATUS], self.shared[who + PID]
        row += f", status {status}" if status >= 0 else ""
        row += f", pid {names.get(number, number)}" if number >= 0 else ""
        return state, row

    def end(self):
        """Leaves nobody behind: neither has been reaped, so each number is still its own."""
        for pid in filter(None, (self.parent, self.child)):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(self.out)


main()
