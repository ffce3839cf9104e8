#!/usr/bin/env seesh
# A zombie, a signal and an exit status, on one axis of time.
#
# Teaches: a child that has ended stays in the process table, with its status and nothing else, until its parent waits
# for it: a zombie (z). The status that wait4 gives holds either the exit status (times 256) or the number of the
# signal that ended it. The three ran side by side; the shell waited for a line of a FIFO, for as long as its patience
# lasted, until it came round to them.
cd "${TMPDIR:-/tmp}" || exit
mkdir "see-waits.$$" && cd "see-waits.$$" || exit
trap 'rm -rf "${TMPDIR:-/tmp}/see-waits.$$"' EXIT

mkfifo fifo
see waits -o view {
    sh -c 'exec /bin/sleep 0.1' &
    sh -c '/bin/sleep 0.2; exit 3' &
    sh -c '/bin/sleep 0.3; kill -TERM $$' &
    read -t 0.6 line <>fifo
    wait
}
# The first line is the axis: how long it is depends on what else the machine has to do.
tail -n +2 view
