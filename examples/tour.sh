#!/usr/bin/env seesh
# A tour of what a shell does between the line you type and the status it leaves: a dozen steps, each shown as it is
# run.
#
# Teaches: the whole way, from a pipeline over process substitution, named pipes and descriptors to wait(); and, in
# seesh, how to look at each with `see`: what is meant (see plan), what the kernel has (see fds), what wait() saw
# (see waits).
#
#     make run                                          build the shell and run this with it
#     PATH=$PWD/.build/release:$PATH examples/tour.sh   with the shell that was built
#     examples/tour.sh                                  with the one that is installed

here=$(cd "$(dirname "$0")" && pwd)
log=$here/data/access.log
text=/usr/share/common-licenses/GPL-3
[ -r "$text" ] || text=$here/../LICENSE
LC_ALL=C
export LC_ALL

folder=${TMPDIR:-/tmp}/seesh-tour.$$
mkdir "$folder" && cd "$folder" || exit
trap 'cd / && rm -rf "$folder"' EXIT

steps=0
table=
# Show the code that comes on standard input, then run it, in this shell. A step that ends with another status than
# 0 ends the tour.
step() { # TITLE LESSON
    steps=$((steps + 1))
    code=$(cat)
    printf '\n-- %d. %s\n%s\n--\n' "$steps" "$1" "$code"
    eval "$code" || {
        echo "step $steps ended with status $?"
        exit 1
    } >&2
    table=$table$(printf '%3d  %-22s %s' "$steps" "$1" "$2")'
'
}

step 'A pipeline' 'six processes at once, a pipe between each two' <<'END'
tr -cs A-Za-z '\n' <"$text" | tr A-Z a-z | sort | uniq -c | sort -k 1,1nr -k 2 | head -n 3
END

step 'Status' 'a pipeline answers with its last stage, unless pipefail is set' <<'END'
false | true; echo "without pipefail: $?"
set -o pipefail
(exit 3) | true; echo "with pipefail: $?"
set +o pipefail
END

step 'SIGPIPE' 'who writes to a pipe that nobody reads is killed: 141 = 128 + 13' <<'END'
{ { yes; echo "yes ended with $?, $(kill -l $?)" >&3; } | head -n 1; } 3>&1
END

step 'Fan-out' '>(command): one reading of a log, three readers, all waited for' <<'END'
cat "$log" | tee >(wc -l >lines) >(grep -c ' 404 ' >missing) >(cut -d ' ' -f 1 | sort -u | wc -l >clients) >copy
echo "$(cat lines) requests, $(cat missing) of them for nothing, by $(cat clients) clients"
END

step 'Compare two commands' '<(command): a pipe that has the name of a file' <<'END'
comm -12 <(tr -cs a-z '\n' <"$here/data/questions" | sort -u) <(printf '%s\n' awk grep sed sort wc)
END

step 'Named pipe' 'open waits for the other side, read for the last writer to close' <<'END'
mkfifo letters
while read -r line; do echo "got: $line"; done <letters &
{ echo 'two jobs,'; echo 'one name'; } >letters
wait "$!"; echo "reader's status: $?"
END

step 'Both directions' 'two pipes and a partner that answers at once' <<'END'
mkfifo to from
while read -r number; do echo "$((number * number))"; done <to >from &
exec 3>to 4<from
for number in 12 111; do echo "$number" >&3; read -r square <&4; echo "$number squared is $square"; done
exec 3>&- 4<&-; wait "$!"
END

step 'Order of redirections' 'from left to right, each by what the table holds by then' <<'END'
both() { echo out; echo err >&2; }
both 2>&1 >file | sed 's/^/in the pipe: /'; sed 's/^/in the file: /' file
{ both 3>&1 1>&2 2>&3 3>&-; } 2>swapped | sed 's/^/in the pipe: /'; sed 's/^/swapped: /' swapped
END

step 'Inheritance' 'a child has the descriptors it was not refused' <<'END'
exec 5>five
sh -c 'echo "written by a child" >&5'; sh -c 'echo refused >&5' 5>&- 2>/dev/null || cat five
exec 5>&-
END

step 'Waiting' 'each child by its number, in any order, exit code or signal' <<'END'
sh -c 'sleep 0.2; exit 3' & slow=$!
sh -c 'kill -s KILL $$' & killed=$!
wait "$slow"; echo "slow: $?"
wait "$killed" 2>/dev/null; echo "killed: $?, $(kill -l $?)"
END

step 'A long pipeline' 'built by eval: 200 processes pass a line on' <<'END'
line='echo through 200 pipes' stage=0
while [ "$stage" -lt 200 ]; do line="$line | cat" stage=$((stage + 1)); done
eval "$line"
END

# The views are of seesh alone: another shell skips them.
case $(readlink "/proc/$$/exe") in
*/seesh)
    step 'see plan' 'what would be done, with nothing done' <<'END'
see plan sort <copy 2>&1 >sorted | head -n 1 >first 2>/dev/null || echo "status $?: there is a finding"
END

    step 'see fds' 'what the kernel has: every descriptor, and who is at the other end' <<'END'
sleep 5 2>/dev/null | cat >slept 2>/dev/null & job=$!
sleep 0.2; see fds %1
kill %1; wait "$job" 2>/dev/null || :
END

    step 'see waits' 'when each child ended, how, and when it was reaped' <<'END'
see waits yes | { sleep 0.33; head -n 1; }
END
    ;;
esac

printf '\n== What you have seen\n%s' "$table"
