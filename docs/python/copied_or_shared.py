"""What is copied for the child, and what do both share?"""
import ctypes
import os
import sys


def look(who, number, file):
    file.read(100)
    at = hex(ctypes.addressof(number))
    position = file.tell()
    directory = os.getcwd()
    print(f"{who:6} {number.value:>7}  {at:14} {position:>14}  {directory}", flush=True)


number = ctypes.c_int(1)
file = open("/bin/sh", "rb", buffering=0)
print("        number  at              file position  directory")
look("before", number, file)

pid = os.fork()
if pid == 0:
    number.value = 2
    os.chdir("/")
    look("child", number, file)
    sys.exit()

pid, status = os.waitpid(pid, 0)
if status != 0:
    raise OSError(f"child {pid} ended with the wait status {status}")

look("after", number, file)
