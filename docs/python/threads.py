"""Why must I not fork when I have threads?"""
import os
import threading

lock = threading.Lock()
held = threading.Event()
let_go = threading.Event()


def hold():
    with lock:
        held.set()
        let_go.wait()


def child(reader, writer):
    os.close(writer)
    os.read(reader, 1)
    if lock.acquire(blocking=False):
        code, line = 0, b"child: free\n"
    else:
        code, line = 1, b"child: still locked, and nobody in here can unlock it\n"
    os.write(1, line)
    os._exit(code)


reader, writer = os.pipe()
thread = threading.Thread(target=hold, daemon=True)
thread.start()
held.wait()
print("parent: a thread holds the lock, and I fork", flush=True)

pid = os.fork()
if pid == 0:
    child(reader, writer)

let_go.set()
thread.join()
with lock:
    print("parent: the thread has let go, and I have the lock", flush=True)
os.close(writer)

pid, status = os.waitpid(pid, 0)
print(f"parent: child {pid} exited with {os.WEXITSTATUS(status)}")
