"""Why do all children draw the same number?"""
import os
import random
import sys

# A generator of our own. Since Python 3.7, random's own generator gets a new
# seed in every child.
dice = random.Random()


def throw():
    return [dice.randint(1, 6) for _ in range(10)]


def throw_anew():
    dice.seed(os.urandom(8))
    return throw()


def in_child(child, draw):
    pid = os.fork()
    if pid == 0:
        print(f"  child {child}:", *draw(), flush=True)
        sys.exit()

    pid, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit(f"child {pid} ended with the wait status {status}")


print("the parent draws", dice.randint(1, 6), flush=True)

print("the children draw, each from its copy of the generator", flush=True)
for child in 1, 2, 3:
    in_child(child, throw)

print("the parent draws for them", flush=True)
for child in 1, 2, 3:
    drawn = throw()
    in_child(child, lambda: drawn)

print("the children seed their copy anew, and draw", flush=True)
for child in 1, 2, 3:
    in_child(child, throw_anew)
