#!/usr/bin/env seesh
# A child in the background keeps the write end of the pipe, so that cat gets no end of file.
#
# A pipe ends when the last write end is closed. `echo` is done, its stage has ended; the sleep that was started beside it
# has inherited standard output and never writes to it.
#
# Verdict: EOF-HELD
#
#     JOB 1: EOF-HELD  { /bin/sleep 600 & echo done; } | cat
#       4101 cat: read(0) on pipe:[4611826], empty, waits for end of file
#         write end held by 4102 `/bin/sleep 600`, fd 1, not a stage of this pipeline, which sleeps, for 10 min in all
#       try: /bin/sleep 600 >/dev/null &    or: kill 4102
set -m
{ /bin/sleep 600 & echo done; } | cat &
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
