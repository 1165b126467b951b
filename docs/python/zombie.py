"""What is left of a child until I wait for it?"""
import os
import subprocess
import sys
import time


def look(pid):
    ps = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], stdout=subprocess.PIPE, text=True)
    state = ps.stdout.strip()
    try:
        os.kill(pid, 0)
        killed = "kill works"
    except ProcessLookupError as error:
        killed = f"kill: {error.strerror}"
    return f'ps "{state}", {killed}'


def until_it_has_ended(pid):
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def send(number):
    os.write(tell, number.to_bytes(4, sys.byteorder))


def number():
    return int.from_bytes(os.read(answer, 4), sys.byteorder)


gate, keeper = os.pipe()
gate_2, keeper_2 = os.pipe()
answer, tell = os.pipe()

pid = os.fork()
if pid == 0:
    os.close(keeper)
    os.close(keeper_2)
    if os.fork() == 0:
        send(os.getpid())
        send(os.getppid())
        os.read(gate_2, 1)
        send(os.getppid())
        os._exit(0)
    os.close(tell)
    os.read(gate, 1)
    os._exit(7)
os.close(tell)

lives = look(pid)
grandchild = number()
before = number()
os.close(keeper)
until_it_has_ended(pid)
ended = look(pid)
os.close(keeper_2)
after = number()

pid, status = os.waitpid(pid, 0)
gone = look(pid)
told = f"exited with {os.waitstatus_to_exitcode(status)}"
try:
    again, _ = os.waitpid(pid, 0)
except ChildProcessError as error:
    again = error.strerror

fate = "a zombie"
for _ in range(400):
    time.sleep(0.01)
    try:
        os.kill(grandchild, 0)
    except ProcessLookupError:
        fate = "gone"
        break

print(f"child {pid} lives: {lives}")
print(f"grandchild {grandchild} has the parent {before}")
print(f"child {pid} has ended: {ended}")
print(f"grandchild {grandchild} has the parent {after}")
print(f"waitpid: {told}")
print(f"child {pid} is reaped: {gone}")
print(f"waitpid: {again}")
print(f"grandchild {grandchild} is {fate}")
