#!/usr/bin/env seesh
# What a descriptor is, who inherits it, and in which order redirections act.
#
# Teaches: a redirection changes the table of descriptors from left to right, each time by what the table holds at
# that moment. `exec` makes the change in the shell itself, for good. A command gets a copy of the whole table, not
# only of 0, 1 and 2, save for what was closed for it (`5>&-`) and for what the shell keeps for its own use.

folder=${TMPDIR:-/tmp}/seesh-descriptors.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT

# A command that writes one line to each of its two outputs.
both() {
    echo 'this goes to 1'
    echo 'this goes to 2' >&2
}

echo '1. exec 5>file: the shell holds descriptor 5 from now on'
exec 5>"$folder/five"
echo 'a line by a builtin' >&5
sh -c 'echo "a line by a child, which inherited it" >&5'
exec 5>&-
cat "$folder/five"
(echo 'too late' >&5) 2>/dev/null || echo 'after exec 5>&- it is no longer open'

echo '2. Swap 1 and 2 through 3'
# 3 becomes a copy of 1, 1 of 2, and 2 of 3, which is what 1 was; then 3 has done its duty.
{ both 3>&1 1>&2 2>&3 3>&-; } >"$folder/1" 2>"$folder/2"
echo "arrived at 1: $(cat "$folder/1")"
echo "arrived at 2: $(cat "$folder/2")"

echo '3. The order matters'
both >"$folder/log" 2>&1
echo ">log 2>&1   $(wc -l <"$folder/log") lines in log"
both 2>&1 >"$folder/log" | sed 's/^/2>\&1 >log   into the pipe: /'
echo "2>&1 >log   $(wc -l <"$folder/log") line in log"

echo '4. What a child gets, and what it does not'
exec 6<"$folder/five" 7>"$folder/seven"
# The child asks the kernel, by /proc, which of its descriptors are open.
table='for fd in 3 4 5 6 7 8 9; do [ -e "/proc/$$/fd/$fd" ] && printf " %s" "$fd"; done; echo'
printf 'as it is: '
sh -c "$table"
printf 'with 7>&-:'
sh -c "$table" 7>&-
printf 'with 8<&6:'
sh -c "$table" 8<&6
printf 'the shell:'
eval "$table"
exec 6<&- 7>&-

echo '5. A copy shares the offset'
printf 'one\ntwo\nthree\n' >"$folder/lines"
exec 6<"$folder/lines" 7<&6
read -r first <&6
read -r second <&7
exec 8<"$folder/lines"
read -r fresh <&8
echo "6: $first, then 7, a copy of 6: $second; 8, opened anew: $fresh"
