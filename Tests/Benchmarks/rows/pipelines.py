"""Rows: pipelines long and short, data through them, and one source to four readers."""

from row import Row
from rows.spawning import loop

SIZE = 128 << 20
THROUGH = f"head -c {SIZE} /dev/zero | cat | cat | cat | wc -c\n"
FILTERS = "cat access.log | grep GET | sed 's/ .*//' | sort | uniq -c | wc -l\n"
FIFOS = """mkfifo fan1 fan2 fan3 fan4
for n in 1 2 3 4; do wc -c <fan$n >fan$n.size & done
cat large | tee fan1 fan2 fan3 >fan4
wait
cat fan1.size fan2.size fan3.size fan4.size
rm fan[1-4]*
"""
SUBSTITUTED = "{ cat large | tee >(wc -c) >(wc -c) >(wc -c) >(wc -c) >/dev/null; } | cat\n"
LARGE = 64 << 20

ROWS = [
    Row("4 stages", "pipelines", loop(40, "echo x | cat | cat | cat >/dev/null"), "40\n"),
    Row("200 stages", "pipelines", "echo x" + " | cat" * 199 + "\n", "x\n"),
    Row("1000 stages", "pipelines", "echo x" + " | cat" * 999 + "\n", "x\n"),
    Row("builtin stages", "pipelines",
        loop(100, "echo $i | { read n; echo $n; } | { read n; [ $n = $i ]; }"), "100\n"),
    Row("through cats", "pipelines", THROUGH, f"{SIZE}\n"),
    Row("through filters", "pipelines", FILTERS, "200\n"),
    Row("fan-out by FIFOs", "pipelines", FIFOS, f"{LARGE}\n" * 4),
    Row("fan-out by substitution", "pipelines", SUBSTITUTED, f"{LARGE}\n" * 4, peers=("bash", "ksh93")),
]
