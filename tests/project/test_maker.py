"""The version of the kit is that of what its files hold."""

import os

from rasad.project.maker import present_maker


def test_it_changes_with_what_files_hold_not_with_their_times(tmp_path):
    bare = present_maker()
    (tmp_path / "events").mkdir()
    own = tmp_path / "events" / "own.toml"
    assert present_maker((tmp_path,)).kit != bare.kit
    empty = present_maker((tmp_path,))
    own.write_text("# nothing\n")
    (tmp_path / "events" / "own.examples.toml").write_text("# only for tests\n")
    (tmp_path / "notes.txt").write_text("mine")
    first = present_maker((tmp_path,))
    os.utime(own, (1, 1))
    (tmp_path / "events" / "own.examples.toml").write_text("# more\n")
    own.write_bytes(b"# nothing\r\n")
    assert present_maker((tmp_path,)) == first != empty
    own.write_text("# something\n")
    assert present_maker((tmp_path,)) != first
    assert present_maker() == bare and bare.code.startswith("0.")
