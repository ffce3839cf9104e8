"""Random sessions of a shell that changes its own descriptors and starts jobs, and a model of what they must be: for `sessions`.

A session is a script. While it is made, each change is done in a dictionary for each process as well, from the number of a
descriptor to the action that made it. A number that only the shell finds stands there as the name of the variable that
has it, or as the program that has it among its arguments, until it is known.
"""

import dataclasses

FILES = ["f1", "f2", "f3", "f4", "f5", "f 6"]
NUMBERS = [0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 20, 33]
IMPLIED = {"<": 0, "<>": 0, ">": 1, ">>": 1, ">|": 1}
MODES = {"<": "r", "<>": "rw", ">": "w", ">>": "w", ">|": "w"}
# Two FIFOs in turn: who opens one anew must not meet the test that has it open still.
PRELUDE = 'at() { echo "at $1 $BASHPID" >ready; read word <$2; }\nx=f1\n'


@dataclasses.dataclass(frozen=True)
class Source:
    """The action that made a descriptor, in the words of JSON and of text."""
    json: str
    text: str


@dataclasses.dataclass(eq=False)
class Description:
    """An open file description: what it is of; both ends of a pipe have one `pipe`."""
    mode: str
    path: str | None = None
    pipe: object = None


@dataclasses.dataclass(frozen=True)
class Entry:
    description: Description
    # None: it was there when the first shell started.
    source: Source | None
    is_inherited: bool = False

    def expected(self):
        """(origin, shell) of JSON, and the text."""
        if self.source is None:
            return "inherited", None, "inherited"
        if self.is_inherited:
            return "inherited", self.source.json, "inherited, " + self.source.text
        return self.source.json, None, self.source.text


class Process:
    """A process with its table; a copy of the shell, or a program with a name."""

    def __init__(self, parent, table=None):
        self.parent, self.children, self.name = parent, [], None
        # The value of x, and how often standard error is replaced for a time: then no program takes the shell's place.
        self.x, self.covers_error = "f1", 0
        # Its last command is a subshell in its place, which it would not be with an `eval` that may set traps.
        self.is_plain = bool(parent and parent.is_plain)
        if parent:
            table = {fd: dataclasses.replace(entry, is_inherited=True) for fd, entry in parent.table.items()}
            parent.children.append(self)
            self.x = parent.x
        self.table = table

    def family(self):
        return [self] + [other for child in self.children for other in child.family()]

    def pid(self, pids, parents):
        """Its number: as it was told, or as the parent of whom it has started."""
        if self.name:
            return pids[self.name]
        found = {parents(child.pid(pids, parents)) for child in self.children}
        return found.pop() if len(found) == 1 else None

    def set(self, fd, entry, cover=None):
        """Makes a descriptor, or with None closes it; what was there is noted in `cover`."""
        if cover is not None:
            cover.append((fd, self.table.get(fd)))
            self.covers_error += fd == 2
        if entry is None:
            self.table.pop(fd, None)
        else:
            self.table[fd] = entry

    def restore(self, cover):
        for fd, entry in reversed(cover):
            self.set(fd, entry)
            self.covers_error -= fd == 2


@dataclasses.dataclass
class Look:
    """What a look must show: the table of who looks, and the processes of each job."""
    operands: str
    looker: Process
    table: dict
    shell: dict
    jobs: list
    everybody: list


def redirection(fd, operator, path):
    """The source of a descriptor that a redirection has opened."""
    number = "" if fd == IMPLIED[operator] else fd
    text = f"{number}{operator.rstrip('|')}{path}"
    return Source("redirection " + text, text)


DOCUMENT = Source("here-document", "here-document")
COPROCESS = Source("coprocess", "coproc")


def copy(fd):
    return Source(f"copy {fd}", f"copy of {fd}")


class Session:
    """A script, and the looks that it takes."""

    def __init__(self, chance, inherited):
        self.chance, self.names, self.functions, self.variables = chance, 0, 0, 0
        self.lines, self.documents, self.looks, self.jobs = [], 0, [], []
        self.has_coprocess = False
        self.shell = Process(None, {
            fd: Entry(Description(mode, path=path), None) for fd, (mode, path) in inherited.items()})
        for _ in range(chance.randint(5, 10)):
            self.line(self.statement(self.shell, 2))
        self.line(self.look(self.shell))

    def script(self):
        return PRELUDE + "".join(self.lines) + "at end before\nwait\n"

    def line(self, text):
        """A line of the script, and the here-documents that it announces."""
        self.lines.append(text + "\n" + "text\nE\n" * self.documents)
        self.documents = 0

    def name(self):
        self.names += 1
        return f"a{self.names}"

    # Redirections.

    def redirections(self, process, counts=(0, 1, 1, 2, 3), cover=None, plain=False):
        """Random ones behind a command, performed in the model."""
        return "".join(" " + self.redirection(process, cover, plain) for _ in range(self.chance.choice(counts)))

    def redirection(self, process, cover, plain):
        fd = self.chance.choice(NUMBERS)
        kind = self.chance.choices(["open", "copy", "close", "document", "both"], [10, 5, 2, 0 if plain else 1, 1])[0]
        others = [other for other in process.table if other != fd and not str(other).startswith("/")]
        if kind == "open":
            operator = self.chance.choice(list(MODES))
            word, path = self.operand(process, plain)
            entry = Entry(Description(MODES[operator], path=path), redirection(fd, operator, path))
            process.set(fd, entry, cover)
            return (f"{fd}" if fd != IMPLIED[operator] or self.chance.random() < 0.3 else "") + operator + word
        if kind == "copy" and others:
            source = self.chance.choice(others)
            process.set(fd, Entry(process.table[source].description, copy(source)), cover)
            word = source if isinstance(source, int) else f"${source}"
            return f"{fd}{self.chance.choice(['<&', '>&'])}{word}"
        if kind == "document":
            process.set(fd, Entry(Description("r", pipe=object()), DOCUMENT), cover)
            if self.chance.random() < 0.5:
                return f"{fd}<<<text"
            self.documents += 1
            return f"{fd}<<E"
        if kind == "both":
            word, path = self.operand(process, plain)
            description = Description("w", path=path)
            process.set(1, Entry(description, redirection(1, ">", path)), cover)
            process.set(2, Entry(description, copy(1)), cover)
            return "&>" + word
        process.set(fd, None, cover)
        return f"{fd}>&-"

    def operand(self, process, plain):
        """The word, and the path that it means."""
        path = self.chance.choice(FILES)
        if " " in path:
            return ('"f 6"' if plain else "'f 6'"), path
        forms = [(path, path), (path, path), (f"./{path}", f"./{path}"), (f'"{path}"', path), ("$x", process.x)]
        return self.chance.choice(forms)

    # What stands in a copy of the shell and waits there.

    def program(self, process):
        process.name = self.name()
        return f"table ready {process.name} gate"

    def body(self, process, depth, is_last):
        """Some changes, and then something that waits; `is_last`: nothing follows it in its process."""
        setups = [self.setup(process, depth) for _ in range(self.chance.choice([0, 0, 1, 1, 2]))]
        return " ".join([*setups, self.block(process, depth, is_last)])

    def setup(self, process, depth):
        """What a copy of the shell does, and goes on."""
        kind = self.chance.choices(["exec", "eval", "restored", "group", "assignment", "job"],
                                   [6, not process.is_plain, 2, 2, 1, 2 * (depth > 0)])[0]
        if kind == "exec":
            return f"exec{self.redirections(process, (1, 1, 2))};"
        if kind == "eval":
            return f"eval 'exec{self.redirections(process, (1, 2), plain=True)}';"
        if kind in ("restored", "group"):
            cover = []
            redirections = self.redirections(process, (1, 2, 3), cover)
            inside = f"exec{self.redirections(process, (1,))}" if kind == "group" and self.chance.random() < 0.5 else ":"
            process.restore(cover)
            return f":{redirections};" if kind == "restored" else f"{{ {inside}; }}{redirections};"
        if kind == "assignment":
            process.x = self.chance.choice(FILES[:5])
            return f"x={process.x};"
        return self.job(process, depth - 1)

    def block(self, process, depth, is_last):
        end = "" if is_last else " :;"
        kinds = {"child": 4, "last": 4 * (is_last and not process.covers_error), "builtin": 1}
        if depth > 0:
            kinds |= {"pipeline": 2, "wait": 1, "group": 2, "function": 1, "compound": 2, "subshell": 2, "list": 1}
        kind = self.chance.choices(list(kinds), list(kinds.values()))[0]
        if kind == "child":
            child = Process(process)
            return f"{self.program(child)}{self.redirections(child)}; :;"
        if kind == "last":
            return f"{self.program(process)}{self.redirections(process)};"
        if kind == "builtin":
            process.name = self.name()
            return f'echo "{process.name} $BASHPID" >ready; read word <gate;'
        if kind == "pipeline":
            return f"{self.pipeline(process, depth - 1)};{end}"
        if kind == "wait":
            return f"{self.job(process, depth - 1)} {self.setup(process, 0)} {self.job(process, depth - 1)} wait;{end}"
        if kind == "list":
            return self.list(process, depth - 1) + ";"
        if kind == "subshell":
            inner = process if is_last and not process.covers_error else Process(process)
            inner.is_plain |= inner is process
            redirections = self.redirections(inner)
            return f"( {self.body(inner, depth - 1, True)} ){redirections};{end}"
        redirections = self.redirections(process, (0, 1, 2), [])
        if kind == "function":
            return f"{self.function(process, depth, is_last)}{redirections};{end}"
        if kind == "group":
            return f"{{ {self.body(process, depth - 1, is_last)} }}{redirections};{end}"
        return f"{self.compound(process, depth - 1)}{redirections};{end}"

    def list(self, process, depth):
        if self.chance.random() < 0.5:
            return f"{{ {self.body(process, depth, False)} }} && :"
        child = Process(process)
        return f"{self.program(child)}{self.redirections(child)} && :"

    def compound(self, process, depth):
        """A compound command that something follows in its process."""
        form = self.chance.choice(["for x in f4 f5; do {} done", "while :; do {} break; done", "if :; then {} fi",
                                   "case a in a) {} ;; esac", "until ! :; do {} break; done"])
        if form.startswith("for"):
            process.x = "f4"
        return form.format(self.body(process, depth, False))

    def function(self, process, depth, is_last):
        """Defines one, with redirections of its own, and gives its name."""
        self.functions += 1
        name, outer, self.documents = f"fn{self.functions}", self.documents, 0
        redirections = self.redirections(process, (0, 1, 2), [])
        self.line(f"{name}() {{ {self.body(process, depth - 1, is_last)} }}{redirections}")
        self.documents = outer
        return name

    # Processes.

    def stage(self, process, depth, is_asynchronous):
        """The text of a command that has the process for itself, which has the ends of its pipes."""
        kinds = {"simple": 4, "alone": 2, "exec": 1, "substitution": 2 * (depth > 0), "copy": 6, "function": 2, "compound": 2}
        kind = self.chance.choices(list(kinds), list(kinds.values()))[0]
        if kind == "substitution":
            return self.substitution(process, depth)
        if kind in ("simple", "exec"):
            word = "exec " if kind == "exec" else ""
            return f"{word}{self.program(process)}{self.redirections(process)}"
        form = self.chance.choice(["{{ {} }}", "( {} )"])
        # In front of a job, and of a subshell, they are there to stay.
        stay = kind != "function" and (is_asynchronous or form.startswith("("))
        redirections = self.redirections(process, (0, 0, 1, 2), None if stay else [])
        if kind == "alone":
            return form.format(f"{self.program(process)}{self.redirections(process)};") + redirections
        if kind == "copy":
            return form.format(self.body(process, depth, True)) + redirections
        if kind == "compound":
            return self.compound(process, depth) + redirections
        return self.function(process, depth, True) + redirections

    def substitution(self, process, depth):
        """A utility with a process substitution: the copy of the shell that has started both waits for them."""
        helper, child, pipe = Process(process), Process(process), object()
        is_input = self.chance.random() < 0.6
        source = Source("process substitution", "<( )" if is_input else ">( )")
        ends = [Entry(Description(mode, pipe=pipe), source) for mode in ("r", "w")]
        helper.set(1 if is_input else 0, ends[is_input])
        # The number stands among its arguments.
        child.set(f"/dev/fd/ {self.names + 1}", ends[not is_input])
        program = self.program(child)
        inside = (f"{self.program(helper)}{self.redirections(helper)};" if self.chance.random() < 0.5
                  else self.body(helper, depth - 1, True))
        return f"{program} {'<' if is_input else '>'}({inside}){self.redirections(child)}"

    def pipeline(self, parent, depth, is_asynchronous=False):
        count = self.chance.choice([2, 2, 3])
        pipes = [object() for _ in range(count)]
        texts = []
        for number in range(1, count + 1):
            process = Process(parent)
            if number == 1 and is_asynchronous:
                self.no_input(process)
            for side, edge in ((0, number - 1), (1, number)):
                if 0 < edge < count:
                    source = Source(f"pipe {edge}>{edge + 1}", f"'|' {edge}>{edge + 1}")
                    process.set(side, Entry(Description("rw"[side], pipe=pipes[edge]), source))
            texts.append(self.stage(process, depth, is_asynchronous))
        return " | ".join(texts)

    def no_input(self, process):
        process.set(0, Entry(Description("r", path="/dev/null"), redirection(0, "<", "/dev/null")))

    def job(self, parent, depth):
        """A command in the background."""
        kind = self.chance.choices(["stage", "pipeline", "list"], [5, 2, 1])[0]
        if kind == "pipeline":
            return self.pipeline(parent, depth, True) + " &"
        process = Process(parent)
        self.no_input(process)
        if kind == "list":
            return self.list(process, depth) + " &"
        return self.stage(process, depth, True) + " &"

    # What the shell does itself.

    def statement(self, process, depth):
        kinds = {"exec": 6, "eval": 1, "assignment": 1, "restored": 1, "look": 1 + (process is not self.shell) * 2}
        if process is self.shell:
            kinds |= {"job": 7, "variable": 1, "coprocess": depth == 2 and not self.has_coprocess}
        if depth > 0:
            kinds |= {"group": 2, "function": 1, "subshell": 1}
        kind = self.chance.choices(list(kinds), list(kinds.values()))[0]
        if kind == "look":
            return self.look(process)
        if kind == "job":
            return self.shell_job(lambda: self.job(process, 2))
        if kind == "coprocess":
            self.has_coprocess = True
            return self.shell_job(self.coprocess)
        if kind == "variable":
            return self.variable(process)
        if kind in ("exec", "eval", "assignment", "restored"):
            return self.simple(process, kind)
        if kind == "subshell":
            inner = Process(process)
            redirections = self.redirections(inner, (0, 1, 2))
            text = f"( {self.statements(inner, depth - 1)} ){redirections};"
            process.children.remove(inner)
            return text
        cover = []
        redirections = self.redirections(process, (1, 2), cover)
        if kind == "group":
            text = f"{{ {self.statements(process, depth - 1)} }}{redirections};"
        else:
            self.functions += 1
            name, outer, self.documents = f"fn{self.functions}", self.documents, 0
            own = self.redirections(process, (0, 1, 2), cover)
            self.line(f"{name}() {{ {self.statements(process, depth - 1)} }}{own}")
            self.documents = outer
            text = f"{name}{redirections};"
        process.restore(cover)
        return text

    def statements(self, process, depth):
        return " ".join(self.statement(process, depth) for _ in range(self.chance.choice([1, 2, 3])))

    def simple(self, process, kind):
        if kind == "exec":
            return f"{self.chance.choice(['', '', 'command '])}exec{self.redirections(process, (1, 1, 2, 3))};"
        if kind == "eval":
            return f"eval 'exec{self.redirections(process, (1, 2), plain=True)}';"
        if kind == "assignment":
            process.x = self.chance.choice(FILES[:5])
            return f"x={process.x};"
        cover = []
        text = f":{self.redirections(process, (1, 2), cover)};"
        process.restore(cover)
        return text

    def variable(self, process):
        """`exec {name}>file`: the shell tells the number that it has found."""
        self.variables += 1
        name, path = f"v{self.variables}", self.chance.choice(FILES[:5])
        operator = self.chance.choice([">", ">>", "<>"])
        process.set(name, Entry(Description(MODES[operator], path=path), redirection(f"${name}", operator, path)))
        return f'exec {{{name}}}{operator}{path}; echo "set {name} ${name}" >ready;'

    def shell_job(self, make):
        before = len(self.shell.children)
        text = make()
        self.jobs.append(self.shell.children[before:])
        return text

    def coprocess(self):
        process = Process(self.shell)
        for side in (0, 1):
            process.set(side, Entry(Description("rw"[side], pipe=object()), COPROCESS))
        if self.chance.random() < 0.5:
            return f"coproc {self.program(process)}{self.redirections(process)};"
        redirections = self.redirections(process, (0, 1))
        return f"coproc {{ {self.body(process, 1, True)} }}{redirections};"

    def look(self, process):
        """Looks at the shell and its jobs, or at some of them."""
        number = len(self.looks)
        operands = [f"%{number}" for number in range(1, len(self.jobs) + 1) if self.chance.random() < 0.3]
        # A subshell knows of its parent, and of no other.
        operands += ["$$"] * (self.chance.random() < 0.3 and process.parent in (None, self.shell))
        operands = " ".join(operands if self.chance.random() < 0.5 else [])
        self.looks.append(Look(operands, process, dict(process.table), dict(self.shell.table), list(self.jobs),
                               [other for job in self.jobs for root in job for other in root.family()]))
        return (f"at {number} before; see fds --json -o json.{number} {operands}; see fds -o text.{number} {operands}; "
                f"at {number} after;")
