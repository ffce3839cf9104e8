"""Runs rows and curves and measures whole processes: wall time, and user and system time of the shell and of every
process below it, also of those that it has left behind: what it does not wait for is work all the same. Outputs are
compared before anything is timed."""

import ctypes
import math
import os
import shutil
import signal
import statistics
import time
from collections import namedtuple

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SEESH = os.path.abspath(os.environ.get("SEESH") or os.path.join(ROOT, ".build/release/seesh"))
PEERS = {
    "dash": ["dash"],
    "bash": ["bash", "--posix"],
    "mksh": ["mksh"],
    "ksh93": ["ksh93"],
    "busybox": ["busybox", "ash"],
    "yash": ["yash"],
}
PATH = "/usr/local/bin:/usr/bin:/bin"
DEADLINE = 15
CURVE_DEADLINE = 90
FAR_BEHIND = 4

Time = namedtuple("Time", "wall cpu")


class Wrong(Exception):
    """A shell did not do what the row says, or not in time."""


def installed():
    """The shells of this machine, seesh first: name -> command."""
    if not os.access(SEESH, os.X_OK):
        raise SystemExit(f"{SEESH}: no such shell; build it or set SEESH")
    found = {name: [shutil.which(command[0], path=PATH), *command[1:]] for name, command in PEERS.items()}
    return {"seesh": [SEESH], **{name: command for name, command in found.items() if command[0]}}


def run_once(command, deadline=DEADLINE, locale="C"):
    """One process from its start to its end, what it writes in the file `output`; returns its time and status."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, "output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, "errors", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    ]
    environment = {"PATH": PATH, "HOME": os.getcwd(), "LC_ALL": locale}
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environment, file_actions=actions, setpgroup=0)
    signal.alarm(deadline)
    try:
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - start
        cpu = usage.ru_utime + usage.ru_stime + time_of_orphans()
    except TimeoutError:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise Wrong(f"over {deadline} s")
    finally:
        signal.alarm(0)
    return Time(wall, cpu), os.waitstatus_to_exitcode(status)


def time_of_orphans():
    """Waits for the processes that the shell has left behind, which have become children of this one."""
    cpu = 0
    while True:
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return cpu
        cpu += usage.ru_utime + usage.ru_stime


def measure(shell, row):
    """The time of the row in one shell."""
    command = shell + list(row.arguments or ["script"])
    runs = [run_once(command, locale=row.locale) for _ in range(row.repeat)]
    if any(status != 0 for _, status in runs):
        raise Wrong(f"status {runs[0][1]}")
    return Time(sum(run.wall for run, _ in runs), sum(run.cpu for run, _ in runs))


def write_script(text):
    with open("script", "w", encoding="utf-8") as file:
        file.write(text)


def check_output(expected):
    with open("output", encoding="utf-8", errors="backslashreplace") as file:
        output = file.read()
    if output != expected:
        with open("errors", errors="backslashreplace") as file:
            raise Wrong(f"wrote {output[-80:]!r} {file.read()[-160:]!r}")


def checked(shell, row):
    time = measure(shell, row)
    check_output(row.expected)
    return time


def run_row(row, shells, rounds):
    """Every shell in turn within every round. Returns a dictionary for reports: times and ratios by shell.

    A peer far behind the best one in the check keeps the time it had there: it will not be the best.
    """
    write_script(row.script)
    first, wrong = {}, {}
    for name, command in shells.items():
        if name != "seesh" and name not in row.peers:
            continue
        try:
            first[name] = checked(command, row)
        except Wrong as error:
            wrong[name] = str(error)
    times = {name: [time] for name, time in first.items()}
    near = close_ones(first)
    for number in range(rounds):
        for name in near:
            if name in wrong:
                continue
            try:
                time = measure(shells[name], row)
                times[name] = [*times[name], time] if number else [time]
            except Wrong as error:
                wrong[name] = f"in round {number + 1}: {error}"
                del times[name]
    return {"name": row.name, "group": row.group, "wrong": wrong, **compared(times)}


def close_ones(first):
    peers = [name for name in first if name != "seesh"]
    near = [name for name in peers if all(
        getattr(first[name], kind) <= FAR_BEHIND * min(getattr(first[peer], kind) for peer in peers)
        for kind in Time._fields)]
    return [name for name in first if name == "seesh" or name in near]


def compared(times):
    """Medians, and the medians of the ratios round by round to the best peer, for wall and for CPU time."""
    result = {}
    for kind in Time._fields:
        series = {name: [getattr(time, kind) for time in rounds] for name, rounds in times.items()}
        medians = {name: statistics.median(values) for name, values in series.items()}
        peers = [name for name in medians if name != "seesh"]
        best = min(peers, key=medians.get, default=None)
        ratios = {name: ratio(values, series[best]) for name, values in series.items()} if best else {}
        result[kind] = {"best": best, "seconds": medians, "ratios": ratios}
    return result


def ratio(values, best):
    if len(values) != len(best):
        return statistics.median(values) / statistics.median(best)
    return statistics.median(value / other for value, other in zip(values, best))


def run_curve(curve, shell, rounds):
    """The CPU time at each size, the start of the shell taken off, and the exponent that fits it best.

    Each round has all sizes, so that a slow time of the machine meets all of them, and what counts is the least time of each:
    what disturbs a run only adds.
    """
    write_script(":\n")
    start = min(run_once(shell + ["script"])[0].cpu for _ in range(10))
    least = dict.fromkeys(curve.sizes, math.inf)
    for _ in range(rounds):
        for size in curve.sizes:
            write_script(curve.script(size))
            time, status = run_once(shell + ["script"], CURVE_DEADLINE)
            if status != 0:
                raise Wrong(f"status {status} at {size}")
            check_output(curve.expected(size))
            least[size] = min(least[size], time.cpu)
    seconds = [max(time - start, 1e-5) for time in least.values()]
    slope = statistics.linear_regression([math.log(size) for size in curve.sizes], [math.log(s) for s in seconds]).slope
    return {"name": curve.name, "sizes": curve.sizes, "seconds": seconds, "exponent": slope}


def on_alarm(_signal, _frame):
    raise TimeoutError


PR_SET_CHILD_SUBREAPER = 36
if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
    raise SystemExit(f"prctl: {os.strerror(ctypes.get_errno())}")
signal.signal(signal.SIGALRM, on_alarm)
