"""Growth curves: what must take time in proportion to its size. Sizes go to 4 * 10^5, to 8000 live jobs, to 10^7 bytes."""

from row import Curve
from rows.spawning import loop

JOBS = """mkfifo hold
exec 3<>hold
i=0
while [ $i -lt {0} ]; do ./static-hold <hold 3>&- & i=$((i + 1)); done
exec 3>&-
wait
rm hold
echo $i
"""


def words(count):
    return " ".join(f"w{n}" for n in range(count))


CURVES = [
    Curve("stages", lambda n: "echo x" + " | ./static-true" * (n - 1) + "\necho $?\n", lambda n: "0\n",
          (250, 500, 1000, 2000)),
    Curve("words", lambda n: f"for w in {words(n)}; do :; done\necho $w\n", lambda n: f"w{n - 1}\n",
          (50_000, 100_000, 200_000, 400_000)),
    Curve("fields", lambda n: f"x='{words(n)}'\nset -- $x\necho $#\n", lambda n: f"{n}\n",
          (50_000, 100_000, 200_000, 400_000)),
    Curve("variables", lambda n: loop(n, 'eval "v$i=$i"') + f"echo $v{n - 1}\n", lambda n: f"{n}\n{n - 1}\n",
          (12_500, 25_000, 50_000, 100_000)),
    Curve("functions", lambda n: loop(n, 'eval "f$i() { echo $i; }"') + f"f{n - 1}\n", lambda n: f"{n}\n{n - 1}\n",
          (12_500, 25_000, 50_000, 100_000)),
    Curve("functions in a line", lambda n: "".join(f"f{i}() {{ :; }}; " for i in range(n)) + f"f{n - 1}; echo $?\n",
          lambda n: "0\n", (50_000, 100_000, 200_000, 400_000)),
    Curve("live jobs", JOBS.format, lambda n: f"{n}\n", (1000, 2000, 4000, 8000)),
    Curve("append", lambda n: "x=\n" + loop(n, "x=${x}abcdefgh") + "echo ${#x}\n", lambda n: f"{n}\n{8 * n}\n",
          (50_000, 100_000, 200_000, 400_000)),
    Curve("append in quotes", lambda n: "x=\n" + loop(n, 'x="$x abcdefg"') + "echo ${#x}\n", lambda n: f"{n}\n{8 * n}\n",
          (50_000, 100_000, 200_000, 400_000)),
    Curve("append to an array", lambda n: "a=()\n" + loop(n, "a+=(x)") + "echo ${#a[@]}\n", lambda n: f"{n}\n{n}\n",
          (12_500, 25_000, 50_000, 100_000)),
    Curve("commands of a subshell", lambda n: "false && (" + "; ".join(f"c{i}" for i in range(n)) + ")\necho $?\n",
          lambda n: "1\n", (12_500, 25_000, 50_000, 100_000)),
    Curve("shift", lambda n: f"set -- {words(n)}\nwhile [ $# -gt 0 ]; do shift; done\necho $#\n", lambda n: "0\n",
          (25_000, 50_000, 100_000, 200_000)),
    # One takes too short a time to be told from the start of the shell.
    Curve("nested groups", lambda n: ("{ " * n + "echo in" + "; }" * n + "\n") * 30, lambda n: "in\n" * 30,
          (250, 500, 1000, 2000)),
    Curve("nested substitutions", lambda n: ("echo " + "$(echo " * n + "in" + ")" * n + "\n") * 100,
          lambda n: "in\n" * 100, (50, 100, 200, 400)),
    Curve("size of $( )", lambda n: f"x=$(head -c {n} /dev/zero | tr '\\0' x)\necho ${{#x}}\n", lambda n: f"{n}\n",
          (1_250_000, 2_500_000, 5_000_000, 10_000_000)),
    Curve("size of a here-document", lambda n: "wc -c <<E\n" + "0123456789abcd\n" * (n // 15) + "E\n",
          lambda n: f"{n // 15 * 15}\n", (1_250_000, 2_500_000, 5_000_000, 10_000_000)),
]
