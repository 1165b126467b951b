"""Why do all children draw the same number?"""
import os
import random
import sys

# A generator of our own. The one of random.randint gets a new seed in every
# child, since Python 3.7.
generator = random.Random()


def main():
    print(f"the parent draws {generator.randint(1, 6)}", flush=True)

    print("the children draw, each from its copy of the generator", flush=True)
    for child in 1, 2, 3:
        in_child(child, throw)

    print("the parent draws for them", flush=True)
    for child in 1, 2, 3:
        dice = throw()
        in_child(child, lambda: dice)

    print("the children seed their copy anew, and draw", flush=True)
    for child in 1, 2, 3:
        in_child(child, throw_anew)


def throw():
    return [generator.randint(1, 6) for _ in range(10)]


def throw_anew():
    seed = os.urandom(8)
    generator.seed(seed)
    return throw()


def in_child(child, draw):
    pid = os.fork()
    if pid == 0:
        dice = draw()
        print(f"  child {child}: {dice}\n", end="", flush=True)
        os._exit(0)

    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        raise ChildProcessError(f"child {pid}: wait status {status}")
    if status != 0:
        sys.exit(1)


main()
