"""What is seldom met, and found in reports all the same: several causes, several holders, circles of several kinds."""

from model import TOP, Hang, bash, dash, python

SERVER = ("import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); open('ready', 'w'); "
          "c = s.accept(); time.sleep(311)")
READY = "until [ -e ready ]; do sleep .05; done; "
HELD = "until [ -e held ]; do sleep .05; done"
LOCKS = "import fcntl, time\nf = open('lock', 'a')\n"

HANGS = [
    # Children that fill what nobody reads.
    Hang("python reads one output to its end, and the child fills the other",
         python("import subprocess as s\n"
                "p = s.Popen(['sh', '-c', 'head -c 300000 /dev/zero >&2'], stdout=-1, stderr=-1)\n"
                "p.stdout.read()\np.stderr.read()"),
         "DEADLOCK", culprit="head || sh -c || python3", stuck="head"),
    Hang("asyncio waits for a child, and its output is full",
         python("import asyncio\nasync def f():\n p = await asyncio.create_subprocess_exec('yes', stdout=-1)\n"
                " await p.wait()\nasyncio.run(f())"),
         "DEADLOCK BACKPRESSURE", culprit="yes || python3", stuck="yes"),
    Hang("node does not read what its child writes",
         ("node", "-e", "require('child_process').spawn('yes').stdout.pause()"),
         "BACKPRESSURE DEADLOCK", culprit="node || yes", stuck="yes"),
    Hang("node writes to a child that does not read",
         ("node", "-e", "require('child_process').spawnSync('sleep', ['311'], {input: 'x'.repeat(999999)})"),
         "BACKPRESSURE STARVED", culprit="sleep 311"),
    Hang("perl open3 reads one output, and the child fills the other",
         ("perl", "-MIPC::Open3", "-MSymbol", "-e",
          "$e = gensym; open3($i, $o, $e, 'sh', '-c', 'head -c 300000 /dev/zero >&2'); print <$o>"),
         "DEADLOCK", culprit="head || sh -c || perl", stuck="head"),
    Hang("perl waits for a child that waits for its input",
         ("perl", "-e", "pipe(R, W); if (!fork) { close W; open(STDIN, '<&R'); exec 'cat' } close R; wait"),
         "DEADLOCK", culprit="cat || perl", stuck="cat"),
    Hang("perl selects on a silent child",
         ("perl", "-MIO::Select", "-e", "open(P, '-|', 'sleep', '311'); IO::Select->new(\\*P)->can_read"),
         "STARVED", culprit="sleep 311"),
    Hang("bash waits for a child that waits for its input",
         bash("cat > >(sort >o; true) < <(sleep 311) & wait $!; true"),
         "STARVED", culprit="sleep 311", stuck="cat"),
    Hang("bash writes to a process substitution that does not read", bash("exec 3> >(sleep 311); yes >&3; true"),
         "BACKPRESSURE", culprit="sleep 311", stuck="yes"),
    Hang("sort and tee through one FIFO", bash("sort <f1 | tee f1"),
         "DEADLOCK FIFO-NO-PARTNER", culprit="sort || tee f1 || bash -c", stuck="tee f1 || sort"),
    # Several holders.
    Hang("two background children keep a pipe", bash("{ sleep 311 & sleep 3111 & echo; } | cat; true"),
         "EOF-HELD", culprit="sleep 311", stuck="cat", named=("sleep 311",), lasting="each of the two is enough"),
    Hang("a background child keeps a pipe by its descriptor 9",
         bash("{ exec 9>&1; sleep 311 >/dev/null & echo; } | cat; true"),
         "EOF-HELD", culprit="sleep 311", stuck="cat", held=(9,), advised="sleep 311"),
    Hang("a background child and its child keep a pipe", bash("{ sh -c 'sleep 311; true' & echo; } | cat; true"),
         "EOF-HELD", culprit="sleep 311 || sh -c", stuck="cat", named=("sleep 311",),
         advised="sh -c 'sleep 311; true' &", lasting="each of the two is enough"),
    Hang("a stopped child keeps a pipe", bash("{ sleep 311 & echo; } | cat; true"),
         "STOPPED EOF-HELD", culprit="sleep 311", stuck="cat", advised="sleep 311 &", then=(("sleep 311", 19),),
         told=("sleep 311",)),
    Hang("os.popen of a command that leaves a child", python("import os; os.popen('sleep 311 & echo').read()"),
         "EOF-HELD", culprit="sleep 311", held=(1,), advised="sleep 311 &"),
    Hang("bats run of a command that leaves a child",
         bash('printf \'@test t {\\n  run sh -c "sleep 311 & echo"\\n}\\n\' >t.bats; bats t.bats; true'),
         "EOF-HELD", culprit="sleep 311",
         stuck="bash /usr/libexec/bats-core/bats-exec-test || bash /usr/lib/bats-core/bats-exec-test",
         advised="sleep 311 &"),
    Hang("nohup of a child in an ssh session", ("ssh", "-F", "config", "host", "nohup sleep 311 & true"),
         "EOF-HELD STARVED", culprit="sleep 311", stuck="sshd: root@notty", advised="sleep 311 &", needs_sshd=True),
    # Circles.
    Hang("two pythons that select on each other",
         bash("python3 -c 'import select; select.select([0], [], [])' <f1 >f2 & "
              "python3 -c 'import select; select.select([0], [], [])' >f1 <f2 & wait"),
         "DEADLOCK", culprit="python3", stuck="python3"),
    Hang("two programs that poll each other", bash("waits poll <f1 >f2 & waits epoll >f1 <f2 & wait"),
         "DEADLOCK", culprit="waits", stuck="waits poll"),
    Hang("three servers in a ring, each of which reads first",
         python("import os, socket\np = [socket.socketpair() for _ in range(3)]\nfor i in range(3):\n"
                " if os.fork() == 0:\n  k = {p[i][0], p[i - 1][1]}\n"
                "  [s.close() for q in p for s in q if s not in k]\n"
                "  p[i][0].recv(1); p[i - 1][1].send(b'x'); os._exit(0)\n[s.close() for q in p for s in q]\n"
                "os.wait()"),
         "DEADLOCK", culprit="children of top", stuck="children of top"),
    Hang("a lock, and a pipe of who holds it",
         bash("mkfifo p; flock lock sh -c ': >held; read x <p' & "
              "until [ -e held ]; do sleep .05; done; { flock lock echo x; } >p; true"),
         "DEADLOCK LOCK-HELD", culprit="flock lock || sh -c || bash", stuck="flock lock echo"),
    # Locks.
    Hang("a lock of the other half of a file",
         bash("python3 left & python3 right & until [ -e h1 -a -e h2 ]; do sleep .05; done; python3 both; true"),
         "LOCK-HELD", culprit="python3 right", stuck="python3 both",
         files={"left": LOCKS + "fcntl.lockf(f, 2, 10, 0)\nopen('h1', 'w')\ntime.sleep(311)\n",
                "right": LOCKS + "fcntl.lockf(f, 2, 10, 50)\nopen('h2', 'w')\ntime.sleep(311)\n",
                "both": LOCKS + "fcntl.lockf(f, 2, 10, 55)\n"}),
    Hang("perl waits for a flock of perl", bash(f"perl holder & {HELD}; perl waiter; true"),
         "LOCK-HELD", culprit="perl holder", stuck="perl waiter",
         files={"holder": "open(F, '>lock'); flock(F, 2); open(H, '>held'); sleep 311\n",
                "waiter": "open(F, '>>lock'); flock(F, 2)\n"}),
    Hang("a thread waits for a lock",
         bash(f"flock lock sh -c ': >held; exec sleep 311' & {HELD}; python3 waiter; true"),
         "LOCK-HELD", culprit="sleep 311 || flock lock sh", stuck="python3 waiter", lasting="both share the lock",
         files={"waiter": "import fcntl, threading\nf = open('lock')\n"
                          "t = threading.Thread(target=fcntl.flock, args=[f, 2])\nt.start()\nt.join()\n"}),
    Hang("a lock far away",
         ("ssh", "-F", "config", "host", "cd $FOREIGN_SCENE; (flock 9; sleep 311 & true) 9>lock; flock lock true"),
         "LOCK-HELD EOF-HELD", culprit="sleep 311", stuck="flock lock true", needs_sshd=True),
    # Connections.
    Hang("ssh to a server that does not say who it is",
         bash(f'python3 -c "{SERVER}" $PORT & {READY}ssh -F /dev/null -p $PORT 127.0.0.1 true; true'),
         "STARVED EOF-HELD", culprit="python3", stuck="ssh -F"),
    Hang("ssh by a command that says nothing", ("ssh", "-F", "/dev/null", "-o", "ProxyCommand=sleep 311", "host"),
         "STARVED EOF-HELD", culprit="sleep 311"),
    Hang("tar into an ssh that does not read", bash("yes | ssh -F config host 'sleep 311; true'"),
         "BACKPRESSURE", culprit="sleep 311", stuck="yes", needs_sshd=True),
    Hang("nc at a unix socket that says nothing", bash(f"python3 server & {READY}nc -U s </dev/null; true"),
         "STARVED EOF-HELD", culprit="python3 server", stuck="nc -U",
         files={"server": "import socket, time\ns = socket.socket(1)\ns.bind('s')\ns.listen()\nopen('ready', 'w')\n"
                          "c = s.accept()\ntime.sleep(311)\n"}),
    Hang("a syslog that does not read", bash(f"python3 server & {READY}python3 client; true"),
         "BACKPRESSURE", culprit="python3 server", stuck="python3 client",
         files={"server": "import socket, time\ns = socket.socket(1, 2)\ns.bind('s')\nopen('ready', 'w')\n"
                          "time.sleep(311)\n",
                "client": "import socket\ns = socket.socket(1, 2)\ns.connect('s')\nwhile 1: s.send(b'x')\n"}),
    Hang("git that waits for an ssh that waits",
         bash("GIT_SSH_VARIANT=ssh GIT_SSH_COMMAND='sleep 311;:' git ls-remote host:r; true"),
         "STARVED EOF-HELD", culprit="sleep 311", stuck="git ls-remote"),
    Hang("git asks a helper for a password",
         bash("printf 'protocol=https\\nhost=h\\n\\n' | git -c credential.helper='!sleep 311;:' credential fill; true"),
         "STARVED EOF-HELD", culprit="sleep 311", stuck="git -c"),
    # Programs that read all first.
    Hang("sort of a list that sleeps", bash("(echo b; sleep 311) | sort | head -n 1"),
         "STARVED", culprit="sleep 311", stuck="head"),
    Hang("parallel of a pipe that sleeps", bash("(echo b; sleep 311) | parallel --pipe cat"),
         "STARVED", culprit="sleep 311", stuck="/usr/bin/perl || perl"),
    Hang("make whose function sleeps in a pipe",
         bash("printf 'A := $(shell sleep 311 | cat)\\na:\\n' >Makefile; exec make"),
         "STARVED", culprit="sleep 311", stuck="cat"),
    Hang("awk writes to a command that does not read", ("awk", 'BEGIN { while (1) print "x" | "sleep 311" }'),
         "BACKPRESSURE", culprit="sleep 311"),
    Hang("a FIFO that is filled while its reader sleeps", bash("yes | tee f1 >/dev/null & sleep 311 <f1; wait"),
         "BACKPRESSURE", culprit="sleep 311", stuck="tee f1"),
    # Semaphores and memory.
    Hang("multiprocessing takes a lock twice",
         python("import multiprocessing as m\nl = m.Lock()\nl.acquire()\nl.acquire()"),
         "DEADLOCK SELF-HELD UNKNOWN", culprit=TOP),
    Hang("multiprocessing waits for an event that a dead child should set",
         python("import multiprocessing as m\ne = m.Event()\np = m.Process(target=print)\np.start()\np.join()\n"
                "e.wait()"),
         "DEADLOCK SELF-HELD UNKNOWN", culprit=TOP),
    Hang("a pool whose worker was killed",
         python("import multiprocessing as m, os\ndef f(x): os.kill(os.getpid(), 9)\n"
                "with m.Pool(1) as p: p.map(f, [1])"),
         "DEADLOCK SELF-HELD STARVED UNKNOWN", culprit="", lively=("python3",),
         unfollowed="the pool replaces whom one kills, and the task is lost all the same"),
]
