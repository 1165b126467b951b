"""Why must I not fork when I have threads?"""
import os
import threading

lock = threading.Lock()
held = threading.Barrier(2)
let_go = threading.Barrier(2)


def main():
    reader, writer = os.pipe()
    threading.Thread(target=hold, daemon=True).start()
    held.wait()
    print("parent: a thread holds the lock, and I fork", flush=True)

    pid = os.fork()
    if pid == 0:
        child(reader, writer)

    let_go.wait()
    with lock:
        print("parent: the thread has let go, and I have the lock", flush=True)
    os.close(writer)

    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) != 1:
        raise ChildProcessError(f"child {pid}: wait status {status}")
    print(f"child {pid}: still locked, and nobody in here can unlock it")


def hold():
    with lock:
        held.wait()
        let_go.wait()


def child(reader, writer):
    os.close(writer)
    os.read(reader, 1)
    free = lock.acquire(blocking=False)
    os._exit(0 if free else 1)


main()
