#!/usr/bin/env seesh
# A conversation with a filter that keeps what it has to say.
#
# tr writes into its own buffer, because its standard output is no terminal, and waits for more. `stdbuf -oL` lets most
# programs write each line.
#
# Verdict: BUFFERED?
#
#     JOB 1: BUFFERED?  sh -c 'tr a-z A-Z <there >back & exec 3>there 4<back; echo hello >&3; read answer <&4'
#       4101 sh -c tr a-z A-Z <...&3; read answer <&4: read(0) on /tmp/seesh-hang.4100/back, empty, waits for data
#         write end held by 4102 `tr a-z A-Z`, fd 1
#       4102 tr a-z A-Z: read(0) on /tmp/seesh-hang.4100/there, empty, waits for data
#         write end held by 4101 `sh -c tr a-z A-Z <...&3; read answer <&4`, fd 3
#       circle: 4101 sh -c tr...nswer <&4 -> 4102 tr a-z A-Z -> 4101 sh -c tr...nswer <&4
#       try: let it write each line: stdbuf -oL command, or an option of it such as grep --line-buffered
set -m
folder=${TMPDIR:-/tmp}/seesh-hang.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit
mkfifo there back
sh -c 'tr a-z A-Z <there >back & exec 3>there 4<back; echo hello >&3; read answer <&4' &
/bin/sleep 0.5
see why %1
kill -s KILL %1
wait
