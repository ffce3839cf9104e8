#!/usr/bin/env seesh
# Two processes that write to each other before they read.
#
# A pipe takes 64 KiB; then write() waits for the reader, which is in write() itself.
#
# Verdict: DEADLOCK
#
#     JOB 1: DEADLOCK  { head -c 200000 /dev/zero; cat; } >there <back
#       4101 { head -c 200000 /...cat; } >there <back: waits for a child to end
#         of 4102 `head -c 200000 /dev/zero`
#       4102 head -c 200000 /dev/zero: write(1) on /tmp/seesh-hang.4100/there, full, waits for its reader
#         read end held by 4103 `a subshell`, fd 0, which waits for a child to end
#         read end held by 4104 `head -c 200000 /dev/zero`, fd 0
#       4104 head -c 200000 /dev/zero: write(1) on /tmp/seesh-hang.4100/back, full, waits for its reader
#         read end held by 4101 `{ head -c 200000 /...cat; } >there <back`, fd 0
#         read end held by 4102 `head -c 200000 /dev/zero`, fd 0
#       circle: 4102 head -c .../dev/zero -> 4104 head -c .../dev/zero -> 4102 head -c .../dev/zero
#       try: end one of the circle: kill 4102
set -m
folder=${TMPDIR:-/tmp}/seesh-hang.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit
mkfifo there back
{ head -c 200000 /dev/zero; cat; } >there <back &
{ head -c 200000 /dev/zero; cat; } <there >back &
/bin/sleep 0.5
see why %1
kill -s KILL %1 %2
wait
