"""How do I wait for some of my children?"""
import os
import signal

children = []
reader, writer = os.pipe()
group = 0

for inside in (True, True, False):
    pid = os.fork()
    if pid == 0:
        if inside:
            os.setpgid(0, group)
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    children.append(pid)
    if inside:
        os.setpgid(pid, group)
        group = group or pid
        print(f"{pid} is in group {group}")
    else:
        print(f"{pid} is in mine")

print(f"SIGTERM to group {group}")
os.kill(-group, signal.SIGTERM)

try:
    while True:
        pid, status = os.waitpid(-group, 0)
        children.remove(pid)
        print(f"{pid} killed by signal {os.WTERMSIG(status)}")
except ChildProcessError as nobody:
    print(f"waitpid(-{group}): {nobody}")

[outside] = children
pid, status = os.waitpid(outside, os.WNOHANG)
if pid == 0:
    print(f"{outside} is still running")
    os.close(writer)
    pid, status = os.waitpid(outside, 0)
print(f"{outside} exited with {os.WEXITSTATUS(status)}")
