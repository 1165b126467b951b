"""How do I go on working while my children run?"""
import os
import random
import sys
import time


def child():
    seconds = random.randint(1, 5)
    code = random.randint(0, 2)
    print(f"In child {os.getpid()} waiting for {seconds} and then exiting with {code}")
    time.sleep(seconds)
    sys.exit(code)


children = []
failed = None

for _ in range(3):
    try:
        pid = os.fork()
    except OSError as error:
        failed = error
        continue
    if pid == 0:
        child()
    children.append(pid)

while children:
    pid, exit_code = os.waitpid(-1, os.WNOHANG)
    if pid == 0:
        print("do something else or just wait 1 sec")
        time.sleep(1)
        continue

    if pid in children:
        children.remove(pid)

    if os.WIFEXITED(exit_code):
        print(pid, exit_code // 256)
    else:
        print(pid, "killed by signal", os.WTERMSIG(exit_code))

if failed:
    raise failed
