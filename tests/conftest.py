"""Makes `tests/fakes.py` importable from the tests of every room (pytest puts this folder on the path)."""
