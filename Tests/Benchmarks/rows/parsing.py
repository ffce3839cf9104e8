"""Rows: reading large scripts. The scripts are made by data.py."""

from row import Row

ROWS = [
    Row("-n on 5 MB", "parsing", "", "", arguments=("-n", "large.sh")),
    Row("8000 functions", "parsing", "", "7999\n", arguments=("functions.sh",)),
    Row("-n on configure", "parsing", "", "", arguments=("-n", "configure")),
]
