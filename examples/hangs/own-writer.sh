#!/usr/bin/env seesh
# A reader that holds the write end of what it reads: it waits for itself.
#
# `exec 5<>fifo` opens both sides, which never blocks, and every child inherits 5.
#
# Verdict: SELF-HELD
#
#     JOB 1: SELF-HELD  cat <fifo
#       4101 cat: read(0) on /tmp/seesh-hang.4100/fifo, empty, waits for data
#         write end held by 4101 `cat`, fd 5, the reader itself
#       circle: 4101 cat -> 4101 cat
#       try: close the write end where it is not written: command 5>&-
set -m
folder=${TMPDIR:-/tmp}/seesh-hang.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit
mkfifo fifo
exec 5<>fifo
cat <fifo &
exec 5>&-
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
