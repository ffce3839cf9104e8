#!/usr/bin/env seesh
# The summary of web-log.sh from one reading of the log: tee hands a copy of it to three commands at once.
#
# Teaches: process substitution. `>(command)` starts the command with a pipe as its standard input and becomes a
# name for the pipe's write end, which tee opens like a file. So a pipeline can branch, and its input can be a pipe
# itself, as here. The branches run side by side, so each writes a file of its own: on a common output their lines
# would come in any order. seesh waits for such a command as for a stage of a pipeline; in a shell that does not
# (bash, ksh) the files may still be incomplete when tee has ended.

here=$(dirname "$0")
. "$here/data/questions"

folder=${TMPDIR:-/tmp}/seesh-fan-out.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT

sh "$here/data/generate-access-log" |
    tee >(by_status >"$folder/status") >(by_page >"$folder/page") >(by_time >"$folder/time") |
    cksum >"$folder/sum"

echo 'answers by status:'
cat "$folder/status"
echo 'most wanted pages:'
cat "$folder/page"
echo 'kibibytes sent by time of day:'
cat "$folder/time"

# The last stage read the same bytes as the three branches: those of the file.
[ "$(cat "$folder/sum")" = "$(cksum <"$here/data/access.log")" ] && echo 'and tee passed on every byte'
