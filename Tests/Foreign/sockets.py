"""Connections: silent servers, readers that do not read, ssh on the loopback network."""

from model import TOP, Hang, bash, python

SERVER = ("import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); open('ready', 'w'); "
          "c = s.accept(); ")
READY = "until [ -e ready ]; do sleep .05; done; "
CLIENT = "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); "
UNIX = {"server": "import socket, time\ns = socket.socket(1)\ns.bind('s')\ns.listen(0)\nopen('ready', 'w')\n"
                  "time.sleep(306)\n",
        "client": "import socket\ns = socket.socket(1)\ns.connect('s')\nopen('connected', 'w')\ns.recv(1)\n"}


def pair(server, client):
    return bash(f'python3 -c "{server}" $PORT & {READY}{client}; true')


HANGS = [
    Hang("python receives from a server that sleeps",
         pair(SERVER + "time.sleep(306)", f'python3 -c "{CLIENT}s.recv(1)" $PORT'),
         "STARVED", culprit="python3 -c import socket, sys, time", stuck="python3 -c import socket, sys; s"),
    Hang("nc receives from a server that sleeps", pair(SERVER + "time.sleep(306)", "nc 127.0.0.1 $PORT </dev/null"),
         "STARVED", culprit="python3", stuck="nc 127"),
    Hang("python sends to a server that does not read",
         pair(SERVER + "time.sleep(306)", f'python3 -c "{CLIENT}s.sendall(bytes(99999999))" $PORT'),
         "BACKPRESSURE", culprit="python3 -c import socket, sys, time", stuck="python3 -c import socket, sys; s"),
    Hang("a client of a server that never accepts",
         pair(SERVER.replace("c = s.accept(); ", "time.sleep(306)"), f'python3 -c "{CLIENT}s.recv(1)" $PORT'),
         "STARVED", culprit="python3 -c import socket, sys, time", stuck="python3 -c import socket, sys; s"),
    Hang("a client of a unix socket that nobody accepts", bash(f"python3 server & {READY}python3 client; true"),
         "STARVED", culprit="python3 server", stuck="python3 client", files=UNIX),
    Hang("a connect to a unix socket whose queue is full",
         bash(f"python3 server & {READY}python3 client & until [ -e connected ]; do sleep .05; done; "
              "python3 client 2; true"),
         "STARVED BACKPRESSURE", culprit="python3 server", stuck="python3 client 2", files=UNIX),
    Hang("two programs that both wait for the first word",
         pair(SERVER + "c[0].recv(1)", f'python3 -c "{CLIENT}s.recv(1)" $PORT'),
         "DEADLOCK STARVED", culprit="python3", stuck="python3 -c import socket, sys; s"),
    Hang("a socket pair whose other end a sleeping child has",
         python("import socket, subprocess as s\na, b = socket.socketpair()\n"
                "p = s.Popen(['sleep', '306'], pass_fds=[b.fileno()])\nb.close()\na.recv(1)"),
         "STARVED EOF-HELD", culprit="sleep 306"),
    Hang("socat between a silent input and a program", bash("sleep 306 | socat - EXEC:cat"),
         "STARVED", culprit="sleep 306", stuck="socat"),
    Hang("socat with a program that sleeps", ("socat", "-u", "EXEC:sleep 306", "STDOUT"),
         "STARVED", culprit="sleep 306"),
    Hang("ssh whose command leaves a child", ("ssh", "-F", "config", "host", "sleep 306 & echo"),
         "EOF-HELD STARVED", culprit="sleep 306", stuck="sshd: root@notty", held=(1, 2), advised="sleep 306 &",
         needs_sshd=True),
    Hang("ssh of a program at a FIFO", ("ssh", "-F", "config", "host", "cd $FOREIGN_SCENE; cat f1"),
         "FIFO-NO-PARTNER", culprit="cat f1", stuck="cat f1", needs_sshd=True),
    Hang("ssh whose input sleeps", bash("sleep 306 | ssh -F config host cat"),
         "STARVED", culprit="sleep 306", stuck="ssh -F", needs_sshd=True),
    Hang("ssh whose remote command sleeps, and its output is read",
         bash("ssh -F config host 'sleep 306; true' | cat"),
         "STARVED", culprit="sleep 306", stuck="cat", needs_sshd=True),
    Hang("ssh whose output nobody reads", bash("ssh -F config host yes | sleep 306"),
         "BACKPRESSURE", culprit="sleep 306", stuck="ssh -F", needs_sshd=True),
    Hang("$( ) of an ssh that goes into the background",
         bash("x=$(ssh -F config -f host 'sleep 306; true'); echo $x"),
         "EOF-HELD STARVED", culprit="ssh -F || sleep 306", needs_sshd=True,
         why="the ssh in the background waits for the command that sleeps", advised="ssh -F config -f host 'sleep 306; true'"),
]
