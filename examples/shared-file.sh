#!/usr/bin/env seesh
# Processes that share a file, kept in order by wait().
#
# Teaches: what a fork shares. A descriptor is a reference to an open file description, which holds the offset, and
# parent and child refer to the same one: what the child writes moves the parent along. Two opens of the same name
# are two descriptions with an offset each, and overwrite each other. And when to read: a child has surely written
# once wait() has returned for it.

folder=${TMPDIR:-/tmp}/seesh-shared-file.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT

echo '1. One open file description, inherited: the offset is shared'
exec 3>"$folder/shared"
(echo 'the child writes first' >&3) &
wait "$!"
echo 'the parent goes on where the child ended' >&3
exec 3>&-
cat "$folder/shared"

echo '2. Two opens of the same file: two offsets, both start at 0'
exec 3>"$folder/apart"
(echo 'the child writes first' >"$folder/apart") &
wait "$!"
echo 'The PARENT' >&3
exec 3>&-
cat "$folder/apart"

echo '3. Four workers append to one file; it is complete when each was waited for'
# A worker adds up its quarter of the numbers from 1 to 1000 and appends one line. `>>` makes each write go to the end,
# whatever the others do, and a line this short is a single write: no lock is needed.
add_up() {
    sum=0 number=$1
    while [ "$number" -le "$2" ]; do
        sum=$((sum + number)) number=$((number + 1))
    done
    echo "$1 to $2: $sum" >>"$folder/results"
}
workers=
for quarter in 0 1 2 3; do
    add_up $((quarter * 250 + 1)) $((quarter * 250 + 250)) &
    workers="$workers $!"
done
for worker in $workers; do
    wait "$worker" || echo "worker $worker failed"
done
# Who comes first is nobody's promise: the lines are sorted, the sum is not in need of it.
sort -n "$folder/results"
total=0
while read -r from to until sum; do
    total=$((total + sum))
done <"$folder/results"
echo "together: $total"
