"""Rows: the start of the shell, a hundred processes to a measurement."""

from row import Row

SMALL = r'''set -u
usage() { echo "usage: $0 FILE" >&2; exit 2; }
name=${1-none} total=0
for word in one two three; do
    case $word in
    t*) total=$((total + ${#word})) ;;
    *) : ;;
    esac
done
if [ "$total" -gt 100 ]; then usage; fi
echo "$name $total"
'''

ROWS = [
    Row("-c :", "start", "", "", arguments=("-c", ":"), repeat=100),
    Row("small script", "start", SMALL, "none 8\n", repeat=100),
]
