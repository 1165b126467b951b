"""What does the child get a copy of, and what does it share with me?"""
import ctypes
import os
import tempfile


def look(who):
    digits = file.read(3).decode()
    colour = os.environ["COLOUR"]
    directory = os.getcwd()
    at = hex(ctypes.addressof(number))
    return f"{who:6} {number.value:>7}  {at:14}  {digits:10}  {colour:6}  {directory}\n"


number = ctypes.c_int(1)
os.environ["COLOUR"] = "red"
file = tempfile.TemporaryFile(buffering=0)
file.write(b"123456789")
file.seek(0)
before = look("before")
answer, tell = os.pipe()

pid = os.fork()
if pid == 0:
    number.value = 2
    os.environ["COLOUR"] = "green"
    os.chdir("/")
    os.write(tell, look("child").encode())
    os._exit(0)

os.close(tell)
said = os.read(answer, 10_000).decode()
pid, status = os.waitpid(pid, 0)

after = look("after")
heading = "        number  at              file reads  COLOUR  directory"
print(f"{heading}\n{before}{said}{after}", end="")
