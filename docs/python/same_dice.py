"""Why do all children draw the same number?"""
import os
import random
import sys

dice = random.Random()


def throw(generator):
    return [generator.randint(1, 6) for _ in range(10)]


def in_child(child, draw):
    pid = os.fork()
    if pid == 0:
        say(f"  child {child}: {' '.join(map(str, draw()))}")
        sys.exit()
    os.waitpid(pid, 0)


def say(line):
    print(line, flush=True)


say(f"the parent draws {dice.randint(1, 6)}")

say("the children draw, each from its copy of the generator")
for child in 1, 2, 3:
    in_child(child, lambda: throw(dice))

say("the parent draws for them")
for child in 1, 2, 3:
    drawn = throw(dice)
    in_child(child, lambda: drawn)

say("the children seed their copy anew, and draw")
# Not by us: since Python 3.7 the random module seeds itself
# in every child. It knows nothing of our dice.
for child in 1, 2, 3:
    in_child(child, lambda: throw(random))
