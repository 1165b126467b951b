"""In which order can the lines come?"""
import os
import sys


def main():
    orders = {}

    for _ in range(1000):
        order = run()
        orders[order] = orders.get(order, 0) + 1

    for order, times in sorted(orders.items()):
        print(f"{order}: {times} times")


def run():
    reader, writer = os.pipe()

    pid = os.fork()
    if pid == 0:
        os.write(writer, b"x")
        os.write(writer, b"y")
        os._exit(0)

    os.write(writer, b"a")
    _, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit(f"child {pid}: wait status {status}")
    os.write(writer, b"b")

    os.close(writer)
    with open(reader) as pipe:
        return pipe.read()


main()
