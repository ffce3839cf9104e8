"""A process with a descriptor of every kind, for `descriptors`: run as a program, it says in JSON which type each number
has, forks a child that shares them, and answers lines on its standard input until there are no more.

    seek FD     moves the offset of FD by one byte, and tells the offset that each regular file has then
"""

import ctypes
import json
import os
import pty
import select
import signal
import socket
import sys
import tempfile

LIBC = ctypes.CDLL(None, use_errno=True)
TYPES = {}
SOCKETS = {}
KEPT = []


def keep(kind, thing):
    """Notes the type of a descriptor or of a Python object that has one."""
    fd = thing if isinstance(thing, int) else thing.fileno()
    if fd < 0:
        raise OSError(ctypes.get_errno(), f"no {kind}")
    KEPT.append(thing)
    TYPES[fd] = kind
    return fd


def files(folder):
    path = os.path.join(folder, "plain")
    first = keep("file", os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    os.write(first, b"0123456789" * 10)
    os.lseek(first, 7, os.SEEK_SET)
    keep("file", os.dup(first))
    keep("file", os.open(path, os.O_RDWR))
    keep("file", os.open(path, os.O_WRONLY | os.O_APPEND | os.O_SYNC))
    keep("file", os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
    keep("file", os.open(path, os.O_PATH))
    gone = keep("file", os.open(os.path.join(folder, "gone"), os.O_RDWR | os.O_CREAT, 0o600))
    os.unlink(os.path.join(folder, "gone"))
    os.write(gone, b"x" * 5000)
    for name in ("new\nline", "\033[31mred", "한국어 파일", "😀", "back\\slash", "tab\there", "quote\"'", "a (deleted)"):
        keep("file", os.open(os.path.join(folder, name), os.O_WRONLY | os.O_CREAT, 0o600))
    keep("file", os.open(os.path.join(os.fsencode(folder), b"not utf-8 \xff\xfe"), os.O_WRONLY | os.O_CREAT, 0o600))
    keep("dir", os.open(folder, os.O_RDONLY | os.O_DIRECTORY))
    keep("dir", os.open(folder, os.O_PATH))


def pipes(folder):
    reading, writing = os.pipe()
    keep("pipe", reading)
    keep("pipe", writing)
    os.write(writing, b"y" * 1234)
    fifo = os.path.join(folder, "fifo")
    os.mkfifo(fifo)
    keep("fifo", os.open(fifo, os.O_RDWR))
    keep("fifo", os.open(fifo, os.O_RDONLY | os.O_NONBLOCK))
    keep("fifo", os.open(fifo, os.O_WRONLY))


def sockets(folder):
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    keep("socket", listening)
    client = socket.create_connection(listening.getsockname())
    keep("socket", client)
    keep("socket", listening.accept()[0])
    for one in socket.socketpair():
        keep("socket", one)
    for family, kind in ((socket.AF_UNIX, socket.SOCK_DGRAM), (socket.AF_INET, socket.SOCK_DGRAM)):
        keep("socket", socket.socket(family, kind))
    for family, kind, told in ((socket.AF_INET, socket.SOCK_STREAM, "inet tcp"), (socket.AF_INET, socket.SOCK_DGRAM, "inet udp"),
                               (socket.AF_INET6, socket.SOCK_STREAM, "inet6 tcp"),
                               (socket.AF_INET6, socket.SOCK_DGRAM, "inet6 udp"),
                               (socket.AF_UNIX, socket.SOCK_SEQPACKET, "unix seqpacket"),
                               (socket.AF_NETLINK, socket.SOCK_RAW, "netlink")):
        try:
            SOCKETS[keep("socket", socket.socket(family, kind))] = told
        except OSError:
            pass
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind(("127.0.0.1", 0))
    SOCKETS[keep("socket", bound)] = "inet udp"
    named = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    named.bind(os.path.join(folder, "named"))
    named.listen()
    keep("socket", named)
    keep("socket", socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))


def terminals_and_devices():
    for end in pty.openpty():
        keep("tty", end)
    keep("device", os.open("/dev/zero", os.O_RDONLY))
    keep("device", os.open("/dev/null", os.O_RDWR))


def anonymous():
    keep("memfd", os.memfd_create("a name", 0))
    keep("eventfd", LIBC.eventfd(3, 0))
    keep("eventfd", LIBC.eventfd(3, 0o4000))
    keep("epoll", select.epoll())
    keep("pidfd", os.pidfd_open(os.getpid()))
    keep("timerfd", LIBC.timerfd_create(1, 0))
    keep("inotify", LIBC.inotify_init1(0))
    mask = (ctypes.c_ulong * 16)(1 << (signal.SIGUSR1 - 1))
    keep("signalfd", LIBC.signalfd(-1, mask, 0))
    if os.access("/dev/shm", os.W_OK):
        with tempfile.NamedTemporaryFile(dir="/dev/shm", prefix="seesh-zoo.") as file:
            keep("shm", os.open(file.name, os.O_RDWR))


def offsets(pids):
    """The offset of every regular file of these processes."""
    found = {}
    for pid in pids:
        for fd, kind in TYPES.items():
            if kind == "file":
                with open(f"/proc/{pid}/fdinfo/{fd}", encoding="ascii") as file:
                    found[f"{pid}:{fd}"] = int(file.readline().split()[1])
    return found


def main():
    folder = sys.argv[1]
    files(folder)
    pipes(folder)
    sockets(folder)
    terminals_and_devices()
    anonymous()
    child = os.fork()
    if child == 0:
        signal.pause()
    print(json.dumps({"child": child, "types": TYPES, "sockets": SOCKETS}), flush=True)
    for line in iter(sys.stdin.readline, ""):
        fd = int(line.split()[1])
        os.lseek(fd, 1, os.SEEK_CUR)
        print(json.dumps(offsets([os.getpid(), child])), flush=True)
    os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
