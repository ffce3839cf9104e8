"""Long ways from the process that is asked about to the one that is to blame: processes, pipes, sockets, locks."""

from model import TOP, Hang, bash, python

LOCK = "(flock 9; sleep 314 & :) 9>lock; "

HANGS = [
    Hang("two socats and a program",
         bash("socat UNIX-LISTEN:s EXEC:'sleep 314' & until [ -e s ]; do sleep .05; done; "
              "socat -u UNIX-CONNECT:s STDOUT; true"),
         "STARVED EOF-HELD", culprit="sleep 314", stuck="socat -u"),
    Hang("make -j, and one of its jobs waits for a lock",
         bash(f"printf 'all: a b\\na:\\n\\tflock lock true\\nb:\\n\\techo\\n' >Makefile; {LOCK}make -sj2"),
         "LOCK-HELD", culprit="sleep 314", stuck="flock lock true"),
    Hang("a pipeline whose last stage waits for a lock", bash(f"{LOCK}echo x | flock lock cat; true"),
         "LOCK-HELD", culprit="sleep 314", stuck="flock lock cat"),
    Hang("asyncio waits for a program that waits for a lock",
         bash(f"{LOCK}exec python3 -c 'import asyncio\nasync def f(): "
         "await (await asyncio.create_subprocess_exec(\"flock\", \"lock\", \"true\")).wait()\nasyncio.run(f())'"),
         "LOCK-HELD", culprit="sleep 314", stuck="flock lock true"),
    Hang("parallel with a pipeline that starves", ("parallel", "-j3", "sleep {} | cat", ":::", "314", "0"),
         "STARVED", culprit="sleep 314", stuck="cat"),
    Hang("xargs with a pipeline that starves", bash("echo 314 | xargs -n1 sh -c 'sleep $0 | sort'"),
         "STARVED", culprit="sleep 314", stuck="sort"),
    Hang("bats with a pipeline that starves", ("bats", "t.bats"),
         "STARVED", culprit="sleep 314", stuck="cat", files={"t.bats": "@test t {\n  sleep 314 | cat\n}\n"}),
    Hang("expect and ssh with a background child",
         ("expect", "-c", "set timeout -1; spawn ssh -F config host {sleep 314 & echo}; expect eof"),
         "EOF-HELD STARVED", culprit="sleep 314", stuck="ssh -F", needs_sshd=True, advised="sleep 314 &"),
    Hang("a pipeline behind the terminal of an ssh",
         ("ssh", "-F", "config", "-tt", "host", "cd $FOREIGN_SCENE; bash --norc -c 'cat f1 | sort'"),
         "FIFO-NO-PARTNER", culprit="cat f1", stuck="sort", needs_sshd=True),
    Hang("a queue that is filled by a thread that reads a child",
         python("import queue, subprocess as s, threading\nq = queue.Queue()\n"
                "p = s.Popen(['sleep', '314'], stdout=-1)\n"
                "threading.Thread(target=lambda: [q.put(l) for l in p.stdout], daemon=True).start()\nq.get()"),
         "STARVED", culprit="sleep 314"),
    Hang("a thread that reads what a background child has kept",
         python("import subprocess as s, threading\np = s.Popen(['sh', '-c', 'sleep 314 & echo'], stdout=-1)\n"
                "t = threading.Thread(target=p.stdout.read)\nt.start()\np.wait()\nt.join()"),
         "EOF-HELD", culprit="sleep 314", held=(1,), advised="sleep 314 &"),
    Hang("node passes on from one child to another",
         ("node", "-e", "const c = require('child_process'), a = c.spawn('sleep', ['314']), "
         "b = c.spawn('cat'); a.stdout.pipe(b.stdin)"),
         "STARVED EOF-HELD", culprit="sleep 314", stuck="cat"),
    Hang("a queue of multiprocessing whose child has ended",
         python("import multiprocessing as m\nq = m.Queue()\np = m.Process(target=print)\np.start()\np.join()\n"
                "q.get()"),
         "SELF-HELD", culprit=TOP),
    Hang("only standard error is held",
         python("import subprocess; subprocess.run(['sh', '-c', 'sleep 314 >/dev/null & echo'], stdout=-1, stderr=-2)"),
         "EOF-HELD", culprit="sleep 314", held=(2,), advised="sleep 314"),
    Hang("a background child has the read end of a pipe, and reads nothing",
         bash("yes | { sleep 314 <&0 & true; }; true"),
         "BACKPRESSURE", culprit="sleep 314", stuck="yes"),
    Hang("tail -f of a FIFO", bash("tail -f f1 | head -n 1; true"),
         "FIFO-NO-PARTNER", culprit="tail -f", stuck="head"),
    Hang("a shell of a shell waits for a stopped one", bash('sh -c "sh -c \'kill -STOP \\$\\$; :\'; :"; true'),
         "STOPPED", culprit="sh -c kill", stuck="sh -c kill"),
    # In a namespace of its own, so that it is not left behind.
    Hang("a semaphore of System V",
         ("unshare", "-i", "perl", "-MIPC::SysV=IPC_PRIVATE,IPC_CREAT", "-e",
          "$s = semget(IPC_PRIVATE, 1, 0600 | IPC_CREAT); semop($s, pack('s3', 0, -1, 0))"),
         "UNKNOWN STARVED LOCK-HELD", culprit=TOP),
]
