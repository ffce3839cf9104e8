"""Meta-p shows what the line would be wired to."""

import os
import re

from terminal import PROMPT, Terminal, equal, matches


def test_preview():
    """Meta-p shows the plan under the line, executes nothing, and the line stays as it is"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("echo made >file | cat\x02\x02\x02\x1bp")
        text = shell.until_prompt()
        matches(text, r"(?s)echo made >file \| cat.*1 = open file")
        shell.expect(re.escape("echo made >file | cat"))
        equal(os.path.exists(os.path.join(shell.folder, "file")), False)
        shell.type("head -n 0 |")
        shell.enter("")
        shell.until_prompt()
        equal(shell.contents("file"), "made\n")
        equal(shell.run("fc -ln"), "\techo made >file | head -n 0 |cat\n")


def test_preview_of_error():
    """Meta-p tells what is wrong with a line, and $? stays"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("echo | | cat\x1bp")
        shell.expect("syntax error")
        shell.expect(PROMPT + re.escape("echo | | cat"))
        shell.type("\x15")
        equal(shell.run("echo $?"), "0\n")


def test_preview_of_several_lines():
    """Meta-p knows the lines above"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("echo one |")
        shell.expect("\n> ")
        shell.type("sort >sorted\x1bp")
        shell.expect(r"(?s)\n.*echo.*sorted.*\n> sort >sorted")
        shell.enter("; cat sorted")
        matches(shell.until_prompt(), "one\n$")
