"""Following what `see why` advises behind `try:`, as a person would who knows no more than what stands there.

Alternatives stand apart by `or:`. Each is a command line of the shell, which must parse. A `kill` is executed, and so
is what opens a FIFO, with a command of this test in the place of the word `command`; `fg` is typed at the terminal. Any
other command line replaces the command that it improves, and the whole is started again: it must end then.
"""

import dataclasses
import os
import re
import signal
import subprocess
import time

from scene import SCALE, Scene, is_alive
from scene import stat as process_stat

LIVE = ("kill ", "fg")
# What comes before a command, and replaces none.
FIRST = ("exec ", "flock -u ")
# What a program says whose command line is wrong.
BROKEN = re.compile(r"not found|can't open|cannot open|no such file|syntax error|invalid option|bad file desc|usage:", re.I)


def alternatives(text):
    """The command lines that are advised."""
    found = []
    for line in text.splitlines():
        if line.startswith("  try: "):
            found += [part.strip() for part in re.split(r"\s+or: ", line.removeprefix("  try: "))]
    # Some prose may stand before the command: `end one of the circle: kill 17`.
    return [re.sub(r"^[a-z].*: (?=kill |fg|exec |command |stdbuf |flock |[A-Z_]+=)", "", part) for part in found]


def parses(line):
    return subprocess.run(["bash", "-n", "-c", line], stderr=subprocess.DEVNULL).returncode == 0


def is_bad(line):
    """Why nobody should follow it, empty where it may be followed."""
    if "…" in line or "\\x" in line or re.search(r"\w\.\.\.|\.\.\.\w", line):
        return "it was cut"
    if re.search(r", or |, and ", line):
        return "it goes on in prose"
    if not parses(line):
        return "it does not parse"
    if re.search(r"(?<!\d)(0|2)>&-|<&-", line):
        return "it closes the reader's input, or standard error"
    return ""


def is_dangerous(line, scene):
    """Only the processes of the scene may be killed."""
    if not line.startswith("kill "):
        return ""
    numbers = [int(word) for word in line.split()[1:] if re.fullmatch(r"-?\d+", word)]
    pids = scene.pids()
    groups = {int(fields[2]) for fields in map(process_stat, pids) if len(fields) > 2}
    strangers = [number for number in numbers if (number not in pids if number > 0 else -number not in groups)]
    return f"it kills strangers: {strangers}" if strangers else ""


def wait_until(holds, seconds):
    end = time.monotonic() + seconds * SCALE
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.03)
    return True


def follow(hang, scene, line, programs):
    """What is wrong with an alternative, empty where the hang ends by it. A kill ends the scene as well."""
    if problem := is_bad(line) or is_dangerous(line, scene):
        return problem
    opened = re.fullmatch(r"(?:command|cat|echo \S+) ([<>]+) ?(\S.*)", line) if "FIFO" in hang.verdict else None
    if opened and (hang.is_nameless or not is_fifo(opened[2])):
        return "that is not its FIFO"
    if line.startswith(LIVE) or opened:
        return perform(hang, scene, line, opened)
    if not hang.advised and not (hang.before and line.startswith(FIRST)):
        return "it cannot be followed: no command line of this hang can be improved so"
    return start_again(hang, line.replace(scene.folder + "/", ""), programs)


def is_fifo(word):
    """Whether a word of the shell is the name of a FIFO, for those who are in another folder."""
    test = ["bash", "-c", f"cd / && test -p {word}"]
    return subprocess.run(test, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def as_user(number):
    """The beginning of a command line for another user, empty for the one who tests."""
    return ["setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups"] if number else []


def perform(hang, scene, line, opened):
    stuck = scene.select(hang.stuck)
    before = scene.rest(stuck, () if hang.then else hang.lively)
    if line.startswith("fg"):
        scene.type(line + "\n")
    else:
        if opened:
            line = f"{'echo hello' if '>' in opened[1] else 'timeout 3 cat'} {opened[1]} {opened[2]}"
        with open(os.path.join(scene.folder, "advised"), "wb") as output:
            subprocess.run([*as_user(hang.asker), "timeout", "5", "bash", "-c", line], cwd="/",
                           stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=scene.environment)
    if hang.then:
        return go_on(hang, scene, stuck, line)
    if wait_until(lambda: not is_alive(scene.top) or scene.has_moved(stuck, before, hang.lively), 5):
        return ""
    return f"nothing has moved by it, followed in another folder: {output_of(scene)}"


def go_on(hang, scene, stuck, line):
    """What the test has stopped, as a person does by Ctrl-Z, goes on; then all must end, or move all the time."""
    if "CONT" in line or not hang.told:
        stopped = [pid for selector, _ in hang.then for pid in scene.select(selector)]
        is_free = wait_until(lambda: not any(process_stat(pid)[:1] == [b"T"] for pid in stopped), 2)
        return "" if is_free else "it stays stopped"
    for selector, _ in hang.then:
        for pid in scene.select(selector):
            os.kill(pid, signal.SIGCONT)
    seen = [scene.rest(stuck)]

    def goes_on():
        seen.append(scene.rest(stuck))
        return seen[-1] != seen[-2] or seen[-1] is None

    if wait_until(lambda: not is_alive(scene.top) or not all(map(is_alive, stuck)), 2):
        return ""
    moves = [time.sleep(0.1) or goes_on() for _ in range(5)]
    return "" if all(moves) else f"it does not go on after it: {output_of(scene)}"


def output_of(scene, name="advised"):
    try:
        with open(os.path.join(scene.folder, name), errors="replace") as file:
            return " ".join(file.read().split())[:120]
    except OSError:
        return ""


def start_again(hang, line, programs):
    """With the advised command in the place of the other."""
    old = hang.whole if hang.whole and "command" in line else hang.advised
    for word, text in (*hang.blanks, ("command", hang.advised.removesuffix(" &"))):
        line = re.sub(rf"(?<![\w.]){re.escape(word)}(?![\w.])", lambda _, text=text: text, line)
    if hang.before and line.startswith(FIRST):
        old, line = hang.before, f"{line}; {hang.before}"
    line = line.removesuffix("&").rstrip() + " &" * old.endswith("&")
    again = dataclasses.replace(
        hang, command=tuple(part.replace(old, line) for part in hang.command),
        files={name: text.replace(old, line) for name, text in hang.files.items()},
        typed=hang.typed and hang.typed.replace(old, line) + "wait; exit\n")
    if (again.command, again.files) == (hang.command, hang.files) and old not in (hang.typed or ""):
        return f"`{old}` is not in the command"
    with Scene(again, programs) as scene:
        if not wait_until(lambda: scene.process.poll() is not None, 10):
            return f"it hangs again as {line}"
        output = output_of(scene, "output")
        return f"it fails as {line}: {output}" if BROKEN.search(output) else ""


def end_by_culprit(hang, scene):
    """Whether the known culprit is the true one: without it the hang ends."""
    stuck = scene.select(hang.stuck)
    before = scene.rest(stuck, () if hang.then else hang.lively)
    for pid in sorted(scene.select(hang.culprit)):
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass
    return wait_until(lambda: not is_alive(scene.top) or scene.has_moved(stuck, before, hang.lively), 5)
