#!/usr/bin/env seesh
# Where standard error goes: three ways to write two redirections, planned before anything runs.
#
# Teaches: redirections are done from left to right, after the pipe has been connected. `2>&1` makes 2 a copy of what
# 1 refers to *at that moment*; what becomes of 1 later does not change 2. `see plan` folds them over the table that
# the command would get (behind `=>`), and warns of the order that is seldom meant. Nothing is executed.
exec </dev/null >/dev/null

# 1 is the pipe when 2 becomes a copy of it: the messages go through the pipe, the output into the file.
see plan make 2>&1 >log | less
# Both go into the file, and the pipe gets nothing.
see plan make >log 2>&1 | less
# A file that is read and written: `>` empties it before sort starts.
see plan sort names >names
# With a warning the status of `see plan` is 1.
exit 0
