"""Names that are hard to say: FIFOs that were removed, long and quoted command lines, crowds."""

from model import TOP, Hang, bash, python

LONG = ": " + "long " * 60
QUOTED = """sh -c 'sleep 313; : "it'\\''s" $x `y`' &"""

HANGS = [
    Hang("a FIFO that was removed", bash("cat f1 & sleep .3; rm f1; wait"),
         "FIFO-NO-PARTNER", culprit="cat f1", stuck="cat f1", is_nameless=True),
    Hang("a FIFO that was renamed", bash("cat f1 & sleep .3; mv f1 f4; wait"),
         "FIFO-NO-PARTNER", culprit="cat f1", stuck="cat f1", is_nameless=True),
    Hang("a FIFO in a folder that was removed",
         bash("mkdir d; mkfifo d/p; cd d; cat p & sleep .3; rm p; rmdir ../d; wait"),
         "FIFO-NO-PARTNER", culprit="cat p", stuck="cat p", is_nameless=True),
    Hang("a FIFO with a newline in its name", python("import os; os.mkfifo('a\\nb'); open('a\\nb')"),
         "FIFO-NO-PARTNER", culprit=TOP),
    Hang("a FIFO whose name is no text", python("import os; os.mkfifo(b'a\\xff'); open(b'a\\xff')"),
         "FIFO-NO-PARTNER", culprit=TOP),
    Hang("a FIFO whose name begins with a dash", bash("mkfifo ./-n; cat <-n; true"),
         "FIFO-NO-PARTNER", culprit="bash -c", stuck="children of top"),
    Hang("a holder with a long command line", bash(f"{{ sh -c 'sleep 313; {LONG}' & echo; }} | cat; true"),
         "EOF-HELD", culprit="sleep 313 || sh -c", stuck="cat", named=("sleep 313",),
         advised=f"sh -c 'sleep 313; {LONG}' &", lasting="each of the two is enough"),
    Hang("a holder with a long command line of its own",
         bash(f"{{ perl -e 'sleep 313; # {LONG}' & echo; }} | cat; true"),
         "EOF-HELD", culprit="perl", stuck="cat", held=(1,), advised=f"perl -e 'sleep 313; # {LONG}' &"),
    Hang("a holder with quotes in its command line", bash(f"{{ {QUOTED} echo; }} | cat; true"),
         "EOF-HELD", culprit="sleep 313 || sh -c", stuck="cat", named=("sleep 313",), advised=QUOTED,
         lasting="each of the two is enough"),
    Hang("a holder with quotes in a command line of its own",
         bash('{ perl -e \'sleep 313; "it\'"\'"\'s $x \\n"\' & echo; } | cat; true'),
         "EOF-HELD", culprit="perl", stuck="cat", held=(1,), advised="""perl -e 'sleep 313; "it'"'"'s $x \\n"' &"""),
    Hang("a holder with two lines in its command line", bash("{ perl -e '1;\nsleep 313' & echo; } | cat; true"),
         "EOF-HELD", culprit="perl", stuck="cat", held=(1,), advised="perl -e '1;\nsleep 313' &"),
    Hang("a holder that calls itself otherwise",
         bash('{ perl -e \'$0 = "server: idle (1)"; sleep 313\' & echo; } | cat; true'),
         "EOF-HELD", culprit="server: idle", stuck="cat", held=(1,),
         advised="perl -e '$0 = \"server: idle (1)\"; sleep 313' &"),
    Hang("a holder whose program was replaced", bash("cp /bin/sleep s; { ./s 313 & echo; sleep .3; rm s; } | cat; true"),
         "EOF-HELD", culprit="./s 313", stuck="cat", held=(1,), advised="./s 313 &"),
    Hang("two hundred zombies",
         python("import os, time\nfor _ in range(200): os.fork() or os._exit(0)\ntime.sleep(313)"),
         "ZOMBIE", culprit=TOP, told=("200",)),
    Hang("one of a hundred children is at a FIFO",
         python("import subprocess as s\n"
                "p = [s.Popen(['sleep', '313']) for _ in range(99)] + [s.Popen(['cat', 'f1'])]\np[-1].wait()"),
         "FIFO-NO-PARTNER", culprit="cat f1", stuck="cat f1"),
    Hang("a pipeline of forty stages", bash("sleep 313" + " | cat" * 40),
         "STARVED", culprit="sleep 313", stuck="cat"),
    Hang("shells in shells, fifty deep",
         bash("f() { if [ $1 = 0 ]; then cat f1; else (f $(($1 - 1)); :); fi; }; f 50"),
         "FIFO-NO-PARTNER", culprit="cat f1", stuck="cat f1"),
]
