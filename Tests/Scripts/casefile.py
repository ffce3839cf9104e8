"""Reads `*.cases` files: the shell code of each case and what must come of it.

A case starts at a line `#### title`. Below it, lines that start with `## ` and a known word are directives, all
others are shell code. Lines before the first title are comments. Files are bytes: nothing here decodes them except
titles and notes, for people to read. Running the cases is left to `execution.py`, judging the shells to `run`.

    ## stdout: one line          ## STDOUT: ... ## END     exact; absent: no output
    ## stderr: ERE               ## STDERR: ... ## END     a pattern to find, or exact; absent: no output
    ## stderr-ignored            anything may come
    ## status: 0                 or a range, 1-125; a shell that a signal killed has 128 + its number; absent: 0
    ## stdin: one line           ## STDIN: ... ## END      absent: /dev/null
    ## mode: script              script (default): a file named `case`; -c: an argument; stdin: the standard input
    ## options: -e -u            options of the shell, before the script
    ## args: 'a b' c             operands after the script; with -c the first one is $0
    ## env: NAME=value           any number of times; `## env: NAME` removes a variable
    ## differs: dash mksh -- why peers known to fail the case, any number of times
"""

import os
import re
import shlex
from dataclasses import dataclass, field

TITLE = b"#### "
DIRECTIVE = re.compile(rb"## (stdout|stderr|status|stdin|mode|options|args|env|differs):(?: (.*))?$")
BLOCK = re.compile(rb"## (STDOUT|STDERR|STDIN):$")
BLOCK_END = b"## END"
PEER_NAMES = ("dash", "bash", "yash", "mksh", "ksh93", "busybox")


class CaseFileError(Exception):
    """A case file breaks the format; the text names the file and the line."""


@dataclass
class Case:
    path: str
    line: int
    title: str
    code: bytes = b""
    stdout: bytes = b""
    stderr: bytes | None = b""
    stderr_pattern: re.Pattern | None = None
    status: range = range(0, 1)
    stdin: bytes | None = None
    mode: str = "script"
    options: list[bytes] = field(default_factory=list)
    arguments: list[bytes] = field(default_factory=list)
    environment: dict[bytes, bytes | None] = field(default_factory=dict)
    differs: dict[str, str] = field(default_factory=dict)

    @property
    def place(self):
        return f"{self.path}:{self.line}"


def load(paths):
    """All cases of the files, and of the `*.cases` files below the directories, in order."""
    cases = []
    for path in paths:
        for file in files_below(path):
            cases.extend(parse(file))
    return cases


def files_below(path):
    if not os.path.isdir(path):
        return [path]
    found = []
    for folder, _, names in os.walk(path):
        found.extend(os.path.join(folder, name) for name in names if name.endswith(".cases"))
    return sorted(found)


def parse(path):
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    cases, titles, code = [], set(), []
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.startswith(TITLE):
            finish(cases, code)
            title = line[len(TITLE):].decode(errors="backslashreplace").strip()
            if title in titles:
                raise CaseFileError(f"{path}:{number}: a second case has this title: {title}")
            titles.add(title)
            cases.append(Case(path, number, title))
            code = []
        elif not cases:
            if line and not line.startswith(b"#"):
                raise CaseFileError(f"{path}:{number}: only comments may stand before the first title")
        elif match := BLOCK.match(line):
            end = lines.index(BLOCK_END, number) if BLOCK_END in lines[number:] else None
            if end is None:
                raise CaseFileError(f"{path}:{number}: this block has no ## END")
            setattr(cases[-1], match[1].decode().lower(), b"".join(each + b"\n" for each in lines[number:end]))
            number = end + 1
        elif line == b"## stderr-ignored":
            cases[-1].stderr = None
        elif match := DIRECTIVE.match(line):
            try:
                apply(cases[-1], match[1].decode(), match[2] or b"")
            except (ValueError, re.error) as error:
                raise CaseFileError(f"{path}:{number}: {error}") from None
        elif line.startswith(b"## "):
            raise CaseFileError(f"{path}:{number}: unknown directive")
        else:
            code.append(line)
    finish(cases, code)
    return cases


def finish(cases, code):
    """Gives the last case its code, without the blank lines that set it apart from the next."""
    while code and not code[-1]:
        code.pop()
    if cases:
        if not code:
            raise CaseFileError(f"{cases[-1].place}: this case has no code")
        cases[-1].code = b"".join(line + b"\n" for line in code)


def apply(case, name, value):
    if name in ("stdout", "stdin"):
        setattr(case, name, value + b"\n")
    elif name == "stderr":
        case.stderr, case.stderr_pattern = None, re.compile(value, re.MULTILINE)
    elif name == "status":
        first, _, last = value.decode().partition("-")
        case.status = range(int(first), int(last or first) + 1)
    elif name == "mode":
        if value not in (b"script", b"-c", b"stdin"):
            raise ValueError("the mode is script, -c or stdin")
        case.mode = value.decode()
    elif name == "options":
        case.options = split(value)
    elif name == "args":
        case.arguments = split(value)
    elif name == "env":
        variable, equals, text = value.partition(b"=")
        case.environment[variable] = text if equals else None
    else:
        shells, dashes, reason = value.decode(errors="backslashreplace").partition(" -- ")
        names = shells.split()
        if not dashes or not reason.strip() or not names or set(names) - set(PEER_NAMES):
            raise ValueError("write: ## differs: PEER... -- why")
        case.differs.update((shell, reason.strip()) for shell in names)


def split(value):
    """The words of a directive, quoted as in the shell; Latin-1 keeps every byte what it is."""
    return [word.encode("latin-1") for word in shlex.split(value.decode("latin-1"))]
