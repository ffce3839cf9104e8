"""Threads and processes of one program that wait for each other."""

from model import TOP, Hang, bash, python

FUTEX = "no thread is left that could wake another one; who holds a lock of this kind is not written in it"
SELF = "DEADLOCK SELF-HELD"

HANGS = [
    Hang("two threads with two mutexes in opposite order", ("locked", "mutexes"), "DEADLOCK SELF-HELD", culprit=TOP),
    Hang("a thread that locks its own mutex again", ("locked", "again"), SELF, culprit=TOP),
    Hang("a condition that nobody signals", ("locked", "condition"), f"{SELF} UNKNOWN", culprit=TOP, why=FUTEX),
    Hang("a barrier at which one is missing", ("locked", "barrier"), f"{SELF} UNKNOWN", culprit=TOP, why=FUTEX),
    Hang("a main thread that joins one at a FIFO", ("locked", "fifo"), "FIFO-NO-PARTNER", culprit=TOP),
    Hang("a main thread that joins one at a silent pipe", bash("sleep 305 | locked pipe"),
         "STARVED", culprit="sleep 305", stuck="locked pipe"),
    Hang("a child that has inherited a locked mutex", ("locked", "fork"),
         f"{SELF} UNKNOWN", culprit="children of top", stuck="children of top",
         why="the thread that had locked it is not in the child"),
    Hang("python with two locks in opposite order",
         python("import threading as t\na, b, w = t.Lock(), t.Lock(), t.Barrier(2)\ndef f(x, y):\n with x:\n"
                "  w.wait()\n  y.acquire()\nt.Thread(target=f, args=[a, b]).start()\nf(b, a)"),
         f"{SELF} UNKNOWN", culprit=TOP, why=FUTEX),
    Hang("python takes one lock twice", python("import threading\nl = threading.Lock()\nl.acquire()\nl.acquire()"),
         f"{SELF} UNKNOWN", culprit=TOP, why=FUTEX),
    Hang("python joins a thread that opens a FIFO",
         python("import threading\nt = threading.Thread(target=open, args=['f1'])\nt.start()\nt.join()"),
         "FIFO-NO-PARTNER", culprit=TOP),
    Hang("python joins a thread that waits for a child's output",
         python("import subprocess as s, threading\np = s.Popen(['sleep', '305'], stdout=-1)\n"
                "t = threading.Thread(target=p.stdout.read)\nt.start()\nt.join()"),
         "STARVED", culprit="sleep 305"),
    Hang("python gets from a queue that nobody fills", python("import queue\nqueue.Queue().get()"),
         f"{SELF} UNKNOWN", culprit=TOP, why=FUTEX),
    Hang("python pool of one that waits for itself",
         python("from concurrent.futures import ThreadPoolExecutor as T\nt = T(1)\n"
                "t.submit(lambda: t.submit(print).result()).result()"),
         f"{SELF} UNKNOWN", culprit=TOP, why=FUTEX),
    Hang("asyncio waits for a future that nobody sets",
         python("import asyncio\nasync def f(): await asyncio.get_running_loop().create_future()\n"
                "asyncio.run(f())"),
         f"{SELF} STARVED UNKNOWN NONE", culprit=TOP, 
         why="it polls a pair of sockets of its own, as one does that waits for a signal"),
    Hang("asyncio waits for a thread at a FIFO",
         python("import asyncio\nasync def f(): await asyncio.to_thread(open, 'f1')\nasyncio.run(f())"),
         "FIFO-NO-PARTNER", culprit=TOP),
    Hang("multiprocessing joins a child before it takes its queue",
         python("import multiprocessing as m\nq = m.Queue()\np = m.Process(target=q.put, args=['x' * 999999])\n"
                "p.start()\np.join()"),
         "DEADLOCK", culprit="python3",
         why="the child's thread writes to a full pipe whose reader waits for the child"),
    Hang("multiprocessing receives from a child that sleeps",
         python("import multiprocessing as m, os, subprocess as s\na, b = m.Pipe()\ndef f():\n a.close()\n"
                " os.execlp('sleep', 'sleep', '305')\nos.set_inheritable(b.fileno(), True)\n"
                "p = m.Process(target=f)\np.start()\nb.close()\na.recv()"),
         "STARVED EOF-HELD", culprit="sleep 305"),
    Hang("multiprocessing reads a pipe of which it has kept the write end",
         python("import multiprocessing as m\na, b = m.Pipe(False)\np = m.Process(target=b.send, args=[1])\n"
                "p.start()\na.recv()\np.join()\na.recv()"),
         "SELF-HELD", culprit=TOP),
    Hang("python waits for a child of a child, which reads a pipe of python",
         python("import os, subprocess as s\np = s.Popen(['sh', '-c', 'cat; true'], stdin=-1)\n"
                "os.waitpid(p.pid, 0)"),
         "DEADLOCK", culprit="cat || python3 || sh", stuck="cat"),
    Hang("node waits for a worker that waits for itself",
         ("node", "-e",
         "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"),
         f"{SELF} UNKNOWN", culprit=TOP, why=FUTEX),
]
