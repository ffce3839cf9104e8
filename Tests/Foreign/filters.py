"""Filters that one talks with: each keeps its output in a buffer, or reads all of its input before it writes."""

from model import Hang, bash, python

ANSWER = "echo hello >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x"


def keeps(program, start):
    return Hang(f"a coprocess that keeps its output: {program}", bash(f"coproc {program}; {ANSWER}"),
                "BUFFERED? DEADLOCK", culprit=f"{start} || bash", stuck=start, advised=program)


def reads_all(program, start):
    return Hang(f"a coprocess that reads all first: {program}", bash(f"coproc {program}; {ANSWER}"),
                "DEADLOCK BUFFERED?", culprit=f"{start} || bash", stuck=start, advised=program,
                before="read x", told=("60",))


HANGS = [
    keeps("grep h", "grep h"), keeps("sed s/h/j/", "sed s/h"), keeps("cut -c1-3", "cut -c"), keeps("uniq", "uniq"),
    keeps("perl -pe s/h/j/", "perl -pe"), keeps("awk 1", "awk 1"),
    keeps("python3 -c 'import sys; [print(line) for line in sys.stdin]'", "python3 -c"),
    reads_all("wc -l", "wc -l"), reads_all("tac", "tac"), reads_all("tail -n 1", "tail -n"),
    reads_all("md5sum", "md5sum"), reads_all("sort -u", "sort -u"),
    Hang("python and python, each of which waits for the other's first word",
         python("import subprocess as s, sys\n"
                "p = s.Popen([sys.executable, '-c', 'input()'], stdin=-1, stdout=-1)\np.stdout.readline()"),
         "DEADLOCK", culprit="python3 || /usr/bin/python3", stuck="/usr/bin/python3 -c input"),
    Hang("python has not flushed what it asks",
         python("import subprocess as s\np = s.Popen(['cat'], stdin=-1, stdout=-1)\np.stdin.write(b'x\\n')\n"
                "p.stdout.readline()"),
         "DEADLOCK", culprit="python3 || cat", stuck="cat"),
    Hang("a script that comes from a pipe", bash("sleep 312 | sh; true"), "STARVED", culprit="sleep 312", stuck="sh"),
    Hang("a debugger whose input sleeps", bash("sleep 312 | python3 -c 'breakpoint()'; true"),
         "STARVED", culprit="sleep 312", stuck="python3"),
    Hang("python computes, and is read", bash("python3 -c 'while 1: pass' | cat"),
         "CPU", culprit="python3", stuck="cat", lively=("python3",)),
    Hang("node computes, and is read", bash("node -e 'for (;;);' | cat"),
         "CPU", culprit="node", stuck="cat", lively=("node",)),
    Hang("perl computes in a regular expression, and is read",
         bash('perl -e \'print(("a" x 40) =~ /^(a|aa|a?)+b?$^(a+)+$/); 1 while 1\' | cat'),
         "CPU", culprit="perl", stuck="cat", lively=("perl",)),
    Hang("find into a pipe that nobody reads", bash("find / -xdev | sleep 312"),
         "BACKPRESSURE", culprit="sleep 312", stuck="find"),
    Hang("make into a pipe that nobody reads", bash("printf 'a:\\n\\tyes\\n' >Makefile; make -s | sleep 312"),
         "BACKPRESSURE", culprit="sleep 312", stuck="yes"),
    Hang("asyncio drains into a child that does not read",
         python("import asyncio\nasync def f():\n"
                " p = await asyncio.create_subprocess_exec('sleep', '312', stdin=-1)\n"
                " p.stdin.write(b'x' * 999999)\n await p.stdin.drain()\nasyncio.run(f())"),
         "BACKPRESSURE", culprit="sleep 312"),
    Hang("a shell waits for a stopped child", bash("sh -c 'kill -STOP $$; :'; true"),
         "STOPPED", culprit="sh -c", stuck="sh -c"),
    Hang("make waits for a stopped recipe", ("make", "-s", "all"),
         "STOPPED", culprit="/bin/sh -c kill", stuck="/bin/sh -c kill",
         files={"Makefile": "all:\n\tkill -STOP $$$$; :\n"}),
]
