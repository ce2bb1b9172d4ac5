"""Rewrites a module before mypyc compiles it: source in, source of the same meaning and the same lines out.

mypyc leaves the `__init__` of a dataclass to Python, and looks a module's constants up by name at each use. Here each
dataclass gets its `__init__` written out, on the blank line behind its docstring, and each constant is declared `Final`.
What mypyc drops, the docstrings of classes, is set again at the end of the module. Frozen ones stay open to subclasses, which lets `pickle` make them without a call of `__init__`.
"""

from __future__ import annotations

import ast
import re
from collections import Counter

_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
_FUTURE = "from __future__ import annotations"
_EMPTY = {"list": "[]", "dict": "{}", "set": "set()"}


def rewritten(source: str) -> str:
    """The source with its dataclasses and constants written out; line by line the same otherwise."""
    tree = ast.parse(source)
    lines = source.split("\n")
    if _FUTURE not in lines:
        return source
    bound = Counter(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(
            "dataclass" in ast.unparse(name) for name in node.decorator_list
        ):
            _write_init(node, lines)
            if said := ast.get_docstring(node, clean=False):
                lines.append(f"setattr({node.name}, '__doc__', {said!r})")
            if "frozen=True" in lines[node.lineno - 2]:
                lines[node.lineno - 3] = "@mypyc_attr(allow_interpreted_subclasses=True)"
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            _make_final(node, lines, bound)
    at = lines.index(_FUTURE)
    lines[at] += "; from typing import TYPE_CHECKING, Final"
    lines[at + 1] = "if TYPE_CHECKING: from mypy_extensions import mypyc_attr"
    return "\n".join(lines)


def _make_final(node: ast.Assign | ast.AnnAssign, lines: list[str], bound: Counter[str]) -> None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    target = targets[0]
    if (
        len(targets) > 1
        or not isinstance(target, ast.Name)
        or not _CONSTANT.fullmatch(target.id)
        or bound[target.id] > 1
    ):
        return
    at = node.lineno - 1
    if isinstance(node, ast.Assign):
        lines[at] = lines[at].replace(target.id, f"{target.id}: Final", 1)
    elif node.value is not None:
        kind = ast.unparse(node.annotation)
        lines[at] = lines[at].replace(f": {kind} =", f": Final[{kind}] =", 1)


def _write_init(node: ast.ClassDef, lines: list[str]) -> None:
    said = node.body[0]
    methods = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    at = said.end_lineno or said.lineno
    if "__init__" in methods or not isinstance(said, ast.Expr) or lines[at].strip():
        return
    parameters, steps = ["self"], []
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            name, kind, value = part.target.id, ast.unparse(part.annotation), part.value
            settings = _settings(value)
            if "init" in settings:
                continue
            if factory := settings.get("default_factory"):
                parameters.append(f"{name}: {kind} | None = None")
                steps.append(f"self.{name} = {_EMPTY[factory]} if {name} is None else {name}")
                continue
            default = settings.get("default") if settings else value and ast.unparse(value)
            parameters.append(f"{name}: {kind}" + (f" = {default}" if default else ""))
            steps.append(f"self.{name} = {name}")
    if "__post_init__" in methods:
        steps.append("self.__post_init__()")
    lines[at] = f"    def __init__({', '.join(parameters)}) -> None: {'; '.join(steps)}  # type: ignore"


def _settings(value: ast.expr | None) -> dict[str, str]:
    """The arguments of a `field(...)`; {} for any other default."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "field":
        return {word.arg: ast.unparse(word.value) for word in value.keywords if word.arg}
    return {}
