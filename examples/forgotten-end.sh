#!/usr/bin/env seesh
# A reader that never sees the end of its input, because somebody holds a write end without knowing it; and the cure.
#
# Teaches: the end of file of a pipe is no mark in the data. read() returns 0 when the pipe is empty and *no*
# process has its write end open any more. A child inherits every descriptor, also those it never uses: a forgotten
# one keeps the pipe alive, and its readers waiting. This is the most common reason for a pipeline that hangs.

folder=${TMPDIR:-/tmp}/seesh-forgotten-end.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder/pipe" || exit

# A reader that leaves word when it has seen the end of file.
start_reader() {
    rm -f "$folder/ended"
    { cat >/dev/null; : >"$folder/ended"; } <"$folder/pipe" &
    reader=$!
}
look() {
    sleep 0.3
    if [ -e "$folder/ended" ]; then echo "$1: the reader has seen the end"; else echo "$1: the reader still waits"; fi
}
# Who has a write end of the pipe: asked of the kernel, process by process. (In /proc/PID/fdinfo/N the flags are
# octal, and the last digit is the access mode: 0 read, 1 write, 2 both.)
holders() {
    for process in "$$" "$@"; do
        for entry in "/proc/$process/fd/"*; do
            [ "$entry" -ef "$folder/pipe" ] || continue
            while read -r key value; do
                case $key$value in
                flags:*[12])
                    read -r name <"/proc/$process/comm"
                    echo "  $name has a write end, descriptor ${entry##*/}"
                    ;;
                esac
            done <"/proc/$process/fdinfo/${entry##*/}"
        done
    done
}

echo 'The mistake'
start_reader
exec 3>"$folder/pipe"
echo 'some data' >&3
/bin/sleep 60 & # has nothing to do with the pipe, and yet inherits 3
bystander=$!
look 'before the shell closes'
exec 3>&-
look 'after the shell closed'
holders "$bystander"
kill "$bystander"
wait "$bystander" 2>/dev/null
wait "$reader"
look 'after the holder has gone'

echo 'The cure'
start_reader
exec 3>"$folder/pipe"
echo 'some data' >&3
/bin/sleep 60 3>&- & # closed for the one that has no business with it
bystander=$!
exec 3>&-
look 'after the shell closed'
holders "$bystander"
kill "$bystander"
wait "$bystander" 2>/dev/null
wait "$reader"
