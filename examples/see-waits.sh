#!/usr/bin/env seesh
# A zombie, a signal and an exit status, on one axis of time.
#
# Teaches: a child that has ended stays in the process table, with its status and nothing else, until its parent waits
# for it: a zombie (z). The status that wait4 gives holds either the exit status (times 256) or the number of the
# signal that ended it. The three ran side by side; the shell was busy with a sleep of its own until it came round to
# them.
cd "${TMPDIR:-/tmp}" || exit
mkdir "see-waits.$$" && cd "see-waits.$$" || exit
trap 'rm -rf "${TMPDIR:-/tmp}/see-waits.$$"' EXIT

see waits -o view {
    sh -c 'exec /bin/sleep 0.1' &
    sh -c '/bin/sleep 0.2; exit 3' &
    sh -c '/bin/sleep 0.3; kill -TERM $$' &
    sleep 0.6
    wait
}
# The first line is the axis: how long it is depends on what else the machine has to do.
tail -n +2 view
