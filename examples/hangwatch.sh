#!/usr/bin/env seesh
# A shell that says by itself why nothing moves.
#
# Teaches: with `set -o hangwatch=SECONDS` the shell looks at what it waits for, when it has waited so long and nothing has
# moved. Here `cat` has read all there is and waits for the end of file, which comes when the last process that has the
# write end closes it; and that is not the stage, which has ended, but the child that it has left behind. What is told goes
# to standard error, once for each hang, and the shell waits on: three seconds later all is over. The name in /proc is that of
# the shell that runs this script, be it installed or not.
"/proc/$$/exe" -o hangwatch=1 -c '{ /bin/sleep 3 & echo done; } | cat' script
