"""Projects to test on: each test that asks for one runs over SQLite and over a private PostgreSQL.

The server is started from the programs installed here, as an unprivileged user, on a free port of the loopback; one for
each process of the test run. Where no server is installed those tests say so and skip.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pg8000.dbapi
import pytest

from rasad.project import Project

PROGRAMS = "initdb", "postgres"
NOWHERE = "no PostgreSQL server is installed here (Debian: apt-get install postgresql); only SQLite is tested"


def programs() -> Path | None:
    """The folder of the newest installed server's programs."""
    found = [Path(p) for p in os.environ.get("PATH", "").split(os.pathsep)]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    found += sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True)
    return next((folder for folder in found if all((folder / name).is_file() for name in PROGRAMS)), None)


class Server:
    """A PostgreSQL of our own, with user `rasad` and its password; `start` and `stop` may be called again and again."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder, self.binaries = folder, binaries
        self.password = secrets.token_hex(8)
        self.user = _unprivileged()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self._make()

    def _make(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self.user:
            for path in (self.folder, secret):
                shutil.chown(path, self.user)
        terms = ["--username=rasad", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
        self._run([self.binaries / "initdb", "--no-instructions", *terms, "-D", self.folder / "data"])

    def _run(self, command: list[object]) -> None:
        done = subprocess.run(list(map(str, command)), capture_output=True, user=self.user, cwd=self.folder, text=True)
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Starts it and waits until it answers. It ends with the process that started it, however that ends."""
        terms = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "full_page_writes": "off",
            "shared_buffers": "64MB",
            "max_connections": 60,
            "logging_collector": "off",
        }
        command = [str(self.binaries / "postgres"), "-D", str(self.folder / "data")]
        command += [part for name, value in terms.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, user=self.user, cwd=self.folder, preexec_fn=_die_with_parent
            )
        for _ in range(600):
            try:
                with closing(self.connect()):
                    return
            except Exception:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self, how: int = signal.SIGQUIT) -> None:
        """Ends it at once, as a crash would, or as `how` says (SIGINT: in good order)."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def connect(self, database: str = "postgres"):
        connection = pg8000.dbapi.connect(
            "rasad", host="127.0.0.1", port=self.port, password=self.password, database=database, timeout=30
        )
        connection.autocommit = True
        return connection

    def execute(self, command: str) -> None:
        with closing(self.connect()) as connection:
            connection.cursor().execute(command)

    def new(self, template: str = "template0") -> str:
        """The address of a new database."""
        name = f"p{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql://rasad:{self.password}@127.0.0.1:{self.port}/{database}"

    def drop(self, url: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")


def _unprivileged() -> str | None:
    """The user that the server runs as: root may not. None: the one who runs the tests."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise AssertionError("no unprivileged user to run PostgreSQL as")


def _die_with_parent() -> None:
    """Asks Linux to end the server, should the tests be killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs meanwhile."""
    binaries = programs()
    if binaries is None:
        pytest.skip(NOWHERE)
    with tempfile.TemporaryDirectory(prefix="rasad-pg-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder), binaries)
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server of this process of the test run."""
    with serving() as server:
        yield server


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that a test may stop, apart from the one of the other tests."""
    with serving() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def project_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A name or address under which a project can be made; there is none yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "test.rasad")
        return
    server = request.getfixturevalue("postgres")
    url = server.new()
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def _empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.rasad"
    Project.create(path).close()
    return path


@pytest.fixture(scope="session")
def _empty_database(postgres: Server) -> str:
    postgres.execute("CREATE DATABASE empty_project TEMPLATE template0")
    Project.create(postgres.url("empty_project")).close()
    return "empty_project"


@pytest.fixture(params=["sqlite", "postgresql"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    """A new, empty project; `project.where` opens it again."""
    if request.param == "sqlite":
        path = tmp_path / "test.rasad"
        shutil.copy(request.getfixturevalue("_empty_file"), path)
        with Project.open(str(path)) as made:
            yield made
        return
    server = request.getfixturevalue("postgres")
    url = server.new(request.getfixturevalue("_empty_database"))
    with Project.open(url) as made:
        yield made
    server.drop(url)
