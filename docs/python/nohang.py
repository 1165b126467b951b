"""How do I ask whether a child has ended, and do something else if none has?"""
import os
import random
import sys
import time

children = []

for _ in range(3):
    pid = os.fork()
    if pid == 0:
        seconds = random.randint(1, 5)
        code = random.randint(0, 2)
        print(f"In child {os.getpid()} waiting for {seconds} and then exiting with {code}")
        time.sleep(seconds)
        sys.exit(code)
    children.append(pid)

while children:
    pid, exit_code = os.waitpid(-1, os.WNOHANG)
    if pid == 0:
        print("do something else or just wait 1 sec")
        time.sleep(1)
        continue
    children.remove(pid)
    print(pid, exit_code // 256)
