#!/usr/bin/env seesh
# One stream through two filters at once: who is connected to whom.
#
# Teaches: pipes have no branches; a program such as tee makes them, by writing the same to several descriptors or
# files. The FIFO is a pipe with a name in a folder: tee opens one side, the sort in the background the other. The
# first graph is of the pipeline as it would be, the second the same for Markdown, the third of what is there while it
# runs.
cd "${TMPDIR:-/tmp}" || exit
mkdir "see-graph.$$" && cd "see-graph.$$" || exit
trap 'rm -rf "${TMPDIR:-/tmp}/see-graph.$$"' EXIT
mkfifo names

see graph cut -d : -f 1 </etc/passwd | tee names | wc -l >count
see graph --mermaid cut -d : -f 1 </etc/passwd | tee names | wc -l >count

sort <names >sorted &
/bin/sleep 9 | tee names | cat >count &
command sleep 0.5
see graph %2 2>&1 | sed "s|$PWD/||"
kill %2
wait
