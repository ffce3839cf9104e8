#!/usr/bin/env seesh
# Two FIFOs, opened in opposite order.
#
# Redirections are done from left to right. Each of the two waits in its first for the other to come to its second. One of
# them has to be written the other way round: `cat >one <two`.
#
# Verdict: DEADLOCK
#
#     JOB 1: DEADLOCK  cat <one >two | cat <two >one
#       4101 cat <one >two: open(one) for reading, waits until somebody opens it for writing
#         which 4102 `cat <two >one` was meant to do
#       4102 cat <two >one: open(two) for reading, waits until somebody opens it for writing
#         which 4101 `cat <one >two` was meant to do
#       circle: 4101 cat <one >two -> 4102 cat <two >one -> 4101 cat <one >two
#       try: end one of the circle: kill 4101
set -m
folder=${TMPDIR:-/tmp}/seesh-hang.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit
mkfifo one two
cat <one >two | cat <two >one &
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
