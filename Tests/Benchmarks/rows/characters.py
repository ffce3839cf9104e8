"""Rows: characters of several bytes, and what costs nothing where there are none, in a UTF-8 locale.

dash, and in part busybox, mksh and yash, work on bytes: what they write is wrong then, and they are left out. Where it is
right, since all text is ASCII or a character is never cut, they take part.
"""

from row import ALL, Row
from rows.spawning import loop

GROUP = "characters"
# These have `${x:offset:length}`, and count in it.
SUBSTRINGS = ("bash", "mksh", "ksh93")
# These split at a character of several bytes.
WIDE = ("bash", "ksh93", "yash")
# The range [ä-ü] is one of characters.
RANGES = ("bash", "ksh93")
COUNTING = ("bash", "mksh", "ksh93", "yash")
LETTERS = "äöüß€→xyz0" * 6
FIELDS = "→".join(f"ä{number}" for number in range(30))


def row(name, script, expected, peers=ALL):
    return Row(name, GROUP, script, expected, peers, locale="C.UTF-8")


def counted(name, count, command, before="", after="", shows="", peers=ALL):
    return row(name, before + loop(count, command) + after, f"{count}\n{shows}", peers)


ROWS = [
    counted("length", 30_000, "n=$((n + ${#x}))", f"n=0 x={LETTERS}\n", "echo $n\n", "1800000\n",
            (*COUNTING, "busybox")),
    counted("substring", 30_000, "y=${x:20:10}", f"x={LETTERS}\n", "echo $y\n", LETTERS[20:30] + "\n", SUBSTRINGS),
    row("strip characters from the front", "x=" + "äb€d" * 500 + "\nwhile [ -n \"$x\" ]; do x=${x#?}; n=$((n + 1)); done\n"
        "echo $n\n", "2000\n", COUNTING),
    row("strip characters from the back", "x=" + "äb€d" * 500 + "\nwhile [ -n \"$x\" ]; do x=${x%?}; n=$((n + 1)); done\n"
        "echo $n\n", "2000\n", COUNTING),
    counted("path names of characters", 30_000, "b=${p##*/} d=${p%/*}; s=${b%.c}.o", "p=/usr/src/größe/maße/fußnote.c\n",
            "echo $d/$s\n", "/usr/src/größe/maße/fußnote.o\n"),
    counted("case of characters", 30_000, "case größe$i.c in ?????) k=h ;; gr?????) k=a ;; größe*[!0-9].c) k=x ;; *.c) k=c ;; esac",
            after="echo $k\n", shows="c\n"),
    counted("range of characters", 30_000, "case ö$i in [0-9]*) k=n ;; [ä-ü]*) k=r ;; esac", after="echo $k\n",
            shows="r\n", peers=RANGES),
    counted("splitting at a character", 5000, "set -- $x", f"x='{FIELDS}' IFS=→\n", "echo $# $9\n", "30 ä8\n", WIDE),
    counted("splitting of characters", 8000, "set -- $x", f"x='{FIELDS.replace('→', ':')}' IFS=:\n", "echo $# $9\n",
            "30 ä8\n"),
    row("read of characters", "n=0\nwhile read -r a b c; do n=$((n + ${#a})); done <names.log\necho $n $a\n",
        "160000\n", COUNTING),
    row("read of ASCII", "n=0\nwhile read -r a b c; do n=$((n + 1)); done <access.log\necho $n $a\n", "20000\n"),
    row("globbing ASCII", "for n in 1 2 3; do set -- files/*7.c; done\nset -- files/f????[0-9].c\necho $# $1\n",
        "20000 files/f00000.c\n"),
    row("globbing characters", "for n in 1 2 3; do set -- names/ä*7.c; done\nset -- names/?????[0-9].c\necho $# $1\n",
        "5000 names/ä00000.c\n", COUNTING),
    counted("parameters in ASCII", 30_000, 'y="${x:-none}$i${u-}${x:+set}"; n=${#y}', "x=text\n", "echo $y $n\n",
            "text29999set 12\n"),
    counted("function calls in ASCII", 40_000, 'f a "$i"', "f() { last=$2; }\n", "echo $last\n", "39999\n"),
]
