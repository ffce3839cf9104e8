"""Start-up files, and the history that is kept."""

import os

from terminal import Terminal, equal, matches


def test_environment_file():
    """ENV names a file that an interactive shell executes, after its expansion"""
    with Terminal(files={"rc": "value=from-rc\nalias greet='echo hello'\n"}, ENV="${HOME}/rc") as shell:
        equal(shell.until_prompt(), "")
        equal(shell.run("echo $value; greet"), "from-rc\nhello\n")


def test_configuration_file():
    """~/.config/seesh/seeshrc is executed before ENV, XDG_CONFIG_HOME moves it, and sh does not know it"""
    files = {".config/seesh/seeshrc": "value=home", "there/seesh/seeshrc": "value=there", "rc": "value=$value+env\n"}
    with Terminal(files=files, ENV="rc") as shell:
        shell.until_prompt()
        equal(shell.run("echo $value"), "home+env\n")
    with Terminal(files=files, XDG_CONFIG_HOME="there") as shell:
        shell.until_prompt()
        equal(shell.run("echo $value"), "there\n")
    with Terminal(files=files, name="sh") as shell:
        shell.until_prompt()
        equal(shell.run("echo [$value]"), "[]\n")


def test_login():
    """A login shell executes ~/.profile, by -l and by its name"""
    # /etc/profile may set a prompt.
    profile = "value=profile\nPS1='@> '\n"
    for arguments, name in (("-l",), None), ((), "-seesh"), (("--login",), None):
        with Terminal(*arguments, name=name, files={".profile": profile}) as shell:
            shell.until_prompt()
            equal(shell.run("echo $value"), "profile\n")
    with Terminal(files={".profile": profile}) as shell:
        shell.until_prompt()
        equal(shell.run("echo [$value]"), "[]\n")


def test_errors_in_start_up_files():
    """No error in a start-up file prevents a prompt"""
    for text in ("if true\n", "set -e\nfalse\n", "set -u\necho $unset_variable\n", ". /no/such/file\n", "readonly a=1\na=2\n",
                 "break 3\nreturn 5\n", "${}\n", "exec 9< /no/such\n", "cd /no/such\n"):
        with Terminal(files={"rc": text}, ENV="rc") as shell:
            shell.until_prompt()
            equal(shell.run("set +eu; echo here"), "here\n")


def test_unreadable_start_up_file():
    """A start-up file that is a folder, or not there, is passed over"""
    with Terminal(files={"rc/file": ""}, ENV="rc") as shell:
        equal(shell.until_prompt(), "")
    with Terminal(ENV="nowhere") as shell:
        equal(shell.until_prompt(), "")


def test_exit_in_start_up_file():
    """exit in a start-up file leaves the shell"""
    with Terminal(files={"rc": "exit 6\n"}, ENV="rc") as shell:
        equal(shell.wait_for_end(), 6)


def test_scripts_have_no_start_up_files():
    """Neither a script nor -c executes ENV"""
    with Terminal("-c", "echo [$value]", files={"rc": "value=1\n"}, ENV="rc") as shell:
        shell.expect(r"\[\]\n")
        equal(shell.wait_for_end(), 0)
