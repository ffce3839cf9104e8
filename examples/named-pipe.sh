#!/usr/bin/env seesh
# Two shells that know nothing of each other talk through a named pipe.
#
# Teaches: a FIFO is a pipe with a name in the file system. Whoever knows the name can open an end, related or not,
# and an open waits until there is somebody for the other end: so the two meet, in whichever order they come. The
# reader sees the end of file when the last writer has closed, exactly as with `|`.

folder=${TMPDIR:-/tmp}/seesh-named-pipe.$$
mkdir "$folder" || exit
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder/letters" || exit

shell=$(readlink /proc/$$/exe)

# Two shells, each in a session of its own (setsid), started from scratch (not copies of this one). All that they
# share is the name that each is told. The one who reads comes first, and has to wait in its `<`.
setsid "$shell" -c '
    exec <"$1"
    echo "reader: somebody opened the other end"
    while read -r line; do
        echo "reader: got \"$line\""
    done
    echo "reader: end of file, every writer has closed"
' reader "$folder/letters" &
reader=$!

setsid "$shell" -c '
    exec >"$1"
    echo "hello"
    echo "we share a name and nothing else"
' writer "$folder/letters" &
writer=$!

wait "$writer"
written=$?
wait "$reader"
echo "writer's status $written, reader's status $?"

# What is left is the name. The pipe itself ended with the last descriptor.
[ -p "$folder/letters" ] && echo 'the name is still there until somebody removes it'
