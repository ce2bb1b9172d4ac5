"""Makes `tests/fakes.py` importable from the tests of every room (pytest puts this folder on the path)."""

from rasad.compiled import status


def pytest_report_header() -> str:
    """Which reader is tested; the compiled one is never of other source than is there now."""
    return f"reader: {status()}"
