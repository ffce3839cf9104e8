"""The system calls that strace sees, and the events of `see trace`, in the same words: for `views`.

A step is a line such as `dup2 3 1 /tmp/o`. Left out of what strace sees are the calls of the looking itself: the pidfds
by which the ends of children are seen, the log, and reading directories. What the shell did before the log was opened
and after it was read is no part of the line; nor is what a child does once it is the command.
"""

import os
import re
import subprocess

import support

CALLS = ("trace=pipe2,dup2,dup3,fcntl,close,openat,execve,vfork,clone,clone3,fork,wait4,exit_group,memfd_create,"
         "pidfd_open")
OBJECT = r"(?:<(.*?)>)?"
PATTERNS = [
    ("pipe", re.compile(rf"pipe2\(\[(\d+){OBJECT}, (\d+){OBJECT}\].* = 0")),
    ("dup2", re.compile(rf"dup[23]\((\d+){OBJECT}, ?(\d+).*= \d")),
    ("dup", re.compile(rf"fcntl\((\d+){OBJECT}, F_DUPFD(?:_CLOEXEC)?, \d+\)\s*= (\d+)")),
    ("close", re.compile(r"close\((\d+)(?:<(.*)>)?\)")),
    ("open", re.compile(r'openat\(AT_FDCWD(?:<.*?>)?, "([^"]*)", ([A-Z_|]+).*?\)\s*= (-?\d+)(?: (\w+))?')),
    ("exec", re.compile(r'execve\("([^"]*)".*\)\s*= (-?\d+)(?: (\w+))?')),
    ("fork", re.compile(r"(?:vfork|clone3?|fork)\(.*\)\s*= (\d+)")),
    ("wait", re.compile(r"wait4\([^,]*, ?(?:NULL|\[\{(.*?)\}\]).*\)\s*= (\d+)")),
]
OWN_OBJECTS = ("pid:", "pidfd:", "anon_inode:[pidfd]", "/memfd:")


def strace(folder, line, *options, calls=CALLS, variables=None):
    """Runs `line` under strace; returns the calls of each process in their order, the shell's first: (time, call)."""
    log = os.path.join(folder, "strace")
    subprocess.run(
        ["strace", "-f", "-ttt", "-yy", "-s", "4096", "-o", log, "-e", calls, *options, support.SEESH, "-c", line],
        cwd=folder, env=support.environment(folder) | (variables or {}), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=support.DEADLINE)
    calls, unfinished = {}, {}
    with open(log, encoding="utf-8", errors="replace") as file:
        for text in file:
            pid, time, call = re.match(r"(\d+) +([\d.]+) (.*)", text).groups()
            pid, call = int(pid), re.sub(r"<(?:char|block) [\d:]+>|(?<=>)\(deleted\)", "", call)
            if resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", call):
                time, start = unfinished.pop(pid, (time, ""))
                call = start + resumed[1].lstrip()
            elif call.endswith("<unfinished ...>"):
                unfinished[pid] = time, call.removesuffix("<unfinished ...>").rstrip(" ")
                calls.setdefault(pid, [])
                continue
            calls.setdefault(pid, []).append((float(time), call))
    return calls


def name(text, folder):
    """An object as both sides call it: without the folder."""
    return (text or "").removeprefix(folder + "/").removeprefix("./").removesuffix("(deleted)").strip()


class Steps:
    """The steps of one process, from its calls."""

    def __init__(self, folder, is_shell):
        self.folder, self.steps = folder, []
        self.is_recording, self.is_over = not is_shell, False
        self.is_shell, self.hidden, self.setup, self.log = is_shell, set(), 0, None

    def add(self, call):
        """Takes one call in."""
        if self.is_over and not (self.is_shell and call.startswith("execve")):
            return
        if self.is_shell and not self.is_recording and not self.is_over:
            # The log: made, moved up, its first number closed.
            if call.startswith("memfd_create"):
                self.setup = 1
            elif self.setup and (moved := re.match(r"fcntl\(.*F_DUPFD.*= (\d+)", call)):
                self.log = moved[1]
            elif self.log and call.startswith("close"):
                self.is_recording = True
            return
        for kind, pattern in PATTERNS:
            if match := pattern.match(call):
                getattr(self, kind)(match)
                return

    def object(self, text):
        return name(text, self.folder)

    def pipe(self, match):
        self.steps.append(f"pipe {match[1]} {match[3]} {self.object(match[2])}")

    def dup2(self, match):
        self.steps.append(f"dup2 {match[1]} {match[3]} {self.object(match[2])}")

    def dup(self, match):
        if not (match[2] or "").startswith(OWN_OBJECTS):
            self.steps.append(f"dup {match[1]} {match[3]} {self.object(match[2])}")

    def close(self, match):
        if match[1] in self.hidden:
            self.hidden.discard(match[1])
        elif not (match[2] or "").startswith(OWN_OBJECTS):
            self.steps.append(f"close {match[1]} {self.object(match[2])}")

    def open(self, match):
        path, flags, result, error = match[1], match[2], int(match[3]), match[4] or ""
        if self.is_shell and path == f"/proc/self/fd/{self.log}":
            self.is_recording, self.is_over = False, True
        elif "O_DIRECTORY" in flags:
            self.hidden.add(match[3])
        elif "O_EXCL" not in flags or result >= 0:
            self.steps.append(f"open {self.object(path)} {max(result, -1)} {error}".rstrip())

    def exec(self, match):
        self.steps.append(f"exec {match[1]}")
        if int(match[2]) < 0:
            self.steps.append(f"exec-fail {match[1]} {match[3]}")
        else:
            self.is_over = True

    def fork(self, match):
        self.steps.append(f"fork {match[1]}")

    def wait(self, match):
        kind = "stop" if "WIFSTOPPED" in (match[1] or "") else "continue" if "WIFCONTINUED" in (match[1] or "") else "reap"
        self.steps.append(f"{kind} {match[2]}")


def seen_steps(calls, folder):
    """The steps of the shell and of all its children, from the calls of strace()."""
    shell = next(iter(calls))
    seen, wanted = {}, [shell]
    for pid in wanted:
        steps = Steps(folder, pid == shell)
        for _, call in calls.get(pid, []):
            steps.add(call)
        seen[pid] = steps.steps
        wanted += [int(step.split()[1]) for step in steps.steps if step.startswith("fork")]
    return seen


def event_step(record, folder):
    """An event as a step; None for what is no call."""
    match record["ev"]:
        case "pipe": return f"pipe {record['read']} {record['write']} {record['object']}"
        # A copy to its own number only loses close-on-exec.
        case "dup2" if record["from"] == record["to"]: return None
        case "dup2" | "dup": return f"{record['ev']} {record['from']} {record['to']} {name(record['object'], folder)}"
        case "close": return f"close {record['fd']} {name(record['object'], folder)}"
        case "open":
            return f"open {name(record['path'], folder)} {record['fd']} {record.get('error', '')}".rstrip()
        case "exec": return f"exec {record['path']}"
        case "exec-fail": return f"exec-fail {record['path']} {record['error']}"
        case "fork" | "reap" | "stop" | "continue": return f"{record['ev']} {record['child']}"
    return None


def logged_steps(records, folder):
    """The steps of every process, from the events."""
    logged = {}
    for record in records:
        if step := event_step(record, folder):
            logged.setdefault(record["pid"], []).append(step)
    return logged


class Lines:
    """Random pipelines of utilities, builtins, functions, compound commands, subshells and FIFOs, with redirections."""

    # Without `read`, which looks ahead in a pipe by a pipe of its own: that is no wiring.
    PRELUDE = "f() { /bin/cat; echo end; }; g() { f <case | /bin/cat; }; v=o; "
    SIMPLE = ["/bin/cat", "/bin/echo x", "/bin/true", ":", "echo a", "f", "g", "nosuch", "exec /bin/cat",
              "exec nosuch", "command /bin/true", "eval '/bin/true; echo b'", ". ./sourced", "./script", "true",
              "/bin/cat <(/bin/echo s)", "x=$(/bin/echo y)", "echo $(/bin/echo z | /bin/cat)", "/nonexistent/tool",
              "echo $(<case)", "V=1 /bin/true", "/bin/sh -c 'kill -9 $$'", "{ /bin/echo p >fifo & /bin/cat <fifo; wait; }",
              "{ /bin/true & : & wait; }", "{ trap : EXIT; /bin/true; }", "/bin/echo *"]
    REDIRECTIONS = [">o", ">>o", "2>&1", "3<case", "<case", "<&-", "3>&1", "4<>o", ">&2", "<nosuch", "9>&8", ">|$v",
                    "{d}>o", "<<<text", "2>/dev/null", "11>o", "3>&-", "0<&3"]

    def __init__(self, random):
        self.random = random

    def line(self):
        while True:
            line = self.pipeline(depth=2)
            # Two pairs at one FIFO may meet crosswise: then somebody waits for ever.
            if line.count("<fifo") < 2:
                return line

    def pipeline(self, depth):
        return " | ".join(self.stage(depth) for _ in range(self.random.choice([1, 1, 2, 2, 3])))

    def stage(self, depth):
        form = self.random.choice(["{}", "{}", "{}", "( {}; )", "{{ {}; }}", "if :; then {}; fi",
                                   "for i in 1 2; do {}; done", "( {}; {} )", "while :; do {}; break; done"])
        if depth == 0:
            form = "{}"
        inner = [self.pipeline(depth - 1) if form != "{}" else self.random.choice(self.SIMPLE)
                 for _ in range(form.count("{}"))]
        redirections = self.random.choices(self.REDIRECTIONS, k=self.random.choice([0, 0, 1, 1, 2, 3]))
        return " ".join([form.format(*inner), *redirections])
