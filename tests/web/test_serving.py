"""`rasad serve` with several processes: what one stores the others know, one that is killed is replaced, all end together."""

import json
import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from rasad.errors import ConfigurationError
from rasad.web.serving import Listening, Place, processes
from webbing import copy_of_samples

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are looked up in /proc")
PASSWORD = "a long enough word"


def children(process):
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def alive(pid):
    told = Path(f"/proc/{pid}/status")
    return told.exists() and "Z (zombie)" not in told.read_text()


def test_processes_know_what_others_store_and_are_replaced(tmp_path):
    file = copy_of_samples(tmp_path)
    rasad = [sys.executable, "-m", "rasad"]
    subprocess.run([*rasad, "user", "add", "rana", "-p", str(file)], input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
    command = [*rasad, "serve", "-p", str(file), "--port", "0", "--workers", "3", "--team"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        line = next(line for line in process.stderr if "://" in line)
        site = next(word for word in line.split() if "://" in word).rstrip("/")
        host = site.removeprefix("http://")

        def ask(address, body=None, **headers):
            """By a connection of its own: any process may answer."""
            connection = HTTPConnection(host, timeout=60)
            connection.request("POST" if body else "GET", address, body, {"origin": site, **headers})
            return connection.getresponse()

        def sign_in(password):
            return ask("/login", urlencode({"name": "rana", "password": password}), **{"content-type": "application/x-www-form-urlencoded"})

        own = {"cookie": sign_in(PASSWORD).headers["set-cookie"].partition(";")[0]}
        ids = [one["id"] for one in json.load(ask("/api/v1/events?state=open&limit=3", **own))["events"]]
        for number, one in enumerate(ids, 1):
            for _ in range(4):  # by now counted everywhere
                ask("/?state=accepted", **own)
            decided = ask("/api/v1/decisions", json.dumps({"kind": "accept", "ids": [one]}), **own, **{"content-type": "application/json"})
            assert decided.status == 201
            told = {json.load(ask("/api/v1/tally?state=accepted", **own))["total"]["events"] for _ in range(6)}
            assert told == {number}, "what one process stored the others tell at once"
        assert 429 in [sign_in("no").status for _ in range(14)], "wrong passwords are counted over all processes"
        before = children(process)
        assert len(before) == 3
        os.kill(before[0], signal.SIGKILL)
        while before[0] in children(process) or len(children(process)) < 3:
            assert process.poll() is None
        assert {ask("/review", **own).status for _ in range(6)} == {200}
        last = children(process)
    finally:
        process.terminate()
        process.wait(20)
    assert process.returncode == 0 and not any(map(alive, last))


HERD = "import time; from rasad.web.serving import Herd; Herd(lambda number: {}, 2).run()"


def test_processes_end_with_the_one_that_started_them():
    process = subprocess.Popen([sys.executable, "-c", HERD.format("(print('here', flush=True), time.sleep(600))")], stdout=subprocess.PIPE)
    assert [process.stdout.readline(), process.stdout.readline()] == [b"here\n"] * 2
    mine = children(process)
    process.kill()
    process.wait()
    while any(map(alive, mine)):
        pass


def test_processes_that_end_as_they_begin_are_not_started_for_ever():
    told = subprocess.run([sys.executable, "-c", HERD.format("1 / 0")], capture_output=True, text=True, timeout=60)
    assert told.returncode == 1 and "ended as soon as it began" in told.stderr and "ZeroDivisionError" in told.stderr


@pytest.mark.parametrize("many", [1, 2])
def test_a_port_that_is_taken_is_told(many):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigurationError, match="cannot be used"):
            Listening(Place("127.0.0.1", taken.getsockname()[1]), many)


def test_as_many_processes_as_processors_four_at_most():
    assert 1 <= processes() <= 4


def test_processes_that_are_killed_as_they_begin_are_not_started_for_ever():
    told = subprocess.run([sys.executable, "-c", HERD.format("__import__('os').abort()")], capture_output=True, text=True, timeout=60)
    assert told.returncode == 1 and "ended as soon as it began" in told.stderr and "(-6)" in told.stderr
