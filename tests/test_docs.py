"""The documents say what the program does: generated ones are fresh, every command named exists."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from rasad.cli import main
from rasad.export.table import COLUMNS
from rasad.kit import load_kit

ROOT = Path(__file__).parents[1]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CODEBOOK.md",
    "ARCHITECTURE.md",
    "docs/accuracy.md",
    "docs/cli.md",
    "docs/exports.md",
    "docs/project.md",
    "docs/exports-events.md",
    "docs/ingest.md",
    "docs/review.md",
    "docs/search.md",
    "docs/watch.md",
    "docs/web.md",
    "docs/api.md",
]


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    found = {path: group}
    for name, command in group.commands.items():
        found |= (
            commands(command, (*path, name)) if isinstance(command, click.Group) else {(*path, name): command}
        )
    return found


COMMANDS = commands(main)


@pytest.mark.parametrize("script", ["make_codebook.py", "make_docs.py"])
def test_a_generated_document_is_fresh(script):
    run = subprocess.run(
        [sys.executable, ROOT / "scripts" / script, "--check"], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr


def test_the_worked_failures_are_read_as_the_page_says():
    run = subprocess.run(
        [sys.executable, ROOT / "scripts" / "make_accuracy.py", "--check"], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr


def test_a_failure_that_is_read_right_is_noticed(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    script = importlib.import_module("make_accuracy")
    text = "وقصفت طائرات روسية بلدة سرمين أمس."
    right = '{ type = "air_strike", who = ["russia"], whom = [], where = ["سرمين"], when = "2020-01-05" }'
    path = tmp_path / "failures.toml"
    monkeypatch.setattr(script, "FAILURES", path)
    for should, mended in ((right, ["a"]), (right.replace("russia", "turkey"), [])):
        path.write_text(
            f'published = 2020-01-06\n[[failure]]\nid = "a"\nfield = "who"\ntext = "{text}"\nshould = [{should}]\nwhy = "w"\n',
            "utf-8",
        )
        told, found = script.failures(load_kit())
        assert found == mended and "is read as: `air_strike`, russia" in told and "sy-" in told


@pytest.mark.parametrize("path", COMMANDS, ids=lambda p: " ".join(p) or "rasad")
def test_every_command_and_option_is_told(path):
    told = page("README.md") + page("docs/cli.md")
    assert " ".join(("rasad", *path)) in told
    for parameter in COMMANDS[path].params:
        if isinstance(parameter, click.Option):
            assert all(name in told for name in parameter.opts)


def test_every_export_column_is_told():
    told = page("docs/exports.md")
    assert [name for name in COLUMNS if f"`{name}`" not in told] == []


def called(name: str) -> list[str]:
    """The command lines in the code blocks of a page, without prompt and comment."""
    blocks = re.findall(r"```(?:sh|console|bash)?\n(.*?)```", page(name), re.DOTALL)
    lines = [
        re.sub(r"\s{2,}.*|\s+#.*", "", line.removeprefix("$ ").strip())
        for block in blocks
        for line in block.split("\n")
    ]
    return [line for line in lines if line.split(" ")[0] in ("rasad", "make")]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_commands_of_a_page_exist(name):
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.MULTILINE))
    for line in called(name):
        words = shlex.split(line.split("|")[0].split(">")[0])
        if words[0] == "make":
            assert set(words[1:]) <= targets, line
            continue
        path: tuple[str, ...] = ()
        while len(words) > len(path) + 1 and (*path, words[len(path) + 1]) in COMMANDS:
            path = (*path, words[len(path) + 1])
        assert path or words[1].startswith("-"), line
        options = {name for p in COMMANDS[path].params for name in (*p.opts, *p.secondary_opts)} | {
            "--help",
            "-h",
        }
        assert all(word in options for word in words if word.startswith("-") and word != "-"), line


@pytest.mark.parametrize("name", PAGES)
def test_the_links_of_a_page_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page(name)):
        if "://" not in target:
            assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-dev.txt"])
def test_the_pinned_packages_name_no_host(name):
    text = page(name)
    assert "://" not in text and not re.search(r"^--(index|extra|find)", text, re.MULTILINE)
    pinned = [line for line in text.split("\n") if re.match(r"[a-z]", line)]
    assert pinned and all("==" in line for line in pinned)
