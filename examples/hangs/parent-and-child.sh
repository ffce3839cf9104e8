#!/usr/bin/env seesh
# A parent waits for its child, which waits for the end of file from its parent.
#
# The write end has to be closed before `wait`.
#
# Verdict: DEADLOCK
#
#     JOB 1: DEADLOCK  sh -c 'cat <fifo & exec 3>fifo; wait'
#       4101 sh -c cat <fifo & exec 3>fifo; wait: waits for a child to end
#         of 4102 `cat`
#       4102 cat: read(0) on /tmp/seesh-hang.4100/fifo, empty, waits for data
#         write end held by 4101 `sh -c cat <fifo & exec 3>fifo; wait`, fd 3
#       circle: 4101 sh -c ca...ifo; wait -> 4102 cat -> 4101 sh -c ca...ifo; wait
#       try: end one of the circle: kill 4101
set -m
folder=${TMPDIR:-/tmp}/seesh-hang.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit
mkfifo fifo
sh -c 'cat <fifo & exec 3>fifo; wait' &
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
