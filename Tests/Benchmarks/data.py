"""The files that the rows read, made in a folder of their own; nothing of the machine is read but a C compiler."""

import os
import shutil
import subprocess

from configure import configure, large

LARGE_SCRIPT = 5_000_000
PROGRAMS = {
    "static-true": "int main(void) { return 0; }\n",
    # Ends with its standard input; the live jobs of the growth curve.
    "static-hold": "#include <unistd.h>\nint main(void) { char c; while (read(0, &c, 1) > 0) { } return 0; }\n",
}
FUNCTION = """f{0}() {{
    case $1 in
    start) name=$1 count=$((count + {0})) ;;
    *) for word in "$@"; do set_{0}="$word ${{name:-none}}"; done ;;
    esac
    [ -n "$name" ] && echo "$name {0}" >&2
}}
"""


def access_log(lines):
    return "".join(
        f"10.0.0.{n % 200} - user{n % 7} [2026-01-{n % 28 + 1:02} +0000] {'GET' if n % 3 else 'PUT'} /path/{n} HTTP/1.1 "
        f"{404 if n % 4 == 0 else 200} {n % 2000 if n % 50 else '-'}\n" for n in range(lines))


def names_log(lines):
    return "".join(f"größe{n % 1000:03} straße{n % 7} {'äöü' * 5}\n" for n in range(lines))


def write(name, text):
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)


def compile_program(name, source):
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise SystemExit("no C compiler for the static programs of the benchmark")
    write(f"{name}.c", source)
    subprocess.run([compiler, "-O2", "-static", "-o", name, f"{name}.c"], check=True)


def make():
    """Everything, in the current folder."""
    for name, source in PROGRAMS.items():
        compile_program(name, source)
    os.mkdir("files")
    for number in range(20_000):
        os.close(os.open(f"files/f{number:05}.c", os.O_CREAT | os.O_WRONLY, 0o644))
    os.mkdir("names")
    for number in range(5000):
        os.close(os.open(f"names/ä{number:05}.c", os.O_CREAT | os.O_WRONLY, 0o644))
    write("names.log", names_log(20_000))
    write("access.log", access_log(20_000))
    write("access.small", access_log(2000))
    write("sourced.sh", "sourced=yes\n")
    write("configure", configure())
    write("large.sh", large(LARGE_SCRIPT))
    write("functions.sh", "".join(FUNCTION.format(n) for n in range(8000)) + "f7999() { echo 7999; }\nf7999\n")
    with open("large", "wb") as file:
        file.truncate(64 << 20)
