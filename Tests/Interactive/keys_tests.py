"""Keys: bind, commands on keys, an editor for the line, what Meta-w shows, vi, init files."""

import os
import re
import time

from terminal import PROMPT, Terminal, equal, matches, process_state

UPPER = "#!/bin/sh\ntr a-z A-Z <\"$1\" >\"$1.new\" && mv \"$1.new\" \"$1\"\n"
RENAMING = "#!/bin/sh\nsed 's/name/echo edited/' \"$1\" >\"$1.new\" && mv \"$1.new\" \"$1\"; echo 'echo second' >>\"$1\"\n"


def test_bind():
    """bind binds keys to functions and macros, sets variables, and lists them as lines of an init file"""
    with Terminal() as shell:
        shell.until_prompt()
        equal(shell.run("""bind '"\\C-t": "echo bound"' 'set bell-style visible'; bind -s; bind -S"""),
              '"\\C-t": "echo bound"\n\\C-t outputs echo bound\n')
        shell.type("\x14\r")
        shell.expect("\nbound\n" + PROMPT)
        matches(shell.run("bind -v | grep bell"), "set bell-style visible")
        matches(shell.run("bind -V | grep bell"), "bell-style is set to `visible'")
        equal(shell.run("bind -r '\\C-t'; bind -s"), "")
        equal(shell.run("bind -q abort"), 'abort can be invoked via "\\C-g", "\\C-x\\C-g", "\\e\\C-g".\n')
        equal(shell.run("bind -u abort; bind -q abort; echo $?"), "abort is not bound to any keys.\n1\n")
        equal(shell.run("bind -p | grep -c 'end-of-line$'; bind -P | grep '^end-of-line '"),
              '3\nend-of-line can be found on "\\C-e", "\\eOF", "\\e[F".\n')
        equal(shell.run("x=$(bind -l); echo \"$x\" | grep -cxE 'forward-char|see-plan|see-waits|edit-and-execute-command'"), "4\n")
        equal(shell.run("bind '\"\\C-o\": forward-char'; bind -q forward-char | grep -c 'C-o'"), "1\n")


def test_bind_errors():
    """What bind does not know is an error with a reason"""
    with Terminal() as shell:
        shell.until_prompt()
        equal(shell.run("bind -q nothing; echo $?"), "seesh: bind: nothing: unknown function\n1\n")
        equal(shell.run("bind -u nothing; echo $?"), "seesh: bind: nothing: unknown function\n1\n")
        equal(shell.run("bind -m nowhere -l; echo $?"), "seesh: bind: nowhere: unknown keymap\n1\n")
        equal(shell.run("bind -f none; echo $?"), "seesh: bind: none: No such file or directory\n1\n")
        matches(shell.run("bind -x nothing; echo $?"), "seesh: bind: nothing: .*\n1\n")
        matches(shell.run("bind -z; echo $?"), "seesh: bind: unknown option -z\n(.*\n)*2\n")
        matches(shell.run("bind --help"), "usage: bind")
        equal(shell.run("bind; echo $?"), "0\n")
    with Terminal("--noediting") as shell:
        shell.until_prompt()
        equal(shell.run("bind -l; echo $?"), "seesh: bind: no lines are edited\n1\n")


def test_bind_keymaps_and_files():
    """-m names the keymap, -f reads a file, and a start-up file may bind keys"""
    with Terminal(files={"rc": '"\\C-t": "echo from a file"\n', ".config/seesh/seeshrc": "bind '\"\\C-o\": \"echo early\"'\n"}) as shell:
        shell.until_prompt()
        shell.type("\x0f\r")
        shell.expect("\nearly\n" + PROMPT)
        shell.run("bind -f rc")
        shell.type("\x14\r")
        shell.expect("\nfrom a file\n" + PROMPT)
        shell.run("bind -m vi-insert '\"\\C-t\": \"echo in vi\"'")
        shell.run("set -o vi")
        shell.type("\x14\r")
        shell.expect("\nin vi\n" + PROMPT)
        shell.run("bind 'set editing-mode emacs'")
        matches(shell.run("set -o | grep -E '^(vi|emacs) '"), r"emacs +on\nvi +off")


def test_commands_on_keys():
    """bind -x: keys execute a command, which may change the line; $? stays"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("""bind -x '"\\C-t": echo shown $READLINE_POINT'""")
        shell.run("""bind -x '"\\C-xa": READLINE_LINE="echo $READLINE_LINE" READLINE_POINT=$((READLINE_POINT + 5))'""")
        equal(shell.run("bind -X"), '"\\C-t": "echo shown $READLINE_POINT"\n'
              '"\\C-xa": "READLINE_LINE="echo $READLINE_LINE" READLINE_POINT=$((READLINE_POINT + 5))"\n')
        shell.run("sh -c 'exit 7'")
        shell.type("한국\x02\x14")
        shell.expect("shown 1\n" + PROMPT + "한국")
        shell.type("\x18aX\r")
        shell.expect("\n한X국\n" + PROMPT)
        shell.type("echo $? ${READLINE_LINE-unset}\x14")
        shell.expect("shown 30\n")
        shell.enter("")
        shell.expect("\n0 unset\n" + PROMPT)
        shell.run("bind -r '\\C-t'")
        equal(shell.run("bind -X | grep -c shown"), "0\n")


def test_edit_and_execute():
    """Ctrl-X Ctrl-E leaves the line to VISUAL or EDITOR; what comes back is shown, executed and kept"""
    with Terminal(files={"ed.sh": RENAMING, "bad.sh": "#!/bin/sh\nexit 1\n"}, EDITOR="sh ed.sh") as shell:
        shell.until_prompt()
        shell.type("name x\x18\x05")
        shell.expect("echo edited x\necho second\nedited x\nsecond\n" + PROMPT)
        equal(shell.run("fc -ln -1"), "\techo edited x\n\techo second\n")
        shell.run("VISUAL='sh bad.sh'")
        shell.type("echo kept\x18\x05!\r")
        shell.expect("\nkept!\n" + PROMPT)
        equal(os.path.exists("/tmp/seesh-edit"), False)


def test_vi_editor():
    """In vi's command mode v leaves the line to an editor, with a count the entry of the history with that number"""
    with Terminal(files={"up.sh": UPPER}, VISUAL="sh up.sh") as shell:
        shell.until_prompt()
        shell.run("set -o vi; ECHO() { echo did \"$@\"; }")
        shell.type("echo one\x1b")
        shell.type("v")
        shell.expect("\ndid ONE\n" + PROMPT)
        equal(shell.run("fc -ln -1 -1"), "\tECHO ONE\n")
        shell.run("echo two")
        shell.type("\x1b")
        shell.type("4v")
        shell.expect("\ndid TWO\n" + PROMPT)


def test_argument_of_enter():
    """A line that is entered by a command with an argument is executed at once"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("echo now\x1b3\r")
        shell.expect("\nnow\n" + PROMPT)


def test_full_screen_editor():
    """An editor that uses the whole screen has the terminal, and gives it back"""
    with Terminal(VISUAL="vi") as shell:
        shell.until_prompt()
        shell.type("echo first\x18\x05")
        shell.wait_for_foreground("vi")
        shell.type("Aline\x1b:wq\r")
        shell.expect("\nfirstline\n" + PROMPT)
        equal(shell.run("echo after"), "after\n")


def test_waits():
    """Meta-w shows below the line what became of the last command's processes, and the line stays"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("/bin/true before")
        shell.run("sh -c 'exit 3' | sort")
        shell.type("echo li\x02\x1bw")
        text = shell.until_prompt()
        matches(text, r"(?s)sh -c.*3.*sort")
        equal("before" in text.replace("echo", ""), False, text)
        shell.type("-\x05ne\r")
        shell.expect("\nl-ine\n" + PROMPT)
        shell.run("sh -c 'exit 5'")
        shell.type("\x1bw")
        shell.expect("5")
        shell.until_prompt()
        equal(shell.run("echo $?"), "5\n")


def test_vi_commands():
    """vi's commands move, change, repeat and undo, and search in the history"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("echo needle")
        shell.run("set -o vi")
        for keys, result in (("echo abc def\x1b", "0wdwx"), ("echo one two\x1b", "0w~w~"), ("echo abcd\x1b", "0wx.")):
            shell.type(keys)
            shell.type(result + "\r")
        shell.expect("\nef\n")
        shell.expect("\nOne Two\n")
        shell.expect("\ncd\n")
        shell.type("\x1b/need\r")
        shell.type("\r")
        shell.expect("\nneedle\n" + PROMPT)


def test_init_file():
    """~/.inputrc counts where INPUTRC is unset, and $if seesh is true in it"""
    rc = '$if seesh\n"\\C-t": "echo ours"\n$else\n"\\C-t": "echo theirs"\n$endif\n$if Bash\n"\\C-t": "echo bash"\n$endif\n'
    with Terminal(files={".inputrc": rc}, INPUTRC=None) as shell:
        shell.until_prompt()
        shell.type("\x14\r")
        shell.expect("\nours\n" + PROMPT)


def test_system_init_file():
    """Without an init file of one's own /etc/inputrc counts"""
    with Terminal(INPUTRC=None) as shell:
        shell.until_prompt()
        has_binding = os.path.exists("/etc/inputrc") and re.search(
            r'^"\\e\[1;5C": forward-word', open("/etc/inputrc", encoding="utf-8").read(), re.M)
        matches(shell.run("bind -q forward-word"), re.escape('"\\e[1;5C"') if has_binding else "forward-word")


def test_paste_of_several_lines():
    """Several pasted lines are one entry, executed as a whole at Enter, even with a command left open"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("\x1b[200~for i in 1 2\ndo\techo $i\x1b[201~")
        shell.expect("echo ..?i")
        shell.type("\r")
        shell.expect("\n> ")
        shell.enter("done")
        shell.expect("\n1\n2\n" + PROMPT)
        equal(shell.run("fc -ln"), "\tfor i in 1 2\n\tdo\techo $i\n\tdone\n")


def test_resize_during_a_command():
    """A window that changes its size while a command runs has its new size for the next line"""
    with Terminal(columns=80) as shell:
        shell.until_prompt()
        # Keys that come before the terminal has its usual modes again would keep their carriage return.
        shell.enter("echo begun; read x")
        shell.expect("\nbegun\n")
        shell.resize(20)
        shell.enter("x")
        shell.until_prompt()
        shell.type("echo 0123456789012345678901234567\x01x\x04")
        shell.enter("")
        shell.expect("\n")
        shell.until_prompt()
        equal(shell.run("tput cols"), "20\n")


def test_idle():
    """At the prompt the shell uses no processor time, also with a job in the background"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("/bin/sleep 600 &")
        shell.type("echo wait")
        shell.expect("wait")

        def switches():
            with open(f"/proc/{shell.pid}/status", encoding="utf-8") as file:
                return [line for line in file if "ctxt_switches" in line]

        shell.wait_for(lambda: process_state(shell.pid) == "S", "waiting")
        before = switches()
        # Whatever wakes it periodically would do so within this time.
        shell.read_some(time.monotonic() + 1.5)
        equal(switches(), before)
        shell.type("\x03")
        shell.until_prompt()
        shell.run("kill %1; wait")
