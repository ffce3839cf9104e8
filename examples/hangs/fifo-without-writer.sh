#!/usr/bin/env seesh
# A FIFO that nobody opens for writing.
#
# open() of a FIFO waits for the other side. The command has not even been started: the shell's child still opens its
# standard input.
#
# Verdict: FIFO-NO-PARTNER
#
#     JOB 1: FIFO-NO-PARTNER  cat <fifo
#       4101 cat <fifo: open(fifo) for reading, waits until somebody opens it for writing
#       try: command >fifo
set -m
folder=${TMPDIR:-/tmp}/seesh-hang.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit
mkfifo fifo
cat <fifo &
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
