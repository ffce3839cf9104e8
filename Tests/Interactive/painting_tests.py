"""Colours while a line is typed, and suggestions from the history: what is on the screen, and where the cursor is."""

import os
import random
import signal
import time

from screen import Screen
from terminal import DEADLINE, PROMPT, Mismatch, Terminal, equal, matches

MISSING, RESERVED, REDIRECTION, COMMENT = "31", "1", "36", "2"
UNCLOSED, MISPLACED, SUGGESTION = "33", "4;31", "2"


class Painted(Terminal):
    """A terminal whose screen is looked at."""

    def __init__(self, *arguments, columns=80, rows=24, prompt=PROMPT, **variables):
        super().__init__(*arguments, columns=columns, rows=rows, PS1=prompt, **variables)
        self.screen = Screen(columns, rows)
        self.fed = 0

    def look(self):
        self.screen.feed(self.transcript[self.fed:])
        self.fed = len(self.transcript)
        return self.screen

    def wait_for_screen(self, condition, what):
        end = time.monotonic() + DEADLINE
        while not condition(self.look()):
            if not self.read_some(end):
                raise Mismatch(f"{what} did not come; on the screen is:\n{self.screen.styled()}\n"
                               f"with the cursor at {self.screen.row}, {self.screen.column}")

    def shows(self, last_row, column=None):
        """Waits until the row of the cursor reads so, with the cursor in this column."""
        def is_there(screen):
            rows = screen.styled().split("\n")
            return len(rows) > screen.row and rows[screen.row] == last_row and column in (None, screen.column)
        self.wait_for_screen(is_there, f"{last_row!r} with the cursor in column {column}")

    def begin(self, *history):
        """Waits for the first prompt; afterwards the history holds these lines."""
        self.until_prompt()
        for line in history:
            self.run(line)
        self.enter("clear")
        self.until_prompt()
        self.look()


def test_colours():
    """Commands that do not exist, reserved words, redirections, comments and open strings are coloured"""
    with Painted() as shell:
        shell.begin()
        shell.type("if nosuch 2>&1 | cat; then # why")
        shell.shows(f"@> [{RESERVED}:if] [{MISSING}:nosuch] [{REDIRECTION}:2>&1] | cat; [{RESERVED}:then] [{COMMENT}:# why]", 35)
        shell.type("\x15echo \"a $(nosuch 'b c")
        shell.shows(f"@> echo \"a $([{MISSING}:nosuch] [{UNCLOSED}:'b c]", 24)
        shell.type("'\x1b[D\x1b[D")
        shell.shows(f"@> echo \"a $([{MISSING}:nosuch] 'b c'", 23)
        shell.type("\x15\x0bls | | cat")
        shell.shows(f"@> ls | [{MISPLACED}:|] cat", 13)


def test_commands():
    """A command exists as alias, function, builtin, file with a slash, in PATH, or defined in the line itself"""
    with Painted(files={"bin/own": ""}) as shell:
        shell.begin("alias al=ls; fu() { :; }; chmod +x bin/own; PATH=$PATH:~/bin")
        for name in ("al", "fu", "cd", "bin/own", "own", "$x", "~/y", "x=1 ls", "de() { :; }; de"):
            shell.type(f"\x15{name} _")
            shell.wait_for_screen(lambda screen, name=name: f"@> {name} _" in screen.text(), name)
            equal(MISSING in shell.screen.styled(), False, name)
        for name in ("all", "bin", "bin/ow", "ow"):
            shell.type(f"\x15{name} _")
            shell.shows(f"@> [{MISSING}:{name}] _")
        shell.type("\x15\x03")


def test_lookups_are_remembered():
    """A name is looked up once for a line, however much is typed behind it"""
    with Painted() as shell:
        shell.begin()
        shell.type("nosuchcommand x")
        shell.shows(f"@> [{MISSING}:nosuchcommand] x")
        os.mkdir(os.path.join(shell.folder, "bin"))
        path = os.path.join(shell.folder, "bin", "nosuchcommand")
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n")
        os.chmod(path, 0o755)
        shell.type("\x15PATH=$PATH:~/bin\r")
        shell.until_prompt()
        shell.type("nosuchcommand")
        shell.wait_for_screen(lambda screen: screen.styled().endswith("@> nosuchcommand"), "the command that exists now")
        os.unlink(path)
        shell.type(" arguments")
        shell.wait_for_screen(lambda screen: screen.styled().endswith("@> nosuchcommand arguments"), "no other answer")


def test_switched_off():
    """set +o highlight, NO_COLOR and terminals without colours leave the line as readline shows it"""
    with Painted() as shell:
        shell.begin("set +o highlight")
        shell.type("nosuch >x")
        shell.shows("@> nosuch >x")
        shell.type("\x15set -o highlight\r")
        shell.until_prompt()
        shell.type("nosuch")
        shell.shows(f"@> [{MISSING}:nosuch]")
    for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": None}, {"TERM": "no-such-terminal"}, {"TERM": "vt100"}):
        with Terminal(**variables) as shell:
            shell.until_prompt()
            shell.run("echo suggested")
            shell.type("nosuch\x15echo s")
            shell.expect("echo s")
            shell.enter("")
            matches(shell.until_prompt(), "\ns\n")
            equal(b"\x1b[0;3" in shell.transcript, False, str(variables))


def test_options():
    """Both options are on where lines are edited, and nowhere else"""
    with Terminal() as shell:
        shell.until_prompt()
        matches(shell.run("set -o"), r"highlight +on\n(.*\n)*suggest +on")
        equal(shell.run("seesh=$(readlink /proc/$$/exe); $seesh -c 'set -o' | grep -cE '^(highlight|suggest) +off'"), "2\n")
    with Terminal("--noediting") as shell:
        shell.until_prompt()
        matches(shell.run("set -o"), r"highlight +off\n(.*\n)*suggest +off")
    with Terminal("+o", "suggest") as shell:
        shell.until_prompt()
        matches(shell.run("set -o"), r"highlight +on\n(.*\n)*suggest +off")


def test_suggestion():
    """The rest of the newest line that goes on is shown behind the cursor, and is not entered"""
    with Painted() as shell:
        shell.begin("echo one", "echo other", "echo one two")
        shell.type("echo on")
        shell.shows(f"@> echo on[{SUGGESTION}:e two]", 10)
        shell.type("e t")
        shell.shows(f"@> echo one t[{SUGGESTION}:wo]", 13)
        shell.type("x")
        shell.shows("@> echo one tx", 14)
        shell.type("\x7f\x7f\x7f\x7f\x7f")
        shell.shows(f"@> echo o[{SUGGESTION}:ne two]", 9)
        shell.type("\r")
        shell.until_prompt()
        matches(shell.look().text(), r"@> echo o\no\n@>$")


def test_taking_the_suggestion():
    """Right, End, Ctrl-F and Ctrl-E take the suggestion at the end of the line; elsewhere they move"""
    with Painted() as shell:
        shell.begin("echo one two")
        for key in ("\x1b[C", "\x1bOC", "\x06", "\x05", "\x1b[F", "\x1bOF"):
            shell.type("echo o")
            shell.shows(f"@> echo o[{SUGGESTION}:ne two]", 9)
            shell.type(key)
            shell.shows("@> echo one two", 15)
            shell.type("\x01")
            shell.shows("@> echo one two", 3)
            shell.type(key + key)
            shell.shows("@> echo one two", 15 if key in ("\x05", "\x1b[F", "\x1bOF") else 5)
            shell.type("\x05\x15")
            shell.shows("@>", 3)
        shell.type("echo o\x05 three\r")
        shell.expect("\none two three")


def test_suggestion_goes_with_a_quick_enter():
    """Keys that come all at once leave no suggestion behind"""
    with Painted() as shell:
        shell.begin("echo one two")
        shell.type("echo o\r")
        shell.until_prompt()
        matches(shell.look().text(), r"@> echo o\no\n@>$")


def test_suggestion_gives_way():
    """Moving away from the end, completion, searching and Ctrl-C take the suggestion off the screen"""
    with Painted(files={"one1": "", "one2": ""}) as shell:
        shell.begin("echo one two three")
        shell.type("echo on")
        shell.shows(f"@> echo on[{SUGGESTION}:e two three]", 10)
        shell.type("\x02")
        shell.shows("@> echo on", 9)
        shell.type("\x05")
        shell.shows(f"@> echo on[{SUGGESTION}:e two three]", 10)
        shell.type("\t\t\t")
        shell.wait_for_screen(lambda screen: "one1  one2" in screen.text(), "the list")
        shell.shows(f"@> echo one[{SUGGESTION}: two three]", 11)
        matches(shell.screen.text(), r"^@> echo one\n+one1  one2\n@> echo one two three$")
        shell.type("\x12two")
        shell.wait_for_screen(lambda screen: "i-search)`two': echo one two three" in screen.text(), "the search")
        shell.type("\x07")
        shell.shows(f"@> echo one[{SUGGESTION}: two three]", 11)
        shell.type("\x03")
        shell.expect(r"\^C\n" + PROMPT)
        matches(shell.look().text(), r"@> echo one\^C\n@>$")


def test_suggestion_on_several_rows():
    """A suggestion that does not fit behind the cursor goes on below, no further than the screen, and leaves nothing there"""
    with Painted(columns=20, rows=6) as shell:
        line = "echo " + "0123456789" * 5
        shell.begin(line)
        shell.type("echo 012")
        shell.wait_for_screen(lambda screen: screen.text() == "@> echo 012345678901\n23456789012345678901\n234567890123456789"
                              and (screen.row, screen.column) == (0, 11), "the suggestion")
        shell.type("x")
        shell.wait_for_screen(lambda screen: screen.text() == "@> echo 012x", "no suggestion")
        shell.type("\x15echo 012345678901")
        shell.wait_for_screen(lambda screen: screen.text().endswith("6789") and (screen.row, screen.column) == (1, 0), "a full row")
        shell.type("\x05\r")
        shell.until_prompt()
        shell.type("for i in" + " 1" * 20 + "\r\x03")
        shell.until_prompt()


def test_suggestion_larger_than_the_screen():
    """Of a suggestion with more rows than the screen has, only those that fit are shown"""
    with Painted(columns=20, rows=5) as shell:
        shell.begin(": " + "abcdefghi " * 20)
        shell.type(": abc")
        shell.wait_for_screen(lambda screen: screen.row == 0 and screen.column == 8
                              and screen.text().count("\n") == 4, "the beginning of the suggestion")
        matches(shell.screen.text(), r"^@> : abcdefghi ")
        shell.type("\x05\x15\x0becho x\r")
        shell.expect("\nx")


def test_suggestion_of_several_lines():
    """A command of several lines is suggested, and recalled, as one"""
    with Painted() as shell:
        shell.begin()
        shell.enter("for i in 1 2")
        shell.expect("\n> ")
        shell.enter("do echo $i; done")
        shell.until_prompt()
        shell.enter("clear")
        shell.until_prompt()
        shell.look()
        shell.type("for")
        shell.wait_for_screen(lambda screen: screen.text() == "@> for i in 1 2\ndo echo $i; done"
                              and (screen.row, screen.column) == (0, 6), "both lines")
        shell.type("\x05\r")
        shell.expect("\n1\n2\n")


def test_suggestion_behind_a_continuation():
    """Behind PS2 the lines above count, for suggestions and for colours"""
    with Painted() as shell:
        shell.begin()
        for line in ("echo 'a", "b'; nosuch"):
            shell.enter(line)
        shell.expect("nosuch: not found[^\n]*\n[^\n]*" + PROMPT)
        shell.enter("echo 'a")
        shell.expect("\n> ")
        shell.type("b")
        shell.shows(f"> [{UNCLOSED}:b][{SUGGESTION}:'; nosuch]", 3)
        shell.type("'; nosuch")
        shell.shows(f"> b'; [{MISSING}:nosuch]", 12)


def test_a_pasted_region():
    """What was pasted is shown by readline as a region, until the next key"""
    with Painted() as shell:
        shell.begin()
        shell.type("\x1b[200~nosuch one\nnosuch two\x1b[201~")
        shell.wait_for_screen(lambda screen: "nosuch two" in screen.text(), "the region")
        equal(MISSING in shell.screen.styled(), False)
        shell.type(" ")
        shell.wait_for_screen(lambda screen: screen.styled().endswith(
            f"@> [{MISSING}:nosuch] one\n[{MISSING}:nosuch] two"), "colours")


def test_vi_takes_suggestions():
    """With the keys of vi a suggestion is taken while text is inserted"""
    with Painted() as shell:
        shell.begin("echo one two", "set -o vi")
        shell.type("echo o")
        shell.shows(f"@> echo o[{SUGGESTION}:ne two]", 9)
        shell.type("\x1b[C\r")
        shell.expect("\none two")


def test_mode_in_prompt():
    """A prompt that shows the mode of vi moves the colours with it"""
    for mode in ("emacs", "vi"):
        with Painted(files={"rc": f"set show-mode-in-prompt on\nset editing-mode {mode}\n"}, INPUTRC="rc") as shell:
            shell.begin()
            shell.type("nosuch a")
            shown = "@" if mode == "emacs" else "(ins)"
            shell.shows(f"{shown}@> [{MISSING}:nosuch] a", len(shown) + 11)
    with Painted(files={"rc": "set show-mode-in-prompt on\n"}, INPUTRC="rc", prompt="first\\n@> ") as shell:
        shell.begin()
        shell.type("nosuch")
        shell.wait_for_screen(lambda screen: f"[{MISSING}:nosuch]" in screen.styled(), "colours")
        matches(shell.screen.text(), "nosuch$")


def test_resize_with_suggestion():
    """A window that changes its size while something is suggested keeps the line alone"""
    with Painted() as shell:
        shell.begin("echo 0123456789 abcdefghijklmnopqrstuvwxyz")
        shell.type("echo 01234")
        shell.shows(f"@> echo 01234[{SUGGESTION}:56789 abcdefghijklmnopqrstuvwxyz]", 13)
        shell.resize(20)
        os.kill(shell.pid, signal.SIGWINCH)
        shell.wait_for(lambda: shell.transcript.count(b"echo 01234") >= 2, "the line again")
        shell.enter("")
        shell.expect(r"\n01234\n" + PROMPT)


def test_cost_of_a_key():
    """With 100,000 lines of history a key on a line of 2,000 characters costs less than 5 ms of processor time"""
    lines = "".join(f"command {number} with arguments\n" for number in range(100_000))
    with Painted(rows=50, files={"history": lines + "x" * 2300 + "\n"}, HISTSIZE="200000") as shell:
        shell.until_prompt()
        # Nothing goes on like this: each key has the whole history to look through, once.
        typed = "nosuch | 'y" + "y" * 1989
        shell.type("\x1b[200~" + typed + "\x1b[201~ ")
        shell.wait_for_screen(lambda screen: screen.text().count("y") >= 1989, "the line")

        def processor_time():
            with open(f"/proc/{shell.pid}/stat", encoding="utf-8") as file:
                fields = file.read().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

        before = processor_time()
        keys = 100
        for number in range(keys):
            shell.type("z" if number % 2 == 0 else "\x7f")
            shell.wait_for_screen(lambda screen, odd=number % 2: screen.text().endswith("y" if odd else "z"), "the key")
        cost = (processor_time() - before) / keys
        if cost >= 0.005 * DEADLINE / 10:
            raise Mismatch(f"a key costs {1000 * cost} ms")


ALPHABET = ["a", "l", "s", " ", " ", "'", '"', ">", "|", "#", ";", "한", "글", "🐚", "é", "if ", "nosuch ", "$(", ")",
            "0123456789", "word word word ", "\x16\x01", "\x16\t", "\x16\n", "\x01", "\x05", "\x02", "\x06", "\x7f", "x\x02\x04", "\x17", "\x0b",
            "\x1bb", "\x1bf", "\x0c", "\x14", "\x12w\x07", "\x1b3x"]


def final_screen(keys, columns, prompt, *arguments, redraws=False):
    """What is on the screen after these keys, one after the other; drawn anew at the end or not."""
    with Painted(*arguments, columns=columns, prompt=prompt) as shell:
        shell.wait_for_screen(lambda screen: "@>" in screen.text(), "the prompt")
        for key in keys:
            shell.type(key)
            shell.read_some(time.monotonic() + 0.002)
        if redraws:
            shell.type("\x0c")
        # A mark that is typed behind all keys tells when they have been taken.
        shell.type("!==")
        shell.wait_for_screen(lambda screen: "!==" in screen.text().replace("\n", ""), "the mark")
        return shell.screen.text(), shell.screen.row, shell.screen.column


def test_colours_move_nothing():
    """Whatever is typed, with colours each character stands where readline puts it when it draws the line as a whole"""
    chance = random.Random(20)
    prompts = [PROMPT, "first line\\n\\[\\e[1m\\]@> \\[\\e[0m\\]", "한글 @> ", "0123456789012345@> "]
    for turn in range(25):
        keys = [chance.choice(ALPHABET) for _ in range(chance.randrange(5, 60))]
        columns, prompt = chance.choice([20, 21, 80]), chance.choice(prompts)
        plain = final_screen(keys, columns, prompt, "+o", "highlight", "+o", "suggest", redraws=True)
        coloured = final_screen(keys, columns, prompt)
        equal(coloured, plain, f"turn {turn}: {keys!r} in {columns} columns behind {prompt!r}")
