"""Rows: what the shell does by itself, without another process."""

from row import ALL, Row
from rows.spawning import loop

GROUP = "interpreter"
PRINTF = tuple(peer for peer in ALL if peer != "mksh")  # there it is no builtin
APPENDS = ("bash", "mksh", "ksh93")
WORDS = " ".join(f"word{number}" for number in range(100_000))
FIELDS = ":".join(f"f{number}" for number in range(30))

RECURSION = """fib() {
    if [ $1 -lt 2 ]; then r=$1; return; fi
    set -- $1 0
    fib $(($1 - 1))
    set -- $1 $r
    fib $(($1 - 2))
    r=$((r + $2))
}
fib 18
echo $r
"""
GETOPTS = """parse() {
    OPTIND=1
    while getopts ab:cd option; do
        case $option in
        b) value=$OPTARG ;;
        esac
    done
}
""" + loop(8000, "parse -a -b value -cd rest") + "echo $value\n"


def row(name, script, expected, peers=ALL):
    return Row(name, GROUP, script, expected, peers)


def counted(name, count, command, before="", after="", shows="", peers=ALL):
    return row(name, before + loop(count, command) + after, f"{count}\n{shows}", peers)


ROWS = [
    counted("arithmetic", 80_000, "s=$(((s * 31 + i) % 65521))", "s=0\n", "echo $s\n", "2747\n"),
    counted("append", 30_000, "x=${x}ab", "x=\n", "echo ${#x}\n", "60000\n"),
    counted("append by +=", 100_000, "x+=ab", "x=\n", "echo ${#x}\n", "200000\n", APPENDS),
    row("strip from the front", "x=" + "abcd" * 1500 + "\nwhile [ -n \"$x\" ]; do x=${x#?}; done\necho $x.\n", ".\n"),
    row("strip from the back", "x=" + "abcd" * 1500 + "\nwhile [ -n \"$x\" ]; do x=${x%?}; done\necho $x.\n", ".\n"),
    counted("path names", 50_000, "b=${p##*/} d=${p%/*}; s=${b%.c}.o", "p=/usr/src/project/shell/main.c\n",
            "echo $d/$s\n", "/usr/src/project/shell/main.o\n"),
    counted("parameters", 60_000, 'y="${x:-none}$i${u-}${x:+set}"; n=${#y}', "x=text\n", "echo $y $n\n",
            "text59999set 12\n"),
    counted("case", 60_000, "case file$i.c in *.h) k=h ;; lib*|*.a) k=a ;; file*[!0-9].c) k=x ;; *.c) k=c ;; esac",
            after="echo $k\n", shows="c\n"),
    counted("function calls", 80_000, 'f a "$i"', "f() { last=$2; }\n", "echo $last\n", "79999\n"),
    row("recursion", RECURSION, "2584\n"),
    row("for over 100,000 words", f"for w in {WORDS}; do last=$w; done\necho $last\n", "word99999\n"),
    counted("splitting", 8000, "set -- $x", f"x={FIELDS} IFS=:\n", "echo $# $9\n", "30 f8\n"),
    row("globbing 20,000 files", "for n in 1 2 3; do set -- files/*7.c; done\nset -- files/*\necho $# $1\n",
        "20000 files/f00000.c\n"),
    row("read from a file", "n=0\nwhile read -r a b c; do n=$((n + 1)); done <access.log\necho $n $a\n", "20000\n"),
    row("read from a pipe", "cat access.log | { n=0; while read -r a b c; do n=$((n + 1)); last=$a; done\necho $n $last; }\n",
        "20000 10.0.0.199\n"),
    row("read with IFS= from a file", "while IFS= read -r l; do last=$l; done <access.log\necho \"${last%% *}\"\n",
        "10.0.0.199\n"),
    row("echo", loop(100_000, 'echo "line $i"'), "".join(f"line {n}\n" for n in range(100_000)) + "100000\n"),
    row("printf", loop(60_000, "printf '%s %d\\n' line $i"),
        "".join(f"line {n}\n" for n in range(60_000)) + "60000\n", PRINTF),
    counted("redirection of a builtin", 30_000, "echo $i >out", after="read n <out; echo $n; rm out\n",
            shows="29999\n"),
    counted("redirection of a group", 30_000, "{ :; } 2>/dev/null 3>&1"),
    counted("here-document to a builtin", 8000, "read -r a b <<E\n$i text\nE\n:", after="echo $a $b\n",
            shows="7999 text\n"),
    counted("here-document to a program", 100, "cat <<E >out\n$i text\nE\n:", after="read -r a b <out; echo $a $b\n",
            shows="99 text\n"),
    counted("source", 6000, ". ./sourced.sh", after="echo $sourced\n", shows="yes\n"),
    counted("set and shift", 60_000, "set -- a b c d; shift; shift 2", after="echo $1\n", shows="d\n"),
    counted("[", 60_000, '[ "$i" -ge 0 ] && [ "$i" != x ] && [ -n "$i" -a 1 = 1 ]'),
    counted("[ -f ]", 40_000, "[ -f access.log ] && [ ! -d access.log ]"),
    counted("eval", 40_000, 'eval "v=\\$i; w=\\"$i x\\""', after="echo $v $w\n", shows="39999 39999 x\n"),
    row("getopts", GETOPTS, "8000\nvalue\n"),
]
