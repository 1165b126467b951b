"""What is copied for the child, and what do both share?"""
import ctypes
import os
import sys


def main():
    number = ctypes.c_int(1)
    with open("/bin/sh", "rb", buffering=0) as file:
        print("        number  at              file position  directory\n", end="", flush=True)
        look("before", number, file)

        pid = os.fork()
        if pid == 0:
            number.value = 2
            os.chdir("/")
            look("child", number, file)
            sys.exit()

        pid, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            raise OSError(f"child {pid} killed by signal {os.WTERMSIG(status)}")
        if status != 0:
            sys.exit(1)
        look("after", number, file)


def look(who, number, file):
    file.read(100)
    at = hex(ctypes.addressof(number))
    position = file.tell()
    directory = os.getcwd()
    line = f"{who:6} {number.value:>7}  {at:14} {position:>14}  {directory}\n"
    print(line, end="", flush=True)


main()
