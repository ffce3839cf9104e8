"""The hazards, each with its line, a part of its advice, and a twin that is right.

`cured` is what takes the place of the hazard's line, where ADVICE stands for what was advised, and `output` what the script
prints then. `takes` lines are replaced, or those at `at`; `after` is executed behind the script; `shows` is false where
the hazard may print the same by chance, or would not end.
"""

import dataclasses

LIST = {"list": "one\ntwo\nthree\n"}
F = {"f": "b\na\n"}


@dataclasses.dataclass
class Case:
    kind: str
    hazard: str
    twin: str
    advice: str
    line: int = 1
    cured: str = None
    output: str = None
    files: dict = dataclasses.field(default_factory=dict)
    takes: int = 1
    at: int = None
    after: str = ""
    shows: bool = True
    deadline: float = 30


def loop(command, twin, advice, cured="ADVICE", output=None, before="", after="", head="while read -r l; do", end="done <list", **more):
    """A loop over the list with a command in it."""
    text = lambda body: f"{before}{head}\n{body}\n{after}{end}\n"
    line = text("@").split("\n").index("@") + 1
    return Case("loop-input", text(command), text(twin), advice, line, cured, output, LIST, **more)


ALL = "at one\nat two\nat three\n"

LOOPS = [
    loop('ssh "$l" uptime', 'ssh -n "$l" uptime', 'ssh "$l" uptime </dev/null', output=ALL),
    loop("ssh $l uptime", "ssh $l uptime </dev/null", "ssh $l uptime </dev/null", output=ALL),
    loop("ssh -p 22 $l uptime", "ssh -fp 22 $l uptime", "</dev/null"),
    loop("ssh -o BatchMode=yes $l", "ssh -o StdinNull=yes $l", "</dev/null"),
    loop("ffmpeg -i $l $l.mp4", "ffmpeg -nostdin -i $l $l.mp4", "ffmpeg -i $l $l.mp4 </dev/null",
         output="film one\nfilm two\nfilm three\n"),
    loop("cat", "cat file", "cat </dev/null"),
    loop("x=$(ssh $l date)", "x=$(ssh $l date </dev/null)", "ssh $l date </dev/null", cured=None),
    loop("ssh $l ls | sort", "true | sort", "ssh $l ls </dev/null", cured=None),
    loop("if true; then ssh $l; fi", "if true; then ssh $l </dev/null; fi", "ssh $l </dev/null", cured=None),
    Case("loop-input", "cat list | while read -r l; do\nssh $l\ndone\n", "cat list | while read -r l; do\nssh $l <&-\ndone\n",
               "ssh $l </dev/null", 2, "ADVICE", ALL, LIST),
    Case("loop-input", "while read -r l; do\nssh $l\ndone <<END\none\ntwo\nEND\n",
         "while read -r l; do\n:\ndone <<END\none\ntwo\nEND\n", "ssh $l </dev/null", 2, "ADVICE", "at one\nat two\n"),
    Case("loop-input", "{\nwhile read -r l; do\nssh $l\ndone\n} <list\n", "while read -r l <&3; do\nssh $l\ndone 3<list\n",
         "ssh $l </dev/null", 3, "ADVICE", ALL, LIST),
    Case("loop-input", "visit() { ssh \"$1\"; }\nwhile read -r l; do\nvisit $l\ndone <list\n",
         "visit() { ssh \"$1\" </dev/null; }\nwhile read -r l; do\nvisit $l\ndone <list\n",
         "visit $l </dev/null", 3, "ADVICE", ALL, LIST),
    Case("loop-input", "visit() {\nwhile read -r l; do\nssh $l\ndone\n}\nvisit <list\n",
         "visit() {\nwhile read -r l; do\nssh -n $l\ndone\n}\nvisit <list\n", "ssh $l </dev/null", 3, "ADVICE", ALL, LIST),
    Case("loop-input", "exec 4<list\nwhile read -r l; do\nsudo ssh $l\ndone <&4\n",
         "exec 4<list\nwhile read -r l <&4; do\nsudo ssh $l\ndone\n", "sudo ssh $l </dev/null", 3, "ADVICE", ALL, LIST),
    Case("loop-input", "while read -r l; do\nread -p 'really? ' y\ndone <list\n",
         "while read -r l <&3; do\nread -p 'really? ' y\ndone 3<list\n", "</dev/tty", 2),
    Case("loop-input", "until ! read -r l; do\nfor i in 1; do\nssh $l\ndone\ndone <list\n",
         "until ! read -r l; do\nfor i in 1; do\nssh $l &\ndone\ndone <list\n", "ssh $l </dev/null", 3, "ADVICE", ALL, LIST),
]


def lost(hazard, twin, advice, output=None, line=1, takes=2, cured="ADVICE", **more):
    return Case("lost-variable", hazard, twin, advice, line, cured, output, {"f": "1\n2\n3\n"}, takes, **more)


VARIABLES = [
    lost("cat f | while read -r l; do n=$((n + 1)); done\necho $n\n", "while read -r l; do n=$((n + 1)); done <f\necho $n\n",
         "cat f | { while read -r l; do n=$((n + 1)); done; echo $n; }", "3\n"),
    lost("n=0\ncat f | while read -r l; do n=$((n + l)); done\necho $n\n",
         "n=0\ncat f | { while read -r l; do n=$((n + l)); done; echo $n; }\n", "echo $n; }", "6\n", line=2),
    lost("echo hi | read -r x\necho $x\n", "echo hi | { read -r x; echo $x; }\n", "echo hi | { read -r x; echo $x; }", "hi\n"),
    lost("printf '%s\\n' a b | { read -r x; read -r y; }\nprintf '%s\\n' \"$y\"\n",
         "printf '%s\\n' a b | { read -r x; read -r y; }\ny=c\nprintf '%s\\n' \"$y\"\n", "printf '%s\\n' \"$y\"; }", "b\n"),
    lost("cat f | while read -r l; do case $l in 2) found=yes ;; esac; done\nif [ \"$found\" ]; then echo found; fi\n",
         "cat f | while read -r l; do case $l in 2) found=yes ;; esac; done\nunset found\nif [ \"$found\" ]; then echo found; fi\n",
         "echo found; fi; }", "found\n"),
    lost("cat f | while read -r l; do all=\"$all $l\"; done\n:\necho \"$all\"\n",
         "cat f | ( while read -r l; do all=\"$all $l\"; done; echo \"$all\" )\n:\n", "done < <(cat f)", takes=1, cured=None),
    lost("f() {\ncat f | while read -r l; do n=$l; done\nreturn $n\n}\nf\necho $?\n",
         "f() {\nwhile read -r l; do n=$l; done <f\nreturn $n\n}\nf\necho $?\n", "return $n; }", line=2, cured=None),
    lost("cat f | while read -r l; do ((n++)); done\necho $((n + 1))\n", "cat f | while read -r l; do ((n++)); done\n",
         "echo $((n + 1)); }", "4\n"),
    lost("count() { while read -r l; do n=$((n + 1)); done; }\ncat f | count\necho $n\n",
         "count() { while read -r l; do n=$((n + 1)); done; }\ncount <f\necho $n\n", "cat f | { count; echo $n; }", "3\n", line=2),
    lost("if true; then\ncat f | while read -r l; do last=$l; done\nfi\necho $last\n",
         "if true; then\ncat f | while read -r l; do last=$l; done\nfi\n", "done < <(cat f)", line=2, cured=None),
]


def file(kind, hazard, advice, twin, output=None, after="cat f", files=F, **more):
    """A command that reads and writes f."""
    more.setdefault("cured", "ADVICE")
    return Case(kind, hazard + "\n", twin + "\n", advice, output=output, after=after if output is not None else "", files=files, **more)


FILES = [
    file("same-file", "sort f >f", "sort f >f.new && mv f.new f", "sort -o f f", "a\nb\n"),
    file("same-file", "sort ./f >f", "sort ./f >f.new && mv f.new f", "sort ./f >../f", "a\nb\n"),
    file("same-file", "sort 'f' >\"f\"", "mv f.new f", "sort -of f", "a\nb\n"),
    file("same-file", "jq . f >f", "jq . f >f.new && mv f.new f", "jq . f >g", "b\na\n"),
    file("same-file", "grep a f >f", "grep a f >f.new && mv f.new f", "grep f x >f", "a\n"),
    file("same-file", "tr a b <f >f", "tr a b <f >f.new && mv f.new f", "tr a b <f >g", "b\nb\n"),
    file("same-file", "sed s/a/c/ f >f", "sed s/a/c/ f >f.new && mv f.new f", "sed -i s/a/c/ f", "b\nc\n"),
    file("same-file", "awk '{ print $1 }' f >f", "awk '{ print $1 }' f >f.new && mv f.new f", "awk '{ print $1 }' f >g", "b\na\n"),
    file("same-file", "gzip -dc f >f", "gzip -dc f >f.new && mv f.new f", "gzip -d f"),
    file("same-file", "iconv -f latin1 -t utf8 -o f f", "-o f.new f && mv f.new f", "iconv -f latin1 -t utf8 -o g f", "b\na\n",
         shows=False),
    file("same-file", "iconv -f latin1 -t utf8 -of f", "-of.new f && mv f.new f", "iconv -f latin1 -t utf8 f", "b\na\n", shows=False),
    file("same-file", "dd if=f of=f", "dd if=f of=f.new && mv f.new f", "dd if=f of=f conv=notrunc", "b\na\n"),
    file("same-file", "uniq f f", "uniq f f.new && mv f.new f", "uniq f g", "b\na\n"),
    file("same-file", "f=list\nsort \"$f\" >\"$f\"", "sort \"$f\" >\"$f\".new && mv \"$f\".new \"$f\"", "f=list\nsort \"$f\" >\"$f.new\"",
         "a\nb\n", "cat list", {"list": "b\na\n"}, line=2),
    file("same-file", "cat $1 >$1", "cat $1 >$1.new && mv $1.new $1", "cat $1 >$2"),
    file("same-file", "cat \"$d\"/f >\"${d}/f\"", ".new", "cat \"$d\"/f >\"${e}/f\""),
    file("same-file", "cat *.txt >all.txt", "cat *.txt >../all.txt", "cat *.txt >all", None),
    file("same-file", "cat ./*.txt >all.txt", ">../all.txt", "cat d/*.txt >all.txt"),
    file("same-file", "grep -h a * >found", ">../found", "grep -h a * >.found"),
    file("same-file", "cat \"$d\"/[a-z]* >\"$d\"/all", ">all", "cat \"$d\"/[a-z]* >\"$d\"/All"),
    file("same-file", "sort \"${prefix}f\" >f", "sort \"${prefix}f\" >f.new", "prefix=x\nsort \"${prefix}f\" >f", cured=None),
    file("same-file", "{ cat f; echo c; } >f", "{ cat f; echo c; } >f.new && mv f.new f", "x=$(cat f; echo c)\necho \"$x\" >f",
         "b\na\nc\n"),
    file("same-file", "for l in $(cat f); do echo $l$l; done >f", "done >f.new && mv f.new f", "for l in $(cat f); do echo $l$l; done >g",
         "bb\naa\n"),
    file("same-file", "cat f >>f", "cat f >f.new && cat f.new >>f", "cat g >>f", "b\na\nb\na\n", shows=False),
    file("same-file", "sort f &>f", "mv f.new f", "sort f &>g", "a\nb\n"),
    file("same-file", "sort f >&f", "mv f.new f", "sort f >&2", cured=None),
    file("same-file", "tee f <f", "tee f.new <f && mv f.new f", "tee g <f", "b\na\nb\na\n", shows=False),
    file("same-file", "tee -a f <f", "tee -a f.new <f", "tee -a g <f"),
    file("truncated", "cat f | tee f", "cat f | tee f.new && mv f.new f", "cat f | tee -a f", "b\na\nb\na\n", shows=False),
    file("truncated", "sort f | uniq >f", "sort f | uniq >f.new && mv f.new f", "sort f | sponge f", "a\nb\n", shows=False),
    file("truncated", "sort <f | tee \"f\" | wc -l", "f.new", "sort <f | tee \"g\" | wc -l", cured=None),
    Case("truncated", "while read -r l; do\necho $l$l >f\ndone <f\n", "while read -r l; do\necho $l$l >g\ndone <f\n", "echo $l$l >f.new", 2),
    file("truncated", "sort f | sudo tee f", "sort f | sudo tee f.new && mv f.new f", "sort f | sudo tee g", "a\nb\na\nb\n", shows=False),
    file("same-file", "sudo -u root sort f >f", "sudo -u root sort f >f.new && mv f.new f", "sudo -u root sort f >g", cured=None),
    file("same-file", "LC_ALL=C nice -n 5 sort f >f", "sort f >f.new && mv f.new f", "LC_ALL=C nice -n 5 sort f -o f", "a\nb\n"),
    file("same-file", "iconv -f latin1 --output=f f", "--output=f.new f && mv f.new f", "iconv -f latin1 --output=g f", "b\na\n",
         shows=False),
    file("same-file", "python3 -m json.tool f >f", "f >f.new && mv f.new f", "python3 -m json.tool f >g", "{}\n", files={"f": "{}\n"}),
    file("same-file", "cat *.txt >>all.txt", "cat *.txt >>../all.txt", "sort *.txt >>all.text"),
    Case("same-file", "for i in *.txt; do\ncat \"$i\" >>all.txt\ndone\n", "for i in *.txt; do\ncat \"$i\" >>all\ndone\n",
         "cat \"$i\" >>../all.txt", 2, "ADVICE"),
    Case("same-file", "exec >f\ncat f\n", "exec >f\ncat g\n", "exec >f.new", 2, files=F),
]

OUTPUTS = [
    file("two-offsets", "sh -c 'echo out; echo error >&2' >log 2>log", ">log 2>&1", "sh -c 'echo a' >log 2>&1", "out\nerror\n", "cat log"),
    file("two-offsets", "make >log 2>>log", "make >log 2>&1", "make >>log 2>>log"),
    file("two-offsets", "make >\"$log\" 2>\"$log\"", "make >\"$log\" 2>&1", "make >\"$log\" 2>\"$log.err\""),
    file("two-offsets", "{ echo a; echo b >&2; } >./log 2>./log", "2>&1", "{ echo a; echo b >&2; } >/dev/null 2>/dev/null", "a\nb\n", "cat log"),
    Case("two-offsets", "exec >log\nmake 2>log\n", "exec >log\nmake 2>&1\n", "make 2>&1", 2, "ADVICE"),
    file("digit-file", "sh -c 'echo error >&2' 2>1", "2>&1", "sh -c 'echo error >&2' 2>./1", "error\n", "true"),
    file("two-offsets", "make >log 2>./log", ">log 2>&1", "make >log 2>./d/log"),
    Case("two-offsets", "f() {\nmake\n} >log 2>log\n", "f() {\nmake\n} >log 2>&1\n", "f() { make; } >log 2>&1", 3),
    file("digit-file", "[ $n > 2 ]", "[ $n -gt 2 ]", "[ $n -gt 2 ]"),
    file("digit-file", "make 2>>1", "make 2>&1", "make 2>>'1'"),
    file("digit-file", "echo error 1>2", "echo error 1>&2", "echo error 1>&2"),
    file("digit-file", "echo error >2", "echo error >&2", "echo error >2\ncat 2"),
    Case("digit-file", "{\nmake\n} >log 2>1\n", "{\nmake\n} >log 2>&1\n", "{ make; } >log 2>&1", 3),
    file("empty-pipe", "sort f >out | cat", "sort f | tee out | cat", "sort f >out 2>&1", "a\nb\n", "true"),
    file("empty-pipe", "sort f >>out | cat", "sort f | tee -a out | cat", "sort f 2>&1 >>/dev/null | cat", "a\nb\n", "true"),
    file("empty-pipe", "{ sort f; } >out | cat", "{ sort f; } | tee out | cat", "{ sort f >out; } | cat", "a\nb\n", "true"),
    file("empty-pipe", "sort f >/dev/null | cat", "sort f | cat", "sort f 3>&1 >/dev/null | cat", "a\nb\n", "true"),
    file("empty-pipe", "sh -c 'echo error >&2' &>out | cat", "sh -c 'echo error >&2' 2>&1 | tee out | cat",
         "sh -c 'echo error >&2' 2>&1 >/dev/null | cat", "error\n", "true"),
    file("unread-pipe", "echo c | cat <<<d", "{ echo c; cat <<<d; } | cat", "echo c | cat 3<<<d", "c\nd\n", "true"),
    file("unread-pipe", "echo c | cat <f", "echo c | cat - f | cat", "echo c | cat - f", "c\nb\na\n", "true"),
    file("unread-pipe", "echo secret | sudo -S cat <f", "echo secret | cat - f | sudo -S cat", "{ echo secret; cat f; } | sudo -S cat", None),
    Case("unread-pipe", "echo c | cat <<END\ntext\nEND\n", "echo c | cat - /dev/fd/3 3<<END\ntext\nEND\n", "leave out"),
    file("unread-pipe", "echo c | while read -r l; do echo $l; done <f", "echo c | cat - f | while read -r l; do echo $l; done",
         "echo c | { while read -r l; do echo $l; done <f; }", "c\nb\na\n", "true"),
]

FIFOS = [
    Case("fifo", "mkfifo p\necho x >p\nread -r y <p\necho $y\n", "mkfifo p\necho x >p &\nread -r y <p\necho $y\n", "echo x >p &", 2, "ADVICE",
         "x\n", shows=False),
    Case("fifo", "mkfifo p\ncat <p\necho x >p\n", "mkfifo p\ncat <p &\necho x >p\n", "cat <p &", 2, "ADVICE\n", None),
    Case("fifo", "mkfifo -m 600 p\ncat p\necho x >p\n", "mkfifo -m 600 p\nexec 3<>p\necho x >p\nhead -n 1 p\n", "cat p &", 2, "ADVICE"),
    Case("fifo", "p=/tmp/$$.p\nmkfifo \"$p\"\necho x >$p\ncat \"$p\"\n", "p=/tmp/$$.p\nmkfifo \"$p\"\ncat \"$p\" &\necho x >$p\n",
         "echo x >$p &", 3, "ADVICE"),
    Case("fifo", "mkfifo p\nif true; then\necho x >p\nfi\nwhile read -r l; do echo $l; done <p\n",
         "mkfifo p\nif true; then\necho x >p &\nfi\nwhile read -r l; do echo $l; done <p\n", "echo x >p &", 3, "ADVICE", "x\n", shows=False),
    Case("fifo", "mkfifo a b\ncat <a >b &\ncat <b >a\n", "mkfifo a b\ncat <a >b &\ncat >a <b\n", "cat >a <b", 3, "ADVICE"),
    Case("fifo", "mkfifo p\nexec 3>p\nexec 4<p\necho x >&3\nhead -n 1 <&4\n", "mkfifo p\nexec 3<>p\nexec 4<p\n", "exec 3<>p", 2, "ADVICE", "x\n",
         shows=False),
    Case("fifo", "mkfifo p\n(\necho x >p\n)\ncat p\n", "mkfifo p\n(\necho x >p &\n)\ncat p\n", "echo x >p &", 3, "ADVICE", "x\n", shows=False),
]

HELD = [
    Case("held-lock", "exec 9>lock\nflock 9\ndaemon &\n", "exec 9>lock\nflock 9\ndaemon 9>&- &\n", "daemon 9>&- &", 3, "ADVICE", "free\n",
         after="flock -w $WAIT lock echo free"),
    Case("held-lock", "(\nflock -n 9 || exit 1\ndaemon >/dev/null 2>&1 &\n) 9>lock\n",
         "(\nflock -n 9 || exit 1\ndaemon >/dev/null 2>&1 &\nwait\n) 9>lock\n", "9>&- &", 3, "ADVICE", "free\n",
         after="flock -w $WAIT lock echo free"),
    Case("held-lock", "exec {fd}>lock\nflock -x \"$fd\"\ndaemon &\n", "exec {fd}>lock\nflock -x \"$fd\"\nexec {fd}>&-\ndaemon &\n",
         "daemon {fd}>&- &", 3, "ADVICE", "free\n", after="flock -w $WAIT lock echo free"),
    Case("held-lock", "exec 9>lock\nif flock -n 9; then\nnohup daemon &\nfi\n", "exec 9>lock\nif flock -n 9; then\nflock -u 9\nnohup daemon &\nfi\n",
         "nohup daemon 9>&- &", 3, "ADVICE"),
    Case("held-lock", "lock() { exec 9>lock; }\nlock\nflock 9\n{ daemon; echo; } &\n", "lock() { exec 9>lock; }\nlock\nflock 9\n{ exec 9>&-; daemon; echo; } &\n",
         "{ daemon; echo; } 9>&- &", 4, "ADVICE"),
    Case("held-pipe", "x=$(\ndaemon & echo started\n)\necho $x\n", "x=$(\ndaemon >/dev/null & echo started\n)\necho $x\n",
         "daemon >/dev/null &", 2, "ADVICE echo started", "started\n", shows=False),
    Case("held-lock", "exec 9>lock\nflock 9\nsleep 300 | daemon &\n", "exec 9>lock\nflock 9\nsleep 0 | cat\n", "{ sleep 300 | daemon; } 9>&- &", 3,
         "ADVICE", "free\n", after="flock -w $WAIT lock echo free"),
    Case("held-pipe", "echo `daemon & echo started`\n", "echo `daemon >&2 & echo started`\n", "daemon >/dev/null &"),
    Case("held-pipe", "x=$(\ndaemon 2>&1 & echo started\n)\necho $x\n", "x=$(\nsort f & wait\n)\necho $x\n", ">/dev/null 2>&1 &", 2, None),
    Case("held-pipe", "start() {\ndaemon &\necho $!\n}\npid=$(start)\n", "start() {\ndaemon &\necho $!\n}\nstart >pid\n", "daemon >/dev/null &", 2,
         "ADVICE"),
]

RESTORES = [
    Case("restore", "exec 3>&1 >f\nls\nexec 3>&- 1>&3\necho seen\n", "exec 3>&1 >f\nls\nexec 1>&3 3>&-\necho seen\n", "exec 1>&3 3>&-", 3, "ADVICE",
         "seen\n"),
    Case("restore", "exec >f 3>&1\nls\nexec 1>&3\necho seen\n", "exec 3>&1 >f\nls\nexec 1>&3\necho seen\n", "exec 3>&1 >f", 3, "ADVICE", "seen\n", at=1),
    Case("restore", "exec 3>&1 4>&2 >f 2>&1\nls\nexec 1>&4 2>&3\necho seen\n", "exec 3>&1 4>&2 >f 2>&1\nls\nexec 1>&3 2>&4\necho seen\n",
         "exec 1>&3 2>&4", 3, "ADVICE", "seen\n"),
    Case("fault", "{ make 3>&1-; }\n", "{ make 3>&1 1>&-; }\n", "make 3>&1 1>&-"),
    Case("fault", "make 2>&log\n", "make 2>log\n", "make 2>log", 1, "ADVICE"),
    Case("fault", "exec 3<f\nexec 3<&-\ncat <&3\n", "exec 3<f\ncat <&3\nexec 3<&-\n", "descriptor 3 is not open", 3),
]

CASES = LOOPS + VARIABLES + FILES + OUTPUTS + FIFOS + HELD + RESTORES

# What looks alike, and is right or not known.
SILENT = [
    "exec 3<f; cat <&3\n",
    "{ cmd >&3; } 3>&1\n",
    "while read l <&4; do echo $l; done 4<f\n",
    "f() { echo a >&3; }\nf 3>&1\n",
    "exec {fd}>f; echo a >&$fd; exec {fd}>&-\n",
    ". ./lib; echo a >&3\n",
    "eval 'exec 3>f'; echo a >&3\n",
    "if a; then exec 3>f; else exec 3>g; fi; echo a >&3\n",
    "a && exec 3>f; echo a >&3\n",
    "open() { exec 3>f; }\nopen\necho a >&3\nexec 3>&-\n",
    "x=$(exec 3>f; echo a >&3)\n",
    "(exec 3>f; echo a >&3) | cat >&4\n",
    "for i in 1 2; do exec 3<f$i; read x <&3; exec 3<&-; done\n",
    "case $1 in a) exec 3>f ;; *) exec 3>&1 ;; esac; echo a >&3\n",
    "echo a >&7\n",
    "type lsof >& /dev/null\n",
    "while read l; do cat >/dev/null; break; done <f\n",
    "while read l; do ssh $SSH_OPTS $l; done <f\n",
    "while read a; do read b; echo $a $b; done <f\n",
    "while read l; do head -n 1; done <f\n",
    "while read l; do awk 'BEGIN { print 1 }'; done <f\n",
    "for h in a b; do ssh $h; done <f\n",
    "while :; do ssh $h; done <f\n",
    "ls | while read x; do echo $x; done; for x in a; do echo $x; done\n",
    "x=1; ls | while read x; do echo $x; done; echo $x\n",
    "shopt -s lastpipe; echo a | read x; echo $x\n",
    "echo a | (x=1; echo $x); x=2; echo $x\n",
    "echo a | while read l; do n=$l; done; f() { echo $n; }\n",
    "cd d; mkfifo p; cd ..; echo x >p; cat p\n",
    "mkfifo p; reader p & echo x >p; read y <p\n",
    "mkfifo p; exec 3<>p; echo x >p; read y <p\n",
    "mkfifo p; echo x >p\n",
    "cat f | tee -a f\n",
    "sort f >>f\n",
    "sort $f >f\n",
    "cat <f 1<>f\n",
    "sort -o f f\n",
    "cat ../*.txt >all.txt\n",
    "cat \"$DESTDIR/etc/x\" >/etc/x\n",
    "echo \"$(sort f)\" >f\n",
    "rm f; sort g >f\n",
    "sort <(cat f) >f.new\n",
    "a 3>&1 1>&2 2>&3\n",
    "a 2>&1 >/dev/null | b\n",
    "err=$(a 2>&1 >out)\n",
    "a > >(tee log) | b\n",
    "a 2>&1 >/dev/tty | b\n",
    "a >/dev/stderr | b\n",
    "a | b </dev/null\n",
    "a | b 3<&0 <f\n",
    "echo 1 >1; echo 2 >2; cat 1 2\n",
    "exec 9>lock; flock 9; daemon & wait\n",
    "exec 9>lock; daemon & flock 9\n",
    "exec 9>lock; flock 9; (daemon 9>&- &)\n",
    "x=$(daemon >/dev/null 2>&1 &)\n",
    "x=$( { sleep 5; } 2>&1 )\n",
    "x=$(work & spinner)\n",
    "exec 9>lock; flock -n 9 && work &\n",
    "{ work; } <$TTY >$TTY\n",
    "f() { n=1; echo; }\nn=2; echo | f; echo $n\n",
    "for i in *.txt; do cat $i >$i.new; done\n",
    "set -C; sort f >f\n",
    "exec 3>&1 >f; exec 1>&3 3>&-\n",
    "exec 3>&1 1>&2 2>&3 3>&-\n",
]
