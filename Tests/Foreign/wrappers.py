"""Whoever starts a program and waits for it: below each of these, `cat` opens a FIFO that nobody writes."""

from model import TOP, Hang, bash, dash, python

SCRIPT = {"script": "#!/bin/sh\ncat f1\n:\n"}

WRAPPERS = [
    ("timeout in timeout", ("timeout", "600", "timeout", "500", "cat", "f1")),
    ("nice in env", ("env", "A=b", "nice", "sh", "-c", "cat f1; :")),
    ("time", ("/usr/bin/time", "cat", "f1")),
    ("setsid --wait", bash("setsid --wait cat f1; true")),
    ("flock", ("flock", "lock", "cat", "f1")),
    ("strace", ("strace", "-f", "-o", "/dev/null", "cat", "f1")),
    ("unshare", ("unshare", "-f", "cat", "f1")),
    ("a namespace of processes in another one", ("unshare", "-pf", "unshare", "-pf", "sh", "-c", "cat f1; :")),
    ("busybox timeout", ("busybox", "timeout", "600", "cat", "f1")),
    ("ten shells", dash("sh -c \"sh -c \\\"sh -c 'cat f1; :'; :\\\"; :\"; :")),
    ("a script without a name of its shell", bash("./script; true")),
    ("a background job and wait", bash("cat f1 & wait")),
    ("a background job, wait, and others that sleep", bash("sleep 310 & sleep 310 & cat f1 & wait $!")),
    ("a trap and wait", dash("trap : USR1; cat f1 & wait")),
    ("perl system", ("perl", "-e", "system('cat', 'f1')")),
    ("perl in a pipe", ("perl", "-e", "open(P, '-|', 'cat', 'f1'); <P>")),
    ("perl threads", ("perl", "-Mthreads", "-e", "threads->create(sub { system('cat f1') })->join")),
    ("awk system", ("awk", "BEGIN { system(\"cat f1\") }")),
    ("find -exec", ("find", ".", "-name", "f1", "-exec", "cat", "f1", ";")),
    ("xargs -I", bash("echo f1 | xargs -I {} sh -c 'cat {}; :'")),
    ("python os.system", python("import os; os.system('cat f1')")),
    ("python os.popen", python("import os; os.popen('cat f1').read()")),
    ("python communicate with a time-out",
     python("import subprocess; subprocess.run(['cat', 'f1'], capture_output=True, timeout=600)")),
    ("asyncio wait", python(
        "import asyncio\nasync def f(): await (await asyncio.create_subprocess_exec('cat', 'f1')).wait()\nasyncio.run(f())")),
    ("asyncio gather of three", python(
        "import asyncio\nasync def g(*c): await (await asyncio.create_subprocess_exec(*c)).communicate()\n"
        "async def f(): await asyncio.gather(g('true'), g('cat', 'f1'), g('echo'))\nasyncio.run(f())")),
    ("a thread pool of python", python(
        "import subprocess as s\nfrom concurrent.futures import ThreadPoolExecutor as T\n"
        "with T(3) as t: list(t.map(s.run, [['true'], ['cat', 'f1'], ['echo']]))")),
    ("a process pool of python", python(
        "import subprocess as s\nfrom concurrent.futures import ProcessPoolExecutor as T\n"
        "with T(2) as t: list(t.map(s.run, [['true'], ['cat', 'f1'], ['echo']]))")),
    ("multiprocessing", python("import multiprocessing as m, os\np = m.Process(target=os.system, args=['cat f1'])\n"
                               "p.start()\np.join()")),
    ("python unittest", python("import subprocess, sys, unittest\nclass T(unittest.TestCase):\n"
                               " def test(self): subprocess.check_output(['cat', 'f1'])\nunittest.main()")),
    ("node execSync", ("node", "-e", "require('child_process').execSync('cat f1')")),
    ("node spawn", ("node", "-e", "require('child_process').spawn('cat', ['f1'], {stdio: 'inherit'})")),
    ("node spawn with pipes",
     ("node", "-e", "require('child_process').spawn('cat', ['f1']).stdout.on('data', console.log)")),
    ("a test of node", bash(
        "echo \"require('node:test')('t', () => require('child_process').execSync('cat f1'))\" >t.js; exec node --test t.js")),
    ("make -C", bash("mkdir d; printf 'a:\\n\\tcd ..; cat f1; :\\n' >d/Makefile; exec make -sC d -j2")),
    ("make with a function", bash("printf 'A := $(shell cat f1)\\na:\\n' >Makefile; exec make")),
    ("bats run", bash("printf '@test t {\\n  run cat f1\\n}\\n' >t.bats; exec bats t.bats")),
    ("parallel with a pipe", bash("yes | head -n 9 | parallel --pipe -N 3 'cat f1; :'")),
    ("git hook", bash(
        "git init -q r; cd r; printf '#!/bin/sh\\ncd ..; cat f1; :\\n' >.git/hooks/pre-commit; "
        "chmod +x .git/hooks/pre-commit; exec git -c user.name=n -c user.email=e commit -q --allow-empty -m m")),
    ("git alias", ("git", "-c", "alias.x=!cat f1; :", "x")),
    ("git bisect run", bash(
        "git init -q r; cd r; git config user.name n; git config user.email e; for i in 1 2 3 4; do "
        "git commit -q --allow-empty -m $i; done; git bisect start HEAD HEAD~3; git bisect run sh -c 'cd ..; cat f1; :'")),
    ("git over ssh", bash("GIT_SSH_COMMAND='cat f1;:' git ls-remote host:r; true")),
    ("expect", ("expect", "-c", "set timeout -1; spawn cat f1; expect eof")),
    ("script in script", ("script", "-qc", "script -qc 'cat f1' /dev/null", "/dev/null")),
    ("a shell in expect",
     ("expect", "-c", "set timeout -1; spawn bash --norc -i; send \"cat f1\\r\"; expect never")),
    ("ksh93", ("ksh93", "-c", "cat f1 | cat; true")),
    ("mksh", ("mksh", "-c", "x=$(cat f1); true")),
    ("yash", ("yash", "-c", "cat f1; true")),
    ("busybox ash", ("busybox", "sh", "-c", "/usr/bin/nice cat f1; true")),
    ("pty.fork", python(
        "import pty, os; pid, fd = pty.fork()\nif pid: os.read(fd, 9)\nos.execlp('cat', 'cat', 'f1')")),
]

REMOTE = [
    ("ssh with a terminal", ("ssh", "-F", "config", "-tt", "host", "cd $FOREIGN_SCENE; cat f1; :")),
    ("ssh in ssh",
     ("ssh", "-F", "config", "host", "cd $FOREIGN_SCENE; ssh -F config host 'cd $FOREIGN_SCENE; cat f1; :'")),
    ("ssh in $( )", bash("x=$(ssh -F config host 'cd $FOREIGN_SCENE; cat f1; :'); echo $x")),
    ("ssh started by python", python(
        "import subprocess\n"
        "subprocess.run(['ssh', '-F', 'config', 'host', 'cd $FOREIGN_SCENE; cat f1; :'], capture_output=True)")),
    ("ssh in parallel",
     ("parallel", "-j2", "ssh -F config host 'cd $FOREIGN_SCENE; cat {}; :'", ":::", "f1", "/dev/null")),
]


def below(name, command, needs_sshd):
    return Hang(f"a FIFO below {name}", command, "FIFO-NO-PARTNER", culprit="cat f1", stuck="cat f1", files=SCRIPT,
                needs_sshd=needs_sshd)


# It looks after its child twenty times a second.
LOOKING = Hang("a FIFO below python run with a time-out",
               python("import subprocess; subprocess.run(['cat', 'f1'], timeout=600)"),
               "FIFO-NO-PARTNER", culprit="cat f1", stuck="cat f1", lively=(TOP,))

HANGS = [LOOKING] + [below(*wrapper, False) for wrapper in WRAPPERS] + [below(*wrapper, True) for wrapper in REMOTE]
