"""Makes `tests/fakes.py` importable from the tests of every room (pytest puts this folder on the path)."""

from databases import _empty_database, _empty_file, own_server, postgres, project, project_url
from rasad.compiled import status
from sites import hours, server

__all__ = ["_empty_database", "_empty_file", "hours", "own_server", "postgres", "project", "project_url", "server"]


def pytest_report_header() -> str:
    """Which reader is tested; the compiled one is never of other source than is there now."""
    return f"reader: {status()}"
