#!/usr/bin/env seesh
# A conversation with bc: one pipe carries the questions, another one the answers.
#
# Teaches: a pipe has one direction, so a dialogue takes two. Both sides have to open the pair in the same order, or
# each waits for ever in its first open, for a partner who waits in his. The shell has to keep the write end open
# between questions (each `echo >fifo` of its own would give bc an end of file), and bc ends when the shell closes
# it. And the partner must answer at once: bc flushes after each result, where a program that saves its output for
# later would leave both waiting.

folder=${TMPDIR:-/tmp}/seesh-both-directions.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder/questions" "$folder/answers" || exit

bc <"$folder/questions" >"$folder/answers" &
partner=$!
exec 3>"$folder/questions" 4<"$folder/answers" # the order in which bc opens them

ask() {
    printf '%s\n' "$1" >&3
    read -r answer <&4
    printf '%-12s = %s\n' "$1" "$answer"
}

# Newton's method for the square root of 2: each answer becomes part of the next question, so that no single
# pipeline could do it.
ask '2 ^ 64'
printf 'scale = 12\n' >&3
guess=1
for round in 1 2 3 4 5; do
    printf '(%s + 2 / %s) / 2\n' "$guess" "$guess" >&3
    read -r guess <&4
    printf 'round %d: %s\n' "$round" "$guess"
done
ask "$guess ^ 2"

exec 3>&- # the last write end: bc reads an end of file and goes
wait "$partner"
echo "bc ended with status $?"
exec 4<&-
