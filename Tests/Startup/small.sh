# What most scripts begin with, and what small ones are made of.
set -eu
usage() {
    echo "usage: $0 FILE" >&2
    exit 2
}
name=${1-none} total=0
for word in a bb "$name"; do
    case $word in
    a*) total=$((total + ${#word})) ;;
    *) word=${word%b} ;;
    esac
done
if [ "$total" -gt 9 ]; then
    usage
elif test -n "$name"; then
    echo "$name $total"
fi
while [ $total -gt 0 ]; do total=$((total - 1)); done
count() { x=$1; }
count 1
printf '%s\n' "$x"
