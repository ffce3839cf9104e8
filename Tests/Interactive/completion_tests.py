"""Completion with Tab: what is found, how it is quoted, how it is listed."""

import re

from terminal import PROMPT, Terminal, equal, matches

FILES = {"alpha one": "", "alpha two": "", "beta's": "", "folder/inside": "", "folder/$price": "", "gamma;x": "", "줄": ""}


def test_files():
    """A file is completed, with a blank behind it, and quoted with backslashes"""
    with Terminal(files=FILES) as shell:
        shell.until_prompt()
        for typed, result in (
                ("echo gam\t", "gamma;x"), ("printf '[%s]' be\t", "[beta's]"), ("echo alpha\\ o\t", "alpha one"),
                ("echo fo\tin\t", "folder/inside"), ("echo fo\t\\$\t", "folder/$price"), ("echo 줄\t.", "줄 ."),
                ("echo ./fo\ti\t", "./folder/inside"), ("echo ~/gam\t", f"{shell.folder}/gamma;x")):
            shell.enter(typed)
            matches(shell.until_prompt(), re.escape(result) + "%?\n$", typed)


def test_quotes():
    """Inside of quotes a file is completed with their rules, and they are closed"""
    with Terminal(files=FILES) as shell:
        shell.until_prompt()
        for typed, result in (
                ("echo 'alpha o\tx", "alpha one x"), ("echo \"alpha o\tx", "alpha one x"), ("echo 'be\tx", "beta's x"),
                ("echo \"fo\t\\$\tx", "folder/$price x"), ("echo $'gam\tx", "gamma;x x"),
                ("echo 'fo\tin\tx", "folder/inside x")):
            shell.enter(typed)
            matches(shell.until_prompt(), re.escape(result) + "\n$", typed)


def test_common_part():
    """Of several files the common part is inserted, and a second Tab lists them"""
    with Terminal(files=FILES) as shell:
        shell.until_prompt()
        shell.type("echo al\t")
        shell.expect(r"echo alpha\\ ")
        shell.type("\t\t")
        shell.expect(r"alpha\\ one +alpha\\ two *\n")
        shell.expect(re.escape(PROMPT + "echo alpha\\ "))
        shell.enter("t\t")
        matches(shell.until_prompt(), "alpha two\n$")


def test_redirections():
    """Files are completed behind redirections, descriptors behind >&"""
    with Terminal(files=FILES) as shell:
        shell.until_prompt()
        shell.enter("cat <gam\t; echo in >fo\tinsi\t; cat 2>gam\t<fo\tinsi\t")
        matches(shell.until_prompt(), "\nin\n$")
        shell.run("exec 7> seven")
        shell.enter("echo to seven >&7\t; cat seven")
        matches(shell.until_prompt(), "to seven\n$")


def test_commands():
    """Commands are completed: functions, aliases, builtins, reserved words, files in PATH"""
    with Terminal(files={"bin/zzcommand": "#!/bin/sh\necho from path\n"}, PATH="bin:/usr/bin:/bin") as shell:
        shell.until_prompt()
        shell.run("chmod +x bin/zzcommand; zzfunction() { echo from function; }; alias zzalias='echo from alias'")
        for typed, result in (
                ("zzc\t", "from path"), ("zzf\t", "from function"), ("zza\t", "from alias"), ("true && zzf\t", "from function"),
                ("true | zzc\t", "from path"), ("if zzf\t; then echo y; fi", "y"), ("echo $(zzf\t)", "from function"),
                ("A=b zzf\t", "from function"), ("command zzc\t", "from path"), ("{ zzf\t; }", "from function")):
            shell.enter(typed)
            matches(shell.until_prompt(), re.escape(result) + "\n$", typed)
        shell.enter("unal\tzzalias; type zza\t2>&1")
        matches(shell.until_prompt(), "zzalias")


def test_variables():
    """Variables are completed behind $ and ${"""
    with Terminal(zzlong="value", files=FILES) as shell:
        shell.until_prompt()
        for typed, result in (("echo $zzl\t", "value"), ("echo ${zzl\t", "value"), ('echo "a$zzl\tb"', "avalueb")):
            shell.enter(typed.replace("\tb", "\t:b") if "b" in typed else typed)
            matches(shell.until_prompt(), result.replace("eb", "e:b") + "\n$", typed)
        shell.enter("unset zzl\t; echo [$zzlong]")
        matches(shell.until_prompt(), r"\[\]\n$")


def test_variables_of_folders():
    """Behind a variable that stands for a folder comes a slash, unless one stands there"""
    with Terminal(zzfile="note", zzgone="/no/such", zzempty="", files={"note": ""}) as shell:
        shell.until_prompt()
        for typed, result in (
                ("echo $HOM\tproj", "{}/proj"), ("echo ${HOM\tproj", "{}/proj"), ('echo "$HOM\tproj"', "{}/proj"),
                ('echo "${HOM\tproj"', "{}/proj"), ("echo a${HOM\t", "a{}/"), ("echo a$HOM\t", "a{}/"),
                ("ls -d $PW\t.", "{}/."), ("x=$HOM\ta; echo $x", "{}/a"), ("echo >$HOM\tf; echo f", "f"),
                ("echo ${HOM}\x02\t\x05p", "{}p"), ("echo ${HOM/p\x02\x02\t", "{}/p"), ("echo $HOM/p\x02\x02\t", "{}/p"),
                ("echo ${zzf\t.c", "note.c"), ("echo $zzf\t.c", "note.c"), ("echo ${zzg\tx", "/no/suchx"),
                ("echo ${zze\tx", "x"), ("export HOM\t; echo $HOME", "{}")):
            shell.enter(typed)
            matches(shell.until_prompt(), "(?m)^" + re.escape(result.format(shell.folder)) + "\n$", typed)


def test_directories_after_cd():
    """cd takes folders only"""
    with Terminal(files={"target/x": "", "target-file": ""}) as shell:
        shell.until_prompt()
        shell.enter("cd tar\t; pwd")
        matches(shell.until_prompt(), "/target\n$")


def test_signals_and_options():
    """Signals are completed behind kill - and trap, options behind set -o"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("trap 'echo caught' US\t\t\t")
        shell.expect(r"USR1 +\S.*\nUSR2 ")
        shell.type("\x15")
        shell.enter("trap 'echo caught' USR1; kill -USR\t1 $$")
        shell.expect("\ncaught\n" + PROMPT)
        shell.enter("set -o pipef\t; set -o | grep pipef")
        matches(shell.until_prompt(), "pipefail +on\n$")


def test_jobs():
    """Jobs are completed behind %, and listed with their commands"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("sleep 601 & sleep 602 &")
        shell.type("kill %\t\t")
        shell.expect(r"%1 +sleep 601\n%2 +sleep 602\n")
        shell.enter("1; wait %1")
        shell.until_prompt()
        shell.enter("kill %2")
        shell.until_prompt()


def test_see():
    """The modes of see are completed, with what they are for"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("see \t\t")
        shell.expect(r"\nplan +\S.*\n")
        shell.expect(re.escape(PROMPT) + "see ")
        shell.enter("pl\ttrue")
        matches(shell.until_prompt(), "true")


def test_questions():
    """The long options of seesh are completed, and the command behind --after"""
    with Terminal(files={"readable": ""}) as shell:
        shell.until_prompt()
        shell.run("seesh() { echo to \"$@\"; }")
        shell.enter("seesh --wh\t./read\t")
        matches(shell.until_prompt(), "to --why ./readable\n$")
        shell.enter("seesh --after 5 prin\t")
        matches(shell.until_prompt(), "to --after 5 print")


def test_hosts():
    """Hosts of known_hosts are completed behind ssh"""
    known = "zzhost.example,10.0.0.1 ssh-ed25519 AAAA\n|1|abc= ssh-rsa AAAA\n[other]:22 ssh-rsa AAAA\n"
    with Terminal(files={".ssh/known_hosts": known}) as shell:
        shell.until_prompt()
        shell.run("ssh() { echo to \"$@\"; }")
        shell.enter("ssh zz\t")
        matches(shell.until_prompt(), "to zzhost.example\n$")


def test_users():
    """~name is completed to users"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("echo ~daem\t")
        matches(shell.until_prompt(), "/usr/sbin/\n$")


def test_second_line():
    """Completion knows the lines of a command above the one that is edited"""
    with Terminal(files=FILES) as shell:
        shell.until_prompt()
        shell.enter("cat \\")
        shell.expect("\n> ")
        shell.enter("gam\t; echo done")
        matches(shell.until_prompt(), "done\n$")
        shell.enter("if true")
        shell.expect("\n> ")
        shell.type("the\t")
        shell.enter(" echo yes; fi")
        matches(shell.until_prompt(), "yes\n$")


def test_no_match():
    """Where nothing fits, the line stays"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("echo zzz\tx")
        matches(shell.until_prompt(), "zzzx\n$")
        shell.enter("# comment \tx")
        shell.until_prompt()


def test_many():
    """A long list is asked for first"""
    with Terminal(files={f"m{n:03}": "" for n in range(150)}) as shell:
        shell.until_prompt()
        shell.type("echo m\t\t\t")
        shell.expect(r"Display all 150 possibilities\? \(y or n\)")
        shell.type("n")
        shell.expect(re.escape(PROMPT) + "echo m")
        shell.enter("007")
        matches(shell.until_prompt(), "m007\n$")
