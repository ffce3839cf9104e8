#!/usr/bin/env seesh
# The ten words that the GNU General Public License uses most, in a pipeline of six stages.
#
# Teaches: a pipeline is a row of small programs that run at the same time, each a process of its own, with a pipe from
# one's standard output to the next one's standard input. None of the six knows of the others; none writes a file.

LC_ALL=C
export LC_ALL

text=/usr/share/common-licenses/GPL-3
[ -r "$text" ] || text=$(dirname "$0")/../LICENSE

#   1. every run of other characters becomes a line end: one word a line
#   2. capital letters become small ones
#   3. equal words come to stand together: sort has to see its whole input before it writes the first line
#   4. each group of equal lines becomes one, with how many there were
#   5. by number, downwards; equal numbers by word, so that the order is the same everywhere
#   6. the first ten
tr -cs A-Za-z '\n' <"$text" |
    tr A-Z a-z |
    sort |
    uniq -c |
    sort -k 1,1nr -k 2 |
    head -n 10
