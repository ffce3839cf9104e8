#!/usr/bin/env seesh
# How `a | b` comes to be: every system call of the wiring, by the shell and by both children.
#
# Teaches: a pipe is made by pipe2, which gives the lowest free numbers; the shell moves its ends to 10 and above, so
# that no command is in their way. Each stage is a new process (fork) that makes an end of the pipe its 0 or 1 by
# dup2, then opens what its redirections say, and at last becomes the command (exec). The shell closes its own ends:
# until the write end is closed everywhere, there is no end of file. Then it waits: exit is when a child ended, reap
# when the shell asked.
cd "${TMPDIR:-/tmp}" || exit
mkdir "see-trace.$$" && cd "see-trace.$$" || exit
trap 'rm -rf "${TMPDIR:-/tmp}/see-trace.$$"' EXIT

printf '%s\n' pear apple pear >list
see trace -o log sort -u <list | wc -l >count

# The three processes run at the same time, and their lines come in the order of time: here one after the other.
show() { tr -s ' ' <log | cut -d ' ' -f 3- | grep "$@" | cut -d ' ' -f 3-; }
echo 'the shell:'
show -e '^- .* plan' -e '^- .* pipe' -e '^- .* dup' -e '^- .* close' -e '^- .* fork'
echo 'stage 1:'
show '^1'
echo 'stage 2:'
show '^2'
echo 'the shell, for each child:'
show -e '^- .* exit' -e '^- .* reap' | sort
