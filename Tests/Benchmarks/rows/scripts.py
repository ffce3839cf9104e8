"""Rows: whole scripts as people write them."""

from configure import HELP
from row import Row

SUMMARY = r'''total=0 errors=0 hosts=
while IFS=' ' read -r host _ user stamp zone method path protocol status size; do
    total=$((total + 1))
    case $status in
    [45]*) errors=$((errors + 1)) ;;
    esac
    case $size in
    -) size=0 ;;
    esac
    bytes=$((bytes + size))
    key=h_$(echo_safe "$host")
    eval "n=\${$key-0}"
    [ "$n" -eq 0 ] && hosts="$hosts $host"
    eval "$key=\$((n + 1))"
done <access.small
set -- $hosts
echo "requests $total, errors $errors, bytes $bytes, hosts $#"
for host in "$@"; do
    key=h_$(echo_safe "$host")
    eval "n=\$$key"
    echo "$host $n"
done
'''
SAFE = r'''echo_safe() {
    IFS=.
    set -- $1
    echo "${1}_${2}_${3}_$4"
}
bytes=0
'''
SUMMARIZED = "requests 2000, errors 500, bytes 1960000, hosts 200\n"
SUMMARIZED += "".join(f"10.0.0.{host} 10\n" for host in range(200))

ROWS = [
    Row("log summary", "scripts", SAFE + SUMMARY, SUMMARIZED),
    Row("configure --help", "scripts", "", HELP + "\n", arguments=("configure", "--help"), repeat=15),
]
