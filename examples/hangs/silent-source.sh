#!/usr/bin/env seesh
# A source that writes nothing.
#
# Nothing is wrong with cat.
#
# Verdict: STARVED
#
#     JOB 1: STARVED  /bin/sleep 600 | cat
#       4101 cat: read(0) on pipe:[4616588], empty, waits for data
#         write end held by 4102 `/bin/sleep 600`, fd 1, which sleeps, for 10 min in all
set -m
/bin/sleep 600 | cat &
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
