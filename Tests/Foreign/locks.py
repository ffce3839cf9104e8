"""Locks of files: flock, fcntl, open file descriptions, leases."""

from model import TOP, Hang, bash, python

FCNTL = ("import fcntl, os, struct, time\nf = open('lock', 'a+')\n"
         "def lock(command): fcntl.fcntl(f, command, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 0, 0))\n")
SET, OFD = 7, 38
HOLDER = "'holder'; "
HELD = "until [ -e held ]; do sleep .05; done; "
HOLD = "open('held', 'w'); time.sleep(304)"


def waits(holder, waiter):
    return bash(f"{holder} & {HELD}{waiter}; true")


HANGS = [
    Hang("flock held by a command that sleeps",
         waits("flock lock sh -c ': >held; exec sleep 304'", "flock lock true"),
         "LOCK-HELD", culprit="sleep 304 || flock lock sh", stuck="flock lock true",
         named=("sleep 304", "flock lock sh"), lasting="both share the lock"),
    Hang("flock left to a background child", waits("(flock 9; : >held; sleep 304 & true) 9>lock", "flock lock true"),
         "LOCK-HELD", culprit="sleep 304", stuck="flock lock true"),
    Hang("flock shared by two children",
         waits("(flock 9; sleep 304 & sleep 3041 & : >held) 9>lock", "flock lock true"),
         "LOCK-HELD", culprit="sleep 304", stuck="flock lock true", named=("sleep 304", "sleep 3041"),
         lasting="both share the lock"),
    Hang("a writer waits for two readers of a lock",
         waits("flock -s lock sh -c 'exec sleep 304' & flock -s lock sh -c ': >held; exec sleep 304'",
               "flock lock true"),
         "LOCK-HELD", culprit="sleep 304 || flock -s", stuck="flock lock true", named=("sleep 304",),
         lasting="both have the lock"),
    Hang("fcntl lock of a python that sleeps",
         waits(f'python3 -c "{HOLDER}{FCNTL}lock({SET}); {HOLD}"', f'python3 -c "{FCNTL}lock({SET})"'),
         "LOCK-HELD", culprit="python3 -c 'holder'", stuck="python3 -c import"),
    Hang("OFD lock of a python that sleeps",
         waits(f'python3 -c "{HOLDER}{FCNTL}lock({OFD}); {HOLD}"', f'python3 -c "{FCNTL}lock({OFD})"'),
         "LOCK-HELD", culprit="python3 -c 'holder'", stuck="python3 -c import"),
    Hang("OFD lock left to a child",
         waits(f'python3 -c "{FCNTL}lock({OFD}); open(\'held\', \'w\'); os.set_inheritable(f.fileno(), True); '
               'os.spawnlp(os.P_NOWAIT, \'sleep\', \'sleep\', \'304\')"', f'python3 -c "{FCNTL}lock({OFD})"'),
         "LOCK-HELD", culprit="sleep 304", stuck="python3"),
    Hang("two flocks in opposite order",
         bash("flock l1 sh -c ': >a; until [ -e b ]; do sleep .05; done; flock l2 true; true' & "
              "flock l2 sh -c ': >b; until [ -e a ]; do sleep .05; done; flock l1 true; true'; true"),
         "DEADLOCK LOCK-HELD", culprit="flock || sh -c", stuck="flock l2 true",
         lasting="the lock is shared by three"),
    Hang("a shell takes one lock twice", bash("exec 8>lock 9>lock; flock 8; flock 9; true"),
         "DEADLOCK LOCK-HELD SELF-HELD", culprit="flock 9 || bash", stuck="flock 9", advised="flock 9",
         before="flock 9"),
    Hang("flock in a pipeline of a script under timeout",
         bash(f"flock lock sh -c ': >held; exec sleep 304' & {HELD} timeout 600 sh -c 'flock lock true | cat'; true"),
         "LOCK-HELD", culprit="sleep 304 || flock lock sh", stuck="cat", lasting="both share the lock"),
    Hang("an opener of a file with a lease",
         waits("perl -e 'use Fcntl; $SIG{IO} = sub { 1 }; open(F, \">>\", \"lock\"); fcntl(F, 1024, F_WRLCK) or die; "
               "open(H, \">\", \"held\"); sleep 304 while 1'", "cat lock"),
         "LOCK-HELD NONE", culprit="perl", stuck="cat lock", lively=("cat lock",),
         why="some kernels wake it at each tick of the clock: where it is seen to run, nothing is said"),
]
