#!/usr/bin/env seesh
# A lock that somebody else has.
#
# The answer names the owner, which is not the one that hangs.
#
# Verdict: LOCK-HELD
#
#     JOB 2: LOCK-HELD  flock lock echo mine
#       4101 flock lock echo mine: waits for the lock of /tmp/seesh-hang.4100/lock, fd 3
#         held by 4102 `flock lock /bin/sleep 600`, which waits for a child to end
#       try: kill 4102, or wait for it
set -m
folder=${TMPDIR:-/tmp}/seesh-hang.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit
flock lock /bin/sleep 600 &
/bin/sleep 0.3
flock lock echo mine &
/bin/sleep 0.5
see why %2
kill -s KILL %1 %2
wait
