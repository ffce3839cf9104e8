"""Cuts a script down as long as seesh stands alone in it in the same way."""

import re
import time

COMPARISONS, SECONDS = 250, 40


def minimized(comparison, script, differences):
    """The shortest script found within a number of comparisons and a time, and where seesh stands alone in it."""
    wanted = {manner(difference) for difference in differences}
    strict = any(not difference.ally for difference in differences)
    budget = [COMPARISONS]
    end = time.monotonic() + SECONDS

    def attempt(candidate):
        budget[0] = budget[0] - 1 if time.monotonic() < end else 0
        found = comparison.differences(candidate)
        kept = [one for one in found if manner(one) in wanted and not (strict and one.ally)]
        return kept or None

    for split in (lines, words, characters):
        script, differences = cut(script, differences, split, attempt, budget)
    return script, differences


def manner(difference):
    """What a shorter script has to keep, so that it still shows the same."""
    return difference.kind, difference.ally, difference.own is None, difference.others is None


def lines(script):
    return re.findall(r".*\n|.+", script)


def words(script):
    return re.findall(r"\s+|[^\s;|&<>(){}]+|.", script, re.S)


def characters(script):
    return list(script)


def cut(script, differences, split, attempt, budget):
    """Takes parts away, from half of all to single ones."""
    parts = split(script)
    size = max(1, len(parts) // 2)
    while budget[0] > 0:
        at, changed = 0, False
        while at < len(parts) and budget[0] > 0:
            candidate = parts[:at] + parts[at + size:]
            found = attempt("".join(candidate)) if candidate else None
            if found:
                parts, differences, changed = candidate, found, True
            else:
                at += size
        if size == 1 and not changed:
            break
        size = size if changed and size == 1 else max(1, size // 2)
    return "".join(parts), differences
