#!/usr/bin/env seesh
# What wait() tells of a child that has ended, and what is left of it until somebody asks.
#
# Teaches: a child ends by an exit code or by a signal; the shell says the one as 0 to 255 and the other as 128 plus
# the signal's number. Statuses are kept by process id, so children can be asked about in any order, whichever ended
# first. Between its end and the parent's wait() a child is a zombie: no memory, no descriptors, an entry in the
# process table that holds the status, which /proc shows as state Z.

folder=${TMPDIR:-/tmp}/seesh-waiting.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder/gate" || exit

# The state of process $1 as the kernel sees it: R running, S sleeping, T stopped, Z zombie, empty when it is gone.
state_of() {
    state=
    [ -r "/proc/$1/stat" ] && read -r id name state rest <"/proc/$1/stat"
} 2>/dev/null

echo '1. Exit codes'
for code in 0 1 42 255; do
    (exit "$code") &
    wait "$!"
    echo "exit $code: wait says $?"
done

echo '2. Signals'
for signal in HUP KILL USR1 TERM; do
    sh -c 'kill -s "$1" "$$"; sleep 5' child "$signal" &
    wait "$!" 2>/dev/null
    status=$?
    echo "killed by $signal: wait says $status = 128 + $((status - 128)), and kill -l $status says $(kill -l "$status")"
done

echo '3. Any order'
sh -c 'sleep 0.2; exit 3' &
slow=$!
sh -c 'exit 4' &
fast=$!
wait "$slow"
echo "the slow one, asked first: $?"
wait "$fast"
echo "the fast one, which ended long before: $?"

echo '4. A zombie'
# Some shells look after their children all the time, and their zombies are short-lived. A parent that is stopped
# cannot: this one starts a child, which waits at the gate, and stops itself before it comes to its wait.
sh -c '
    (read -r word <"$1/gate"; exit 7) &
    echo "$!" >"$1/child"
    kill -s STOP "$$"
    wait "$!"
    echo "the parent goes on; its wait says $?"
' parent "$folder" &
parent=$!
until state_of "$parent"; [ "$state" = T ]; do sleep 0.01; done
read -r child <"$folder/child"
echo "the parent is stopped: state $state"
echo 'go on' >"$folder/gate"
until state_of "$child"; [ "$state" = Z ]; do sleep 0.01; done
echo "its child has ended: state $state"
kill -s CONT "$parent"
wait "$parent"
state_of "$child"
echo "the child is ${state:-gone}"
