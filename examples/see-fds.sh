#!/usr/bin/env seesh
# One open file or two: `>copy 2>&1` and `>two 2>two`, looked at while the commands run.
#
# Teaches: a descriptor is a number that refers to an open file description, which has the offset. Where two rows have
# one letter, they share it, and what is written through one comes after what was written through the other. Where
# they have two letters, there are two offsets, and the one overwrites the other. In each pipe the other end has a
# name: the process and the number.
cd "${TMPDIR:-/tmp}" || exit
mkdir "see-fds.$$" && cd "see-fds.$$" || exit
trap 'rm -rf "${TMPDIR:-/tmp}/see-fds.$$"' EXIT

/bin/sleep 9 2>log | cat >copy 2>&1 &
/bin/sleep 9 >two 2>two &
command sleep 0.5
see fds %1 %2
kill %1 %2
wait
