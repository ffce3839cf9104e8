"""Random pipelines with random redirections, and the descriptor table that each stage must get.

The prediction is made here by folding the redirections as POSIX XCU 2.7 has them, without the shell. Descriptors are
mapped to entries; an entry is ("inherited", fd), ("pipe", number, "r" or "w"), ("file", name, mode, serial) or
("document", text, serial). A stage whose redirection copies a closed descriptor is one that does not run.
"""

import re
from dataclasses import dataclass, field

NUMBERS = [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 21, 30, 63, 99]
FILES = ["a", "b", "c", "d"]
INPUTS = ["in1", "in2"]
MODES = {"<": "r", ">": "w", ">|": "w", ">>": "a", "<>": "rw"}


class NotOpen(Exception):
    """A redirection copies a descriptor that is not open."""


@dataclass
class Redirection:
    operator: str
    fd: int | None
    operand: str
    name: str = ""
    """The file or text that the operand expands to."""
    document: str = ""
    """The lines of a here-document with its delimiter."""

    @property
    def target(self):
        return self.fd if self.fd is not None else 0 if self.operator.startswith("<") else 1

    def source(self):
        return ("" if self.fd is None else str(self.fd)) + self.operator + self.operand


@dataclass
class Table:
    entries: dict
    serials: list

    def copy(self):
        return Table(dict(self.entries), self.serials)

    def serial(self):
        self.serials[0] += 1
        return self.serials[0]

    def apply(self, redirections):
        for redirection in redirections:
            to = redirection.target
            if redirection.operator in MODES:
                self.entries[to] = ("file", redirection.name, MODES[redirection.operator], self.serial())
            elif redirection.operator in ("<<", "<<-"):
                self.entries[to] = ("document", redirection.name, self.serial())
            elif redirection.name == "-":
                self.entries.pop(to, None)
            elif int(redirection.name) in self.entries:
                self.entries[to] = self.entries[int(redirection.name)]
            else:
                raise NotOpen(redirection.name)
        return self


@dataclass
class Stage:
    source: str
    table: dict | None
    """What the reporting program gets; None where it is not run."""
    documents: list = field(default_factory=list)
    form: str = "plain"


@dataclass
class Pipeline:
    prelude: str
    stages: list
    functions: list

    def pipeline_source(self):
        """The pipeline with its here-documents after the line on which they are announced."""
        lines, documents = [], []
        for index, stage in enumerate(self.stages):
            last = index == len(self.stages) - 1
            lines.append(stage.source + ("" if last else " |"))
            documents += stage.documents
            if stage.documents or len(lines[-1]) > 60:
                lines[-1] += "\n" + "".join(documents)
                documents = []
            else:
                lines[-1] += " " if not last else "\n"
        return "".join(lines)

    def script(self):
        return self.prelude + "".join(self.functions) + self.pipeline_source()


class Generator:
    """Makes pipelines from a random.Random; the program that reports is called by `$T`, the report and the gate by it."""

    def __init__(self, random):
        self.random = random
        self.delimiters = 0

    def pipeline(self, length):
        prelude, base = self.prelude()
        functions = []
        stages = [self.stage(number, length, base, functions) for number in range(1, length + 1)]
        return Pipeline(prelude, stages, functions)

    def prelude(self):
        """What the shell itself opens and closes before: inherited by each stage."""
        entries = {fd: ("inherited", fd) for fd in range(3)}
        text = "v=b n=3 w='c d'\n"
        serials = [0]
        for _ in range(self.random.choice([0, 0, 0, 1, 2])):
            fd = self.random.choice([3, 4, 7, 9])
            mode = self.random.choice(["<>", ">>", ">"])
            Table(entries, serials).apply([Redirection(mode, fd, "kept", f"kept{fd}")])
            text += f"exec {fd}{mode}kept{fd}\n"
        return text, Table(entries, serials)

    # One stage.

    def stage(self, number, length, base, functions):
        table = base.copy()
        if number > 1:
            table.entries[0] = ("pipe", number - 1, "r")
        if number < length:
            table.entries[1] = ("pipe", number, "w")
        form = self.random.choice(
            ["plain"] * 12 + ["brace", "brace", "subshell", "if", "for", "while", "case", "function", "exec", "command",
                              "eval", "kept", "restored", "nested", "builtin", "assigned", "expanded"])
        outer = self.redirections(table, faulty=self.random.random() < 0.01)
        call = f"$T $R {number} $G"
        if form == "expanded":
            call = f'"$T" "$(echo "$R")" $(({number - 1} + 1)) $G'
        inner, kept, undone = [], [], []
        predicted = self.apply(table, outer)
        if form == "builtin":
            return Stage(self.mixed(": x y", outer), None, [one.document for one in outer if one.document], form)
        if predicted and form not in ("plain", "exec", "command", "assigned", "expanded"):
            if form == "kept":
                kept = self.redirections(predicted)
                predicted.apply(kept)
            if form == "restored":
                undone = self.redirections(predicted)
            inner = self.redirections(predicted, plain=form in ("eval", "function"))
            predicted.apply(inner)
        source = self.command(form, call, outer, inner, kept, undone, number, functions)
        documents = [one.document for one in [*kept, *undone, *inner, *outer]]
        return Stage(source, predicted.entries if predicted else None, [text for text in documents if text], form)

    def apply(self, table, redirections):
        try:
            return table.copy().apply(redirections)
        except NotOpen:
            return None

    def command(self, form, call, outer, inner, kept, undone, number, functions):
        own = self.mixed(call, inner)
        tail = "".join(" " + one.source() for one in outer)
        match form:
            case "plain" | "expanded": return self.mixed(call, outer)
            case "exec": return self.mixed("exec " + call, outer)
            case "command": return self.mixed("command " + call, outer)
            case "assigned": return "V=1 " + self.mixed(call, outer, leading=False)
            case "brace": return "{ " + own + "; }" + tail
            case "nested": return "{ { ( " + own + "; : ); }; }" + tail
            case "subshell": return "( " + own + " )" + tail
            case "if": return "if :; then " + own + "; fi" + tail
            case "for": return "for i in 1; do " + own + "; done" + tail
            case "while": return "while :; do " + own + "; break; done" + tail
            case "case": return "case x in (x) " + own + " ;; esac" + tail
            case "kept": return "{ " + self.mixed("exec", kept, leading=False) + "; " + own + "; }" + tail
            case "restored": return "{ " + self.mixed(":", undone) + "; " + own + "; }" + tail
            case "eval": return self.mixed("eval '" + own + "'", outer)
            case "function":
                functions.append(f"f{number}() {{ {own}; }}\n")
                return self.mixed(f"f{number}", outer)
        raise ValueError(form)

    def mixed(self, words, redirections, leading=True):
        """The words with the redirections in front of them, between and behind them, in their order."""
        words = re.findall(r"(?:'[^']*'|\"[^\"]*\"|\$\(\([^)]*\)\)|\S)+", words)
        places = sorted(self.random.randint(0 if leading else 1, len(words)) for _ in redirections)
        result = []
        for index in range(len(words) + 1):
            result += [one.source() for one, place in zip(redirections, places) if place == index]
            result += words[index:index + 1]
        return " ".join(result)

    # Redirections.

    def redirections(self, table, faulty=False, plain=False):
        count = self.random.choice([0, 0, 1, 1, 2, 2, 3, 4, 6, 9])
        table = table.copy()
        result = []
        for _ in range(count):
            one = self.redirection(table, plain)
            table.apply([one])
            result.append(one)
        if faulty:
            closed = [fd for fd in NUMBERS if fd not in table.entries]
            fd = str(self.random.choice(closed))
            result.append(Redirection(">&", self.random.choice(NUMBERS), fd, fd))
        return result

    def redirection(self, table, plain):
        fd = self.random.choice([None, *NUMBERS])
        kind = self.random.choice(["file"] * 4 + ["copy"] * 6 + ["close"] * 2 + ["move", "document"])
        if kind == "document" and not plain:
            return self.here_document(fd)
        if kind == "close":
            return Redirection(self.random.choice(["<&", ">&"]), fd, "-", "-")
        if kind in ("copy", "move") and table.entries:
            source = str(self.random.choice(sorted(table.entries)))
            operand = source
            if source == "3" and not plain:
                operand = self.random.choice(["3", "$n", '"$n"', "$((1 + 2))"])
            return Redirection(self.random.choice(self.copying(table.entries[int(source)])), fd, operand, source)
        operator = self.random.choice(["<", ">", ">", ">|", ">>", "<>"])
        name = self.random.choice(INPUTS if operator == "<" else FILES)
        return Redirection(operator, fd, self.operand(name, plain), name)

    def copying(self, entry):
        """The operators that may copy the entry: a descriptor must be open in the direction of the operator."""
        match entry:
            case ("inherited", 0) | ("document", _, _) | ("pipe", _, "r") | ("file", _, "r", _): return ["<&"]
            case ("file", _, "rw", _): return ["<&", ">&"]
        return [">&"]

    def operand(self, name, plain):
        if plain:
            return name
        forms = [name, name, name, f"'{name}'", f'"{name}"', f"./{name}"]
        if name == "b":
            forms += ["$v", '"$v"', "${v}", "$(echo b)", "`echo b`", "${unset:-b}"]
        return self.random.choice(forms)

    def here_document(self, fd):
        self.delimiters += 1
        delimiter = f"E{self.delimiters}"
        operator, tab = self.random.choice([("<<", ""), ("<<-", "\t")])
        quoted = self.random.random() < 0.5
        text = self.random.choice(["", "one\n", "v is $v\n", "$(echo b)\nlast\n"])
        lines = "".join(tab + line + "\n" for line in [*text.splitlines(), delimiter])
        expanded = text if quoted else text.replace("$v", "b").replace("$(echo b)", "b")
        return Redirection(operator, fd, f"'{delimiter}'" if quoted else delimiter, expanded, lines)
