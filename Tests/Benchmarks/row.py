"""What a row of the benchmark is, and a growth curve: data alone. How they run is told in measuring.py."""

from dataclasses import dataclass

ALL = ("dash", "bash", "mksh", "ksh93", "busybox", "yash")


@dataclass(frozen=True)
class Row:
    """One thing that is timed: a script, what it must write, and the peers that have its syntax.

    `arguments` stand in place of the script's file where there are any; `repeat` is how many processes in a row make
    one measurement, for what is too short alone. `locale` is the value of LC_ALL.
    """

    name: str
    group: str
    script: str
    expected: str
    peers: tuple = ALL
    arguments: tuple = ()
    repeat: int = 1
    locale: str = "C"


@dataclass(frozen=True)
class Curve:
    """One thing that must grow linearly: `script(n)` writes `expected(n)`, for each n in `sizes`."""

    name: str
    script: object
    expected: object
    sizes: tuple
