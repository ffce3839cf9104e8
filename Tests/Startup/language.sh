# Each part of the language once, so that the functions behind it stand near those of the start: whatever a script does then,
# it touches few pages more.
set -u
IFS=' 	
'
unset none
: "${none-default}" "${none:-default}" "${none+set}" "${none:=assigned}" "${#none}" "${none%%x*}" "${none#?}" "${none##*/}"
x=a:b:c y='*' z="$x$y" number=5
x=$x:d
count() { echo $# "$*" "$@"; }
count $x "$x" '' $y ~ ~/x ./[a-z]* {a,b}c
count a\ b \
    "\$x \" \a $" $'\t' `echo \`echo c\`` # A comment.
IFS=:
count $x
IFS=' 	
'
set -- one two three
while [ $# -gt 0 ]; do
    case $1 in
    one | t[!h]*) number=$((number * 2 - 1)) ;;
    *) : ;;
    esac
    shift
done
until test "$number" -ge 3 -a -n "$x"; do number=$((number + 1)); done
for i in 1 2 3; do
    [ $i -eq 2 ] && continue
    if [ -f "$0" ] && [ -d . ]; then
        echo "$i" | { read -r line; echo "$line"; }
    elif ! true; then
        break
    else
        false || :
    fi
done
local_variables() {
    local a=$1 b
    b=$(echo "$a" | tr a b)
    printf '%s %d %-5s|%b\n' "$a" "$number" "$b" 'c\n'
    return 0
}
local_variables a
while IFS=, read -r first second; do echo "$second $first"; done <<END
1,2
$x,\$y
END
(cd / && pwd)
(x=1; exit 3) || echo $?
x=`echo a`
y=$(cat "$0" 2>/dev/null | head -n 1)
cat <<-'END' >/dev/null
	$x
	END
eval 'v_'$number=yes
eval "echo \$v_$number"
trap 'echo bye' EXIT
trap - EXIT
export x
readonly z
while getopts ab: option -a -b c; do echo "$option ${OPTARG-}"; done
umask 022
exec 5>/dev/null
echo to >&5 2>&1
exec 5>&-
type count >/dev/null
command -v ls >/dev/null
/bin/true &
wait $!
kill -0 $$
set -e
set +e
alias ls='ls -l'
. /dev/null
