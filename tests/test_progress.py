"""The bar of a long run, on real pseudo-terminals: the last document waits for a byte on a pipe."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest

from fakes import CALM

ROWS = 40
HIDDEN, BACK = b"\x1b[?25l", b"\x1b[?25h"  # the cursor
SCRIPT = """
import os, signal, sys
import rasad.cli.progress, rasad.kit, rasad.pipeline
signal.signal(signal.SIGINT, signal.default_int_handler)
rasad.cli.progress.PATIENCE = float(sys.argv.pop(1))
go = int(sys.argv.pop(1))
rasad.kit.load_kit = lambda overlays: None
rasad.pipeline.read = lambda document, kit: () if document.id != "39" or os.read(go, 1) else ()
from rasad.cli import main
main()
"""


class Terminal:
    """A run whose stderr is a terminal of a width; `seen` is all it has drawn."""

    def __init__(self, *arguments, width, patience=0):
        self.end, stderr = pty.openpty()
        fcntl.ioctl(stderr, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        go, self.go = os.pipe()
        self.run = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(patience), str(go), "code", *map(str, arguments)],
            pass_fds=[go],
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=kept | {"TERM": "xterm"},
        )
        os.close(stderr)
        os.close(go)
        self.seen = b""

    def let(self):
        """Lets the last document be read."""
        os.write(self.go, b"x")

    def until(self, pattern):
        """Waits until the pattern is drawn."""
        give_up = time.monotonic() + 60
        while not re.search(pattern, self.seen.decode("utf-8", "replace")):
            ready, _, _ = select.select([self.end], [], [], 1)
            drawn = self._drawn() if ready else b"?"
            assert drawn and time.monotonic() < give_up, self.seen
            self.seen += drawn if ready else b""

    def closed(self):
        """Waits for the end; the standard output."""
        out, _ = self.run.communicate(timeout=60)
        while drawn := self._drawn():
            self.seen += drawn
        os.close(self.end)
        os.close(self.go)
        return out

    def left(self):
        """What stands on the screen at the end: each line as it was last written."""
        drawn = self.seen.decode("utf-8").rpartition("\x1b[1A\x1b[2K")[2]
        assert "\x1b" not in drawn
        return drawn

    def _drawn(self):
        try:
            return os.read(self.end, 65_536)
        except OSError:  # Linux says so where the other end is closed
            return b""


@pytest.fixture
def corpus(tmp_path):
    rows = [json.dumps({"id": str(n), "text": CALM}) if n % 10 else "{}" for n in range(ROWS)]
    (tmp_path / "x.jsonl").write_text("\n\n".join(rows))
    return tmp_path / "x.jsonl"


@pytest.mark.parametrize(("width", "count"), [(50, "of 40"), (120, "of 40 documents")])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_long_run_shows_how_far_it_is_and_leaves_nothing(corpus, width, count, jobs):
    terminal = Terminal(corpus, "--format", "benchmark", "--jobs", jobs, width=width)
    terminal.until(rf"3[19] {count}  .*4 failed")  # several processes hand over in chunks of 1, 2, 4, 8 and 16
    terminal.let()
    out = terminal.closed()
    assert len(out.splitlines()) == 36 and b"\x1b" not in out
    assert "36 documents read" in terminal.left() and "of 40" not in terminal.left()
    assert terminal.seen.count(HIDDEN) == terminal.seen.count(BACK) == 1
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.seen.decode("utf-8"))
    assert max(len(line) for line in re.split("[\r\n]+", plain) if "of 40" in line) < width - 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stopped_run_leaves_the_terminal_clean(corpus, jobs):
    terminal = Terminal(corpus, "--format", "benchmark", "--jobs", jobs, width=80)
    terminal.until("3[19] of 40 documents")
    terminal.run.send_signal(signal.SIGINT)
    terminal.let()  # workers end what they have begun
    terminal.closed()
    assert terminal.run.returncode == 130 and terminal.left().strip() == "Stopped."
    assert terminal.seen.rindex(BACK) > terminal.seen.rindex(HIDDEN)


def test_without_a_total_the_count_is_shown(corpus):
    fifo = corpus.with_suffix("")
    os.mkfifo(fifo)
    terminal = Terminal(fifo, "--format", "benchmark", "--jobs", 1, width=80)
    with fifo.open("wb") as stream:
        stream.write(corpus.read_bytes())
    terminal.until(r" 39 documents .*4 failed")
    terminal.let()
    assert len(terminal.closed().splitlines()) == 36


def test_a_short_run_draws_nothing(corpus):
    terminal = Terminal(corpus, "--format", "benchmark", width=80, patience=1000)
    terminal.let()
    terminal.closed()
    assert b"36 documents read" in terminal.seen and b"\x1b" not in terminal.seen


def test_nothing_of_it_on_a_pipe(corpus):
    command = [sys.executable, "-c", SCRIPT, "0", "0", "code", str(corpus), "--format", "benchmark"]
    # A colour forced by the caller must not bring the bar into a log.
    run = subprocess.run(
        command, input=b"x", capture_output=True, env=os.environ | {"FORCE_COLOR": "1"}, timeout=60
    )
    assert len(run.stdout.splitlines()) == 36
    assert b"36 documents read" in run.stderr and b"of 40" not in run.stderr and b"\x1b" not in run.stderr
