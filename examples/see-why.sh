#!/usr/bin/env seesh
# Two readers that both wait: one for a writer that has nothing to say, one for a writer that should not be there.
#
# Teaches: a read from an empty pipe waits as long as any process has the write end open. In the first pipeline that
# is the stage before, and the pipeline is only slow at its source. In the second the stage before has ended; a child
# that it left in the background still has its standard output, and will keep it for ten minutes. `see why` tells the
# two apart.
set -m
/bin/sleep 600 | sort | cat &
{ /bin/sleep 600 & echo done; } | sort &
command sleep 0.5
# For how long is left out.
see why %1 2>&1 | sed 's/ stalled for [^:]*//'
see why %2 2>&1 | sed 's/ stalled for [^:]*//'
kill -s KILL %1 %2
wait
