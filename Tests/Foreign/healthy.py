"""Programs that work, if slowly: what they wait for comes again and again."""

from model import Healthy, bash, dash, python

TICK = "while sleep .2; do echo x; done"
# The shell that goes round in it, in whatever way it was started.
SHELLS = ("sh", "bash", "/bin/sh", "/usr/bin/sh", "/bin/bash", "/usr/bin/bash")
LOOP = " || ".join(f"{shell} -c while sleep" for shell in SHELLS)

HEALTHY = [
    Healthy("an ssh session that prints", ("ssh", "-F", "config", "host", TICK), needs_sshd=True, works=LOOP),
    Healthy("ssh copies", ("ssh", "-F", "config", "host", "cat /dev/zero"), needs_sshd=True, works="cat /dev/zero"),
    Healthy("ssh in the middle of a pipeline", bash(f"{{ {TICK}; }} | ssh -F config host cat | cat"),
            needs_sshd=True, works="ssh"),
    Healthy("a loop that prints each second", bash("while sleep 1; do echo x; done | tee /dev/null | cat >/dev/null")),
    Healthy("a loop that sleeps for long between its lines, alone", bash("while sleep 60; do date; done")),
    Healthy("python sleeps half a second, and prints",
            bash("python3 -uc 'import time\nwhile 1: print(1); time.sleep(.5)' | cat >/dev/null")),
    Healthy("python sleeps most of a second between its lines, three stages",
            bash("python3 -uc 'import time\nwhile 1: print(1); time.sleep(.9)' | cat | tee /dev/null >/dev/null")),
    Healthy("perl sleeps by select",
            bash("perl -e '$| = 1; while (1) { print 1; select(undef, undef, undef, .4) }' | cat >/dev/null")),
    Healthy("a reader that takes a second and a half for each line", bash("yes | while read l; do sleep 1.5; done")),
    Healthy("node prints at intervals", bash("node -e 'setInterval(() => console.log(1), 300)' | cat >/dev/null"),
            works="node"),
    Healthy("node reads lines as they come", bash(f"{TICK} | node -e 'process.stdin.on(\"data\", console.log)'"),
            works="node"),
    Healthy("asyncio reads lines of a child as they come",
            python(
            f"import asyncio\nasync def f():\n p = await asyncio.create_subprocess_shell('{TICK}', stdout=-1)\n"
            " while 1: await p.stdout.readline()\nasyncio.run(f())"),
            works=LOOP),
    Healthy("python captures short commands",
            python("import subprocess\n"
                   "while 1: subprocess.run('sleep .1; echo x', shell=True, capture_output=True)")),
    Healthy("make -j with jobs that work", ("make", "-sj3", "all"),
            works=LOOP, files={"Makefile": "all: a b c\na b c:\n\t@while sleep .1; do echo $@; done\n"}),
    Healthy("make in make with jobs that work", ("make", "-sj3", "all"),
            works=LOOP, files={"Makefile": "all:\n\t@$(MAKE) -f other a b\n",
                   "other": "a b:\n\t@while sleep .1; do echo $@; done\n"}),
    Healthy("parallel with jobs that work",
            ("parallel", "-j2", "while sleep .1; do echo {}; done", ":::", "1", "2", "3"),
            works=LOOP),
    Healthy("parallel that reads its list as it grows", bash(f"{TICK} | parallel -j2 echo"),
            works="/usr/bin/perl || perl"),
    Healthy("xargs with commands that work", bash("yes | xargs -n 50 -P 2 echo >/dev/null")),
    Healthy("bats with a test that works", ("bats", "t.bats"),
            files={"t.bats": f'@test "works" {{\n  {TICK}\n}}\n'},
            works="bash /usr/libexec/bats-core/bats-exec-test || bash /usr/lib/bats-core/bats-exec-test"),
    Healthy("tail -f of a file that grows", bash(": >log; while sleep .1; do date >>log; done & tail -f log")),
    Healthy("grep behind tail -f of a file that grows",
            bash(": >log; while sleep .1; do date >>log; done & tail -f log | grep -v x")),
    Healthy("two cats throw a ball", bash("cat <f1 >f2 & cat >f1 <f2 & echo ball >f1; wait")),
    Healthy("two pythons throw a ball, slowly",
            python("import multiprocessing as m, time\na, b = m.Pipe()\ndef f(x):\n"
                   " while 1: x.send(x.recv()); time.sleep(.3)\nm.Process(target=f, args=[a]).start()\n"
                   "b.send(1)\nf(b)")),
    Healthy("a pipeline that copies", bash("cat /dev/zero | tee /dev/null | cat >/dev/null")),
    Healthy("a pipeline that compresses", bash("cat /dev/zero | gzip -1 | wc -c")),
    Healthy("dd at full speed", ("dd", "if=/dev/zero", "of=/dev/null")),
    Healthy("find over all files, again and again", dash("while :; do find /usr -name '*x' >/dev/null; done")),
    Healthy("flock that is handed on",
            bash("while :; do flock lock sleep .05; done & while :; do flock lock sleep .05; done & wait")),
    Healthy("fcntl lock that is handed on",
            python("import fcntl, os, time\nos.fork()\nf = open('lock', 'w')\nwhile 1:\n"
                   " fcntl.lockf(f, 2); time.sleep(.05); fcntl.lockf(f, 8)")),
    Healthy("select with a time-out",
            python("import select, os\nr, w = os.pipe()\nwhile 1: select.select([r], [], [], .3)")),
    Healthy("epoll with a time-out",
            python("import select, os\nr, w = os.pipe()\ne = select.epoll()\ne.register(r)\nwhile 1: e.poll(.3)")),
    Healthy("a timerfd that ticks",
            python("import ctypes, os, struct\nc = ctypes.CDLL(None)\nt = c.timerfd_create(1, 0)\n"
                   "c.timerfd_settime(t, 0, struct.pack('4q', 0, 300000000, 0, 300000000), None)\n"
                   "while 1: os.read(t, 8)")),
    Healthy("an interval timer that interrupts a read",
            python("import os, signal\ndef late(*_): raise TimeoutError\nsignal.signal(14, late)\n"
                   "signal.setitimer(0, .3, .3)\nr, w = os.pipe()\nwhile 1:\n try: os.read(r, 1)\n"
                   " except TimeoutError: print('not yet', flush=True)")),
    Healthy("two threads that hand on a mutex", ("locked", "works")),
    Healthy("a thread pool that works",
            python("import time\nfrom concurrent.futures import ThreadPoolExecutor as T\nwith T(4) as t:\n"
                   " while 1: list(t.map(lambda x: time.sleep(.05), range(8)))")),
    Healthy("a process pool that works",
            python("import multiprocessing as m, time\nwith m.Pool(2) as p:\n"
                   " while 1: p.map(time.sleep, [.05] * 8)"),
            works="python3"),
    Healthy("a queue between threads",
            python("import queue, threading, time\nq = queue.Queue()\ndef f():\n while 1: q.get()\n"
                   "threading.Thread(target=f).start()\nwhile 1: q.put(1); time.sleep(.2)")),
    Healthy("a queue between processes",
            python("import multiprocessing as m, time\nq = m.Queue()\ndef f():\n while 1: q.get()\n"
                   "m.Process(target=f).start()\nwhile 1: q.put(1); time.sleep(.2)")),
    Healthy("timeout around a program that works", ("timeout", "600", "bash", "-c", f"{TICK} | cat")),
    Healthy("a watching loop", dash("while :; do ls >/dev/null; sleep 1; done")),
    Healthy("watch", ("env", "TERM=xterm", "watch", "-n1", "date"), typed="", works="watch"),
    Healthy("script around a program that works", ("script", "-qc", TICK, "/dev/null"), works=LOOP),
    Healthy("expect waits for a program that prints",
            ("expect", "-c", f"set timeout -1; spawn bash -c {{{TICK}}}; expect never"),
            works=LOOP),
    Healthy("python talks with cat",
            python("import subprocess as s, time\np = s.Popen(['cat'], stdin=-1, stdout=-1, bufsize=0)\n"
                   "while 1: p.stdin.write(b'1\\n'); p.stdout.readline(); time.sleep(.05)")),
    Healthy("bash talks with a coprocess",
            bash("coproc cat; while :; do echo x >&${COPROC[1]}; read y <&${COPROC[0]}; sleep .1; done")),
    Healthy("python asks git",
            bash('git init -q r; cd r; exec python3 -c "import subprocess as s, time\n'
                 "p = s.Popen(['git', 'cat-file', '--batch'], stdin=-1, stdout=-1, bufsize=0)\n"
                 'while 1: p.stdin.write(b\'x\\\\n\'); p.stdout.readline(); time.sleep(.1)"')),
    Healthy("curl of a server that sends bit by bit",
            bash("python3 server & until curl -sN http://127.0.0.1:$PORT/; do sleep .1; done"),
            works="curl", files={"server": "import http.server as h, os, time\nclass H(h.BaseHTTPRequestHandler):\n"
                             " def do_GET(s):\n  s.send_response(200)\n  s.end_headers()\n"
                             "  while 1: s.wfile.write(b'x'); time.sleep(.2)\n"
                             "h.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), H).serve_forever()\n"}),
    Healthy("socat passes on", bash(f"{TICK} | socat - EXEC:cat"), works="cat"),
    Healthy("a loop in a namespace of processes", ("unshare", "-pf", "--mount-proc", "bash", "-c", f"{TICK} | cat"),
            works=LOOP),
    Healthy("a loop of another user", ("setpriv", "--reuid=65534", "--clear-groups", "bash", "-c", f"{TICK} | cat"),
            works=LOOP),
    Healthy("a loop of a background job", bash(f"({TICK}) & wait")),
    Healthy("sort of a list that grows", bash(f"{TICK} | sort"), works="sort"),
    Healthy("vmstat each second", bash("vmstat 1 | cat"), works="cat"),
    Healthy("top each second", bash("top -b -d 1 | cat >/dev/null"), works="cat"),
    Healthy("xargs of a list that grows", bash(f"{TICK} | xargs -n 1 -P 2 echo"), works="xargs"),
    Healthy("asyncio runs one command after the other",
            python("import asyncio\nasync def f():\n"
                   " while 1: await (await asyncio.create_subprocess_shell('sleep .1; echo', stdout=-1)).communicate()\n"
                   "asyncio.run(f())")),
    Healthy("node runs one command after the other",
            ("node", "-e",
            "const f = () => require('child_process').exec('sleep .1; echo', f); f()")),
    Healthy("perl runs one command after the other", ("perl", "-e", "while (1) { $x = `sleep .1; echo` }")),
    Healthy("two threads that read and write a pipe",
            python("import os, threading, time\nr, w = os.pipe()\ndef f():\n while 1: os.read(r, 1)\n"
                   "threading.Thread(target=f).start()\nwhile 1: os.write(w, b'x'); time.sleep(.4)")),
    Healthy("a thread computes while the main one waits for it",
            python("import threading\ndef f():\n while 1: print(len(str(7 ** 5000)), flush=True)\n"
                   "t = threading.Thread(target=f)\nt.start()\nt.join()")),
    Healthy("a child computes and writes, and its parent captures",
            python("import subprocess\np = subprocess.Popen(['yes'], stdout=-1)\nwhile p.stdout.read(99999): pass"),
            works="yes"),
    Healthy("an alarm breaks into a sleep",
            ("perl", "-e", "$SIG{ALRM} = sub {}; while (1) { alarm 1; sleep 600; print 1 }")),
]
