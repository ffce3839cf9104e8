"""Rows: background jobs and waiting."""

from row import Row
from rows.spawning import loop

ANY = """i=0
while [ $i -lt 200 ]; do ./static-true & i=$((i + 1)); done
n=0
while wait -n; do n=$((n + 1)); [ $n -eq 200 ] && break; done
echo $n
"""

ROWS = [
    Row("1000 jobs and wait", "jobs", loop(1000, "./static-true & :") + "wait\n", "1000\n"),
    Row("cmd & wait $!", "jobs", loop(300, "./static-true & wait $!"), "300\n"),
    Row("list & wait $!", "jobs", loop(300, "{ :; } & wait $!"), "300\n"),
    Row("wait -n", "jobs", ANY, "200\n", peers=("bash",)),
]
