"""All rows of the benchmark, group by group."""

from . import characters, interpreter, jobs, parsing, pipelines, scripts, spawning, start, substitutions

ROWS = [
    row
    for part in (start, spawning, pipelines, interpreter, characters, substitutions, scripts, parsing, jobs)
    for row in part.ROWS
]
