#!/usr/bin/env seesh
# A shell on a page: what `<`, `>` and `|` are made of.
#
# Teaches: the whole idea of a shell is the recursion below, which follows sh.c of the teaching system xv6. A line
# is a pipe, or a command with a redirection, or a plain command; a process that runs a plain command turns into it
# and does not come back. Everything before that is fork and a change of descriptors 0 and 1. A script cannot call
# pipe(), so a named pipe stands in for it, whose name is gone as soon as both ends are open.

folder=${TMPDIR:-/tmp}/seesh-xpipe.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
depth=0

# Run the line $1 and do not return: the process becomes its last command. Words are split at blanks, and there is
# no quoting: what makes a shell long is not here.
run() {
    case $1 in
    *'|'*)
        depth=$((depth + 1)) pipe=$folder/pipe.$depth
        mkfifo "$pipe"                                       # pipe(p)
        exec 3<&0                                            # (`&` alone would give /dev/null for 0)
        (exec <&3 3<&- >"$pipe"; run "${1%%'|'*}") &         # fork; close(1); dup(p[1]); run the left side
        left=$!
        (exec <"$pipe" 3<&-; rm "$pipe"; run "${1#*'|'}") &  # fork; close(0); dup(p[0]); run the right side
        right=$!
        exec 0<&- 3<&-                                       # close both: who only waits must hold no end
        wait "$left"                                         # wait; wait
        wait "$right"
        exit                                                 # with the status of the last stage, as every shell does
        ;;
    *'>'*) # close(1); open(file, O_CREATE | O_WRONLY)
        file=${1##*'> '}
        exec >"${file%% *}"
        run "${1%'>'*}"
        ;;
    *'<'*) # close(0); open(file, O_RDONLY)
        file=${1##*'< '}
        exec <"${file%% *}"
        run "${1%'<'*}"
        ;;
    *) # exec(words)
        set -f
        exec $1
        ;;
    esac
}

cd "$(dirname "$0")" || exit
for line in \
    'echo a plain command' \
    'wc -l < data/access.log' \
    'grep -o /docs/[a-z]*.html < data/access.log | sort | uniq -c' \
    'echo through ten processes | cat | cat | cat | cat | cat | cat | cat | cat | tr a-z A-Z' \
    "tr A-Z a-z < data/questions | grep -o sort > $folder/found" \
    "wc -w < $folder/found" \
    'yes | head -n 1' \
    'cat data/access.log | grep -c nothing.of.this.kind'
do
    echo "% $line" | sed "s:$folder:DIR:g"
    (run "$line")
    echo "  status $?"
done
