"""How do I start three children and wait until the last of them has ended?"""
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
    pid, exit_code = os.wait()
    children.remove(pid)
    print(pid, exit_code // 256)
