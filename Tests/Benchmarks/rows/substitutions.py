"""Rows: command substitutions and subshells, with and without programs in them."""

from row import Row
from rows.spawning import loop

GROUP = "substitutions"


def counted(name, count, command, before="", shows=""):
    return Row(name, GROUP, before + loop(count, command) + "echo $x\n", f"{count}\n{shows}\n")


ROWS = [
    counted("$(builtin)", 4000, "x=$(echo $i)", shows="3999"),
    counted("$(function)", 4000, "x=$(f $i)", 'f() { local_=$1; echo "<$local_>"; }\n', "<3999>"),
    counted("$(program)", 150, "x=$(/bin/echo $i)", shows="149"),
    counted("$(pipeline)", 60, "x=$(echo $i | cat | tr 0 0)", shows="59"),
    counted("$(cat file)", 150, "x=$(cat sourced.sh)", shows="sourced=yes"),
    counted("( builtin )", 4000, "(: $i)", "x=\n"),
    counted("( variable )", 4000, "(x=$i; y=$x)", "x=outer\n", "outer"),
    counted("( program )", 200, "(./static-true)", "x=\n"),
    counted("( cd )", 3000, "(cd /; x=$i)", "x=\n"),
]
