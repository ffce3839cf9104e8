#!/usr/bin/env seesh
# A sink that does not read.
#
# The pipe fills up, and the writer waits. That is how a pipeline keeps a fast stage from running ahead.
#
# Verdict: BACKPRESSURE
#
#     JOB 1: BACKPRESSURE  yes | /bin/sleep 600
#       4101 yes: write(1) on pipe:[4617175], full, waits for its reader
#         read end held by 4102 `/bin/sleep 600`, fd 0, which sleeps, for 10 min in all
set -m
yes | /bin/sleep 600 &
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
