#!/usr/bin/env seesh
# A FIFO that nobody opens for reading.
#
# The same from the other side; here the command itself opens it.
#
# Verdict: FIFO-NO-PARTNER
#
#     JOB 1: FIFO-NO-PARTNER  tee fifo </dev/null
#       4101 tee fifo: open(fifo) for writing, waits until somebody opens it for reading
#       try: command <fifo
set -m
folder=${TMPDIR:-/tmp}/seesh-hang.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit
mkfifo fifo
tee fifo </dev/null &
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
