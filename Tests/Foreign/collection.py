"""All hangs by theme, all healthy ones, and the programs in C that they need."""

import glob
import os
import subprocess

import chains
import fifos
import filters
import healthy
import idle
import locks
import mixed
import names
import operands
import others
import pipes
import polls
import runners
import sockets
import terminals
import threads
import wrappers

HANGS = {module.__name__: module.HANGS
         for module in (runners, wrappers, pipes, filters, fifos, operands, locks, sockets, threads, polls, terminals,
                        others, names, chains, mixed)}
HEALTHY = {module.__name__: module.HEALTHY for module in (healthy, idle)}


def everything():
    """(theme, hang or healthy one)..."""
    for themes in (HANGS, HEALTHY):
        for theme, things in themes.items():
            for thing in things:
                yield theme, thing


def compile_all(folder):
    for source in glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "*.c")):
        name = os.path.basename(source).removesuffix(".c")
        subprocess.run(["cc", "-O1", "-pthread", "-o", os.path.join(folder, name), source], check=True)
