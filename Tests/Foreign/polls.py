"""Each call by which a program can wait for several things at once."""

from model import TOP, Hang, bash, python

WAITS = [Hang(f"{call}() of a silent pipe", bash(f"sleep 308 | waits {call}"), "STARVED", "sleep 308", f"waits {call}")
         for call in ("poll", "ppoll", "select", "pselect", "epoll", "nested", "high")]

HANGS = WAITS + [
    Hang("poll() of a full pipe", bash("waits writer | sleep 308"),
         "BACKPRESSURE", culprit="sleep 308", stuck="waits writer"),
    Hang("io_uring reads a silent pipe", bash("sleep 308 | ring read"),
         "STARVED UNKNOWN", culprit="sleep 308", stuck="ring read",
         why="what is in the ring may be known by its entries only"),
    Hang("io_uring polls a silent pipe", bash("sleep 308 | ring poll"),
         "STARVED UNKNOWN", culprit="sleep 308", stuck="ring poll"),
    Hang("poll() of two hundred pipes",
         python("import os, select, subprocess\nr = [os.pipe() for _ in range(200)]\n"
                "subprocess.Popen(['sleep', '308'], pass_fds=[w for _, w in r])\np = select.poll()\n"
                "for a, b in r: os.close(b); p.register(a)\np.poll()"),
         "STARVED EOF-HELD", culprit="sleep 308"),
    Hang("poll() after a stop and a CONT", bash("sleep 308 | waits poll"),
         "STARVED", culprit="sleep 308", stuck="waits poll", then=(("waits poll", 19), ("waits poll", 18)),
         why="the call is restarted as restart_syscall"),
    Hang("a pidfd of a child at a FIFO",
         python("import os, select, subprocess\np = subprocess.Popen(['cat', 'f1'])\ne = select.poll()\n"
                "e.register(os.pidfd_open(p.pid))\ne.poll()"),
         "FIFO-NO-PARTNER", culprit="cat f1", stuck="cat f1"),
    Hang("an eventfd that a sleeping child shares",
         python("import os, subprocess\ne = os.eventfd(0, 0)\nsubprocess.Popen(['sleep', '308'], pass_fds=[e])\n"
                "os.read(e, 8)"),
         "STARVED SELF-HELD UNKNOWN NONE", culprit="sleep 308 || python3", lasting="python could write it as well",
         why="each of the two could write it"),
    Hang("a signalfd and a pipe of a sleeping child",
         python("import ctypes, os, select, subprocess\nc = ctypes.CDLL(None)\n"
                "m = (ctypes.c_ulong * 16)(1 << 16)\np = subprocess.Popen(['sleep', '308'], stdout=-1)\n"
                "e = select.epoll()\ne.register(c.signalfd(-1, m, 0))\ne.register(p.stdout)\ne.poll()"),
         "STARVED", culprit="sleep 308"),
    Hang("an inotify and a pipe of a sleeping child",
         python("import ctypes, os, select, subprocess\nc = ctypes.CDLL(None)\nn = c.inotify_init1(0)\n"
                "p = subprocess.Popen(['sleep', '308'], stdout=-1)\ne = select.poll()\ne.register(p.stdout)\n"
                "e.poll()"),
         "STARVED", culprit="sleep 308"),
    Hang("posix_spawn() opens a FIFO for its child",
         python("import os\n"
                "os.posix_spawn('/bin/cat', ['cat'], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 0, 'f1', 0, 0)])"),
         "FIFO-NO-PARTNER", culprit="children of top", stuck="children of top",
         why="the parent is in the kernel, uninterruptible, until its child executes"),
    Hang("a read of a terminal's other side that a sleeping program has",
         python("import os, subprocess\na, b = os.openpty()\nsubprocess.Popen(['sleep', '308'], stdout=b)\n"
                "os.close(b)\nos.read(a, 1)"),
         "STARVED EOF-HELD", culprit="sleep 308"),
    Hang("splice from a silent pipe",
         python("import os, subprocess\np = subprocess.Popen(['sleep', '308'], stdout=-1)\nr, w = os.pipe()\n"
                "os.splice(p.stdout.fileno(), w, 100)"),
         "STARVED", culprit="sleep 308"),
    Hang("readv of a silent pipe",
         python("import os, subprocess\np = subprocess.Popen(['sleep', '308'], stdout=-1)\n"
                "os.readv(p.stdout.fileno(), [bytearray(4)])"),
         "STARVED", culprit="sleep 308"),
    Hang("sendfile to a full pipe",
         bash('head -c 300000 /dev/zero >z; python3 -c \'import os; f = os.open("z", 0)\n'
              "while 1: os.sendfile(1, f, 0, 99999)' | sleep 308"),
         "BACKPRESSURE", culprit="sleep 308", stuck="python3"),
]
