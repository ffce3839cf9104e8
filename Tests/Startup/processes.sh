# What a script does with processes: the functions that a copy of the shell runs belong to those of the start, since each copy
# maps the pages of its code anew.
count() {
    while read -r word rest; do
        number=$((${number-0} + 1))
        case $word in
        x*) set -- "$@" "$word" ;;
        esac
    done
    echo "$number $#"
}
for i in 1 2; do
    echo $i | { read n; echo $n; } | { read n; [ $n = $i ]; }
    printf '%s\n' a "x $i" | count | /bin/cat
    { :; } & wait $!
    (x=$i; /bin/true) || echo "failed" >&2
    value=$(echo $i | /bin/cat)
    /bin/true &
    wait
done >/dev/null
/bin/cat <<END | while IFS= read -r line; do echo "$line"; done >/dev/null
$value
END
