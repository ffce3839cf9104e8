#!/usr/bin/env seesh
# A stage that a signal has stopped.
#
# The others wait for it until it goes on.
#
# Verdict: STOPPED
#
#     JOB 1: STOPPED  yes | cat >/dev/null
#       4101 yes: write(1) on pipe:[4619527], full, waits for its reader
#         read end held by 4102 `cat`, fd 0
#       4102 cat: stopped by a signal
#       try: kill -s CONT 4102
set -m
yes | cat >/dev/null &
kill -s STOP $!
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
