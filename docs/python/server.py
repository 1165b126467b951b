"""How does a server fork for each connection?"""
import os
import socket
import sys


def main():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        connections = [socket.create_connection(address) for _ in range(3)]
        pid = os.fork()
        if pid == 0:
            return client(connections)
        for connection in connections:
            connection.close()
        children = [pid]

        for _ in range(3):
            connection, _ = listener.accept()
            pid = os.fork()
            if pid == 0:
                listener.close()
                return answer(connection)
            children.append(pid)
            connection.close()
            reap(children, os.WNOHANG)
        reap(children, 0)


def answer(connection):
    try:
        connection.sendall(f"hello from {os.getpid()}".encode())
    except BrokenPipeError:
        pass
    connection.close()


def client(connections):
    told = ""
    for connection in connections:
        connection.settimeout(2)
        said, end = b"", "and no end"
        try:
            while more := connection.recv(100):
                said += more
            end = "and the end"
        except (TimeoutError, ConnectionResetError):
            pass
        connection.close()
        told += f"the client reads: {said.decode()}, {end}\n"
    print(told, end="", flush=True)


def reap(children, options):
    while children:
        pid, status = os.waitpid(-1, options)
        if pid == 0:
            break
        if pid in children:
            children.remove(pid)
            if status != 0:
                sys.exit(1)


main()
