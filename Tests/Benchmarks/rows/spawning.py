"""Rows: external commands one after the other, from a small shell and from one that holds 16 MiB of variables."""

from row import Row


def loop(count, command):
    return f"i=0\nwhile [ $i -lt {count} ]; do {command}; i=$((i + 1)); done\necho $i\n"


LARGE = "x=0123456789abcdef\nfor i in {}; do x=$x$x; done\n".format(" ".join(map(str, range(16))))
LARGE += "".join(f"v{number}=$x\n" for number in range(16))

ROWS = [
    Row("static command", "spawning", loop(300, "./static-true"), "300\n"),
    Row("libc command", "spawning", loop(150, "/bin/true"), "150\n"),
    Row("static command, 16 MiB", "spawning", LARGE + loop(200, "./static-true"), "200\n"),
    Row("libc command, 16 MiB", "spawning", LARGE + loop(100, "/bin/true"), "100\n"),
]
