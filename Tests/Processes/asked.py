"""What the tests of asking share: a fresh folder with what is started in it, and ways to wait for a state."""

import json
import os
import subprocess
import time

from support import SEESH, environment, fresh_folder, kill_session, remove_folder, run

SCALE = float(os.environ.get("SEESH_TEST_TIME_SCALE", "1"))


class Folder:
    """A fresh folder, and what is started in it."""

    def __enter__(self):
        self.path = fresh_folder()
        self.started = []
        return self

    def __exit__(self, *_):
        for process in self.started:
            for _ in range(2):
                kill_session(process)
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream:
                    stream.close()
        remove_folder(self.path)

    def start(self, *command, **options):
        names = options.pop("names", {})
        process = subprocess.Popen(
            command, cwd=self.path, env={**environment(self.path), **names}, start_new_session=True,
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options})
        self.started.append(process)
        return process

    def file(self, name, text="", mode=0o755):
        path = os.path.join(os.fsencode(self.path), os.fsencode(name))
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def fifo(self, name):
        path = os.path.join(os.fsencode(self.path), os.fsencode(name))
        os.mkfifo(path)
        return path

    def ask(self, *arguments, **options):
        return run([SEESH, *arguments], self.path, **options)

    def ask_until(self, is_right, *arguments):
        """Asks until the answer is right, or for long enough."""
        end = time.monotonic() + 15 * SCALE
        while True:
            ended = self.ask(*arguments)
            if is_right(ended) or time.monotonic() > end:
                return ended
            time.sleep(0.05)


def wait_until(is_true, seconds=15):
    end = time.monotonic() + seconds * SCALE
    while not is_true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def waits_in(pid, *calls):
    """The process is in one of these system calls, by number."""
    try:
        with open(f"/proc/{pid}/syscall", encoding="ascii") as file:
            return file.read().split()[0] in map(str, calls)
    except (OSError, IndexError):
        return False


def lines(ended):
    return [json.loads(line) for line in ended.stdout.splitlines()]


def run_checks(tally, wanted, checks):
    """All checks, or those whose name contains one of the wanted texts."""
    for name, check in checks:
        if not wanted or any(text in name for text in wanted):
            check(tally)
    tally.finish()
