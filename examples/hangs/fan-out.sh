#!/usr/bin/env seesh
# One reader of several has stopped to read, and all wait for it.
#
# tee writes to each of its outputs in turn.
#
# Verdict: BACKPRESSURE
#
#     JOB 2: BACKPRESSURE  yes | tee second >/dev/null
#       4101 yes: write(1) on pipe:[4611247], full, waits for its reader
#         read end held by 4102 `tee second`, fd 0
#       4102 tee second: write(3) on /tmp/seesh-hang.4100/second, full, waits for its reader
#         read end held by 4103 `/bin/sleep 600`, fd 0, which sleeps, for 10 min in all
set -m
folder=${TMPDIR:-/tmp}/seesh-hang.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit
mkfifo second
/bin/sleep 600 <second &
yes | tee second >/dev/null &
/bin/sleep 0.5
see why %2
kill -s KILL %1 %2
wait
