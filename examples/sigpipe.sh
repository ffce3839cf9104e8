#!/usr/bin/env seesh
# yes | head: how a writer without end is stopped by a reader who has had enough.
#
# Teaches: when the last read end of a pipe is closed, the next write raises SIGPIPE in the writer, and a program
# that knows nothing about it dies of that signal, quietly: that is how a pipeline ends early. The pipeline's status
# is that of its last stage unless pipefail is set. Who ignores the signal gets an error (EPIPE) from write()
# instead, and has to deal with it.

echo '1. The writer dies, the pipeline is content'
yes | head -n 2
echo "status of the pipeline: $?"

echo '2. What became of the writer'
# The stage is a brace group, so that it can report the status of yes on descriptor 3, past the pipe.
{
    { yes; echo "yes ended with status $?, that is 128 + $(kill -l $?)" >&3; } | head -n 1 >/dev/null
} 3>&1

echo '3. With pipefail the pipeline is not content'
(
    set -o pipefail
    yes | head -n 1 >/dev/null
    echo "status of the pipeline: $?"
)

echo '4. A writer for whom the signal is ignored gets an error'
(
    trap '' PIPE
    said=$({ { yes; echo "yes ended with status $?" >&2; } | head -n 1 >/dev/null; } 2>&1)
    printf '%s\n' "$said" | sed 's/^yes: .*: /its complaint: /'
)
