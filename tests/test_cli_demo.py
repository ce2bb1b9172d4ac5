"""`rasad demo` as a new user runs it: files in every format, and a project that holds the same events."""

import json

from click.testing import CliRunner

from rasad.cli import main
from rasad.project import Project


def test_the_demo_leaves_files_and_a_project_and_may_be_run_again(tmp_path):
    for _ in range(2):
        result = CliRunner().invoke(main, ["demo", "--out", str(tmp_path)])
        assert result.exit_code == 0, result.output
    mentions = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text("utf-8").splitlines()]
    with Project.open(tmp_path / "demo.rasad") as project:
        told = {told for dossier in project.dossiers() for told in dossier.event.mentions}
        assert len(told) == len(mentions) == len(list(project.all_told())) > 100
    assert "rasad serve" in result.output
