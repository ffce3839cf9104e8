#!/usr/bin/env seesh
# A summary of a web server's log: answers by status, the pages asked for most, kibibytes sent by time of day.
#
# Teaches: a function is a filter like any command, with redirections of its own, and its body may be a pipeline; a
# question to a log is a pipeline of select, group, count and sort. The log is read three times here, and so it has
# to be a file: fan-out.sh does with one reading.

here=$(dirname "$0")
log=$here/data/access.log
. "$here/data/questions"

printf '%d requests from %d addresses\n' "$(wc -l <"$log")" "$(cut -d ' ' -f 1 "$log" | sort -u | wc -l)"
echo 'answers by status:'
by_status <"$log"
echo 'most wanted pages:'
by_page <"$log"
echo 'kibibytes sent by time of day:'
by_time <"$log"
