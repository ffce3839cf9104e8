"""Typing lines: editing, interrupts, ends of file, prompts."""

import os
import signal
import termios

from terminal import PROMPT, Terminal, equal, matches


def test_lines():
    """A line is executed, and the prompt comes again"""
    with Terminal() as shell:
        equal(shell.until_prompt(), "")
        equal(shell.run("echo one two"), "one two\n")
        equal(shell.run("printf 'a\\nb\\n' | sort -r"), "b\na\n")


def test_cursor_keys():
    """Cursor keys move, Ctrl-A, Ctrl-K, Ctrl-Y and Backspace edit"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("cho xy\x1b[D\x7fz\x01e\x05")
        shell.enter("")
        equal(shell.until_prompt().splitlines()[-1], "zy")
        shell.type("right echo \x01\x06\x06\x06\x06\x06\x06\x0b\x01\x0b\x19")
        shell.type("\x15echo done")
        shell.enter("")
        equal(shell.until_prompt().splitlines()[-1], "done")


def test_wide_characters():
    """Wide characters are edited as characters"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("echo 한국어🐚\x7f\x7f글\x1b[D\x7f!\r")
        equal(shell.until_prompt().splitlines()[-1], "한!글")


def test_interrupt():
    """Ctrl-C gives a fresh prompt and the status 130"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("echo never")
        shell.expect("never")
        shell.type("\x03")
        equal(shell.until_prompt(), "^C\n")
        equal(shell.run("echo $?"), "130\n")


def test_interrupt_continuation():
    """Ctrl-C gives up a command of several lines as a whole"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("if true; then")
        shell.expect("> ")
        shell.type("echo never")
        shell.expect("never")
        shell.type("\x03")
        shell.until_prompt()
        equal(shell.run("echo $?; fc -l"), "130\n")


def test_interrupt_after_wrapped_line():
    """Ctrl-C inside a line of several rows leaves the rows below alone"""
    with Terminal(columns=20) as shell:
        shell.until_prompt()
        shell.type("echo 0123456789012345678901234567890123456789end")
        shell.expect("end")
        shell.type("\x01\x03")
        shell.until_prompt()
        equal(shell.run("echo $?"), "130\n")


def test_interrupt_plain():
    """Ctrl-C gives a fresh prompt without line editing too"""
    with Terminal("--noediting") as shell:
        shell.until_prompt()
        shell.type("echo never")
        shell.expect("never")
        shell.type("\x03")
        equal(shell.until_prompt(), "^C\n")
        equal(shell.run("echo $?"), "130\n")


def test_interrupt_command():
    """Ctrl-C ends the command, the rest of the line and loops"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("while :; do sleep 600; done; echo never")
        shell.wait_for_foreground("sleep")
        shell.type("\x03")
        equal(shell.until_prompt(), "while :; do sleep 600; done; echo never\n^C\n")
        equal(shell.run("echo $?"), "130\n")


def test_interrupt_builtin_loop():
    """Ctrl-C ends a loop that has no commands but builtins"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("echo begun; while :; do :; done")
        shell.expect("\nbegun")
        shell.type("\x03")
        shell.until_prompt()
        equal(shell.run("echo $?"), "130\n")


def test_end_of_file():
    """Ctrl-D leaves the shell with the status of the last command"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("false")
        shell.type("\x04")
        equal(shell.wait_for_end(), 1)


def test_ignoreeof():
    """With ignoreeof Ctrl-D does not leave"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("set -o ignoreeof")
        for _ in range(3):
            shell.type("\x04")
            matches(shell.until_prompt(), 'Use "exit"')
        equal(shell.run("echo here"), "here\n")
        shell.run("set +o ignoreeof")
        shell.type("\x04")
        equal(shell.wait_for_end(), 0)


def test_end_of_file_in_command():
    """Ctrl-D inside a command is an error, and the prompt comes again"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("if true")
        shell.expect("> ")
        shell.type("\x04")
        matches(shell.until_prompt(), "seesh: .*end of")
        equal(shell.run("echo $?"), "2\n")


def test_suspend_key_at_prompt():
    """Ctrl-Z and Ctrl-\\ at the prompt do nothing"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("echo sti")
        shell.expect("sti")
        shell.type("\x1a\x1c")
        # The terminal drops what it has not handed on when such a key comes.
        shell.type("ll")
        shell.enter("")
        equal(shell.until_prompt().splitlines()[-1], "still")


def test_continuation_is_one_entry():
    """A command of several lines is recalled as one"""
    with Terminal() as shell:
        shell.until_prompt()
        for line in ("for i in 1 2", "do echo $i"):
            shell.enter(line)
            shell.expect("\n> ")
        shell.enter("done")
        equal(shell.until_prompt(), "done\n1\n2\n")
        equal(shell.run("fc -ln"), "\tfor i in 1 2\n\tdo echo $i\n\tdone\n")
        shell.type("\x1b[A")
        shell.type("\x1b[A")
        shell.expect("done")
        shell.enter("")
        matches(shell.until_prompt(), "1\n2\n$")


def test_here_document():
    """A here-document is typed behind PS2, and recalled whole"""
    with Terminal() as shell:
        shell.until_prompt()
        for line in ("cat <<E", "a"):
            shell.enter(line)
            shell.expect("\n> ")
        shell.enter("E")
        equal(shell.until_prompt(), "E\na\n")
        equal(shell.run("fc -s"), "cat <<E\na\nE\na\n")


def test_vi():
    """set -o vi edits with the keys of vi, set -o emacs with the others"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("set -o vi")
        shell.type("echo abc")
        shell.type("\x1b")
        # A command of vi that shows on the line tells that the escape has been taken.
        shell.type("0wcw")
        shell.type("xyz\r")
        equal(shell.until_prompt().splitlines()[-1], "xyz")
        shell.run("set -o emacs")
        equal(shell.run("set -o | grep -E '^(vi|emacs) '").split(), ["emacs", "on", "vi", "off"])
        shell.type("cho\x01e\x05 ok\r")
        equal(shell.until_prompt().splitlines()[-1], "ok")


def test_inputrc():
    """INPUTRC binds keys and chooses vi"""
    with Terminal(files={"rc": 'set editing-mode vi\nset keymap vi-insert\n"\\C-t": "echo bound"\n'},
                  INPUTRC="rc") as shell:
        shell.until_prompt()
        shell.type("\x14\r")
        equal(shell.until_prompt().splitlines()[-1], "bound")
        matches(shell.run("set -o"), r"vi +on")


def test_search():
    """Ctrl-R finds a command of the history"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("echo needle one")
        shell.run("echo other")
        shell.type("\x12need")
        shell.expect("needle one")
        shell.type("\r")
        shell.expect("\nneedle one\n" + PROMPT)


def test_interrupted_search():
    """Ctrl-C gives up a search, and editing goes on as usual"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("echo needle")
        shell.type("\x12need")
        shell.expect("needle")
        shell.type("\x03")
        shell.expect(r"\^C\n" + PROMPT)
        equal(shell.run("echo fresh"), "fresh\n")


def test_prompt_escapes():
    """PS1 knows bash's escapes, and \\[ \\] have no width"""
    with Terminal(PS1=r"\[\e[1m\]\u:\W:\w:\?:\j:\!:\$\[\e[0m\]@> ") as shell:
        sign = "#" if os.geteuid() == 0 else "$"
        matches(shell.until_prompt(), rf"^[^:]+:~:~:0:0:1:\{sign}$")
        shell.enter("cd /usr/share; false")
        matches(shell.until_prompt(), rf"[^:]+:share:/usr/share:1:0:2:\{sign}$")
        shell.enter("sleep 600 &")
        matches(shell.until_prompt(), rf":0:1:3:\{sign}$")


def test_prompt_width():
    """What stands between \\[ and \\] does not count for the width of a line"""
    with Terminal(PS1=r"\[\e[32m\]@> \[\e[0m\]", columns=20) as shell:
        shell.until_prompt()
        shell.type("echo 0123456789")
        shell.expect("0123456789")
        shell.type("\x01\x0b")
        shell.type("echo short")
        shell.enter("")
        matches(shell.until_prompt(), "short\n$")


def test_prompt_expansion():
    """PS1 is expanded, but not what an escape has inserted"""
    with Terminal(files={"$(echo bad)/x": ""}) as shell:
        shell.until_prompt()
        shell.run("cd './$(echo bad)'")
        shell.enter("PS1='$((6*7)) \\W $(echo sub)@''> '")
        matches(shell.until_prompt(), r"42 \$\(echo bad\) sub$")
        shell.enter("false")
        matches(shell.until_prompt(), r"42 \$\(echo bad\) sub$")
        shell.enter("echo $?")
        matches(shell.until_prompt(), r"\n1\n42 \$\(echo bad\) sub$")


def test_default_prompt():
    """The default prompt shows the statuses of a pipeline that failed, and jobs"""
    with Terminal(PS1=None) as shell:
        sign = "#" if os.geteuid() == 0 else "$"
        shell.expect(rf"~ \{sign} $")
        shell.enter("true | false | true")
        shell.expect(rf"\n0\|1\|0 ~ \{sign} $")
        shell.enter("sh -c 'exit 3'")
        shell.expect(rf"\n3 ~ \{sign} $")
        shell.enter("sleep 600 &")
        shell.expect(rf"\[1 job\] ~ \{sign} $")


def test_prompt_of_sh():
    """As sh the prompt is the one of the standard"""
    with Terminal(PS1=None, name="sh") as shell:
        shell.expect(rf"^\{'#' if os.geteuid() == 0 else '$'} $")
        shell.enter("PS1='!\\w!!@''> '")
        equal(shell.until_prompt().splitlines()[-1], "2\\w!")


def test_prompt_command():
    """PROMPT_COMMAND is executed before each prompt, and $? stays"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("PROMPT_COMMAND='echo about; false'")
        matches(shell.until_prompt(), "about\n$")
        equal(shell.run("sh -c 'exit 7'"), "about\n")
        equal(shell.run("echo $?"), "7\nabout\n")


def test_resize():
    """A window that changes its size while a line is edited keeps the line"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("echo 0123456789")
        shell.expect("0123456789")
        shell.resize(20)
        os.kill(shell.pid, signal.SIGWINCH)
        shell.expect(PROMPT + "echo 012345678")
        shell.enter("X")
        matches(shell.until_prompt(), "0123456789X\n$")


def test_no_terminal_type():
    """An unset or unknown TERM is no reason not to edit"""
    for kind in (None, "no-such-terminal", "dumb"):
        with Terminal(TERM=kind) as shell:
            shell.until_prompt()
            shell.type("echo abx\x7fc")
            shell.enter("")
            matches(shell.until_prompt(), "abc\n$")


def test_narrow_window():
    """A window of 20 columns shows long lines on several rows"""
    with Terminal(columns=20) as shell:
        shell.until_prompt()
        text = "0123456789" * 6
        shell.enter("echo " + text)
        matches(shell.until_prompt(), f"\n{text}\n$")


def test_paste():
    """What is pasted is not executed before Enter"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("\x1b[200~echo one\necho two\x1b[201~")
        shell.expect("echo two")
        shell.enter("")
        matches(shell.until_prompt(), "one\ntwo\n$")


def test_type_ahead():
    """What is typed while a command runs is read by the next prompt"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("read x; echo got $x")
        shell.wait_for(lambda: shell.modes()[3] & termios.ICANON, "the end of editing")
        shell.type("first\recho second\r")
        shell.expect("got first")
        shell.expect("\nsecond")
        shell.until_prompt()


def test_editing_off():
    """Without both sets of keys lines are read plainly"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("set +o emacs +o vi")
        shell.until_prompt()
        equal(shell.run("echo plain"), "plain\n")
        shell.run("set -o emacs")
        shell.type("cho\x01e\x05 edited\r")
        matches(shell.until_prompt(), "edited\n$")


def test_hang_up_while_editing():
    """A shell whose terminal is gone ends"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("echo")
        shell.expect("echo")
        os.close(shell.master)
        shell.read_some = lambda end: False
        equal(shell.wait_for_end(), -signal.SIGHUP)
