"""Templates of one language: its texts in, an environment out that puts them into a template once, when it is compiled.

A page has some hundred fixed texts; looked up and escaped for each answer they take a third of its rendering.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer

from rasad.web import assets
from rasad.web.language import Texts

_TEMPLATES = Path(__file__).parent / "templates"


class Templates(Environment):
    """The templates with texts `t("key")`, addresses `asset("name")`, `lang` and `dir` put in where they are fixed."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._fixed = _Fixed(texts)

    def _generate(self, source: nodes.Template, *more: Any, **named: Any) -> str:
        return super()._generate(self._fixed.visit(source), *more, **named)


class _Fixed(NodeTransformer):
    """Puts values in the place of what asks for them."""

    def __init__(self, texts: Texts) -> None:
        self._asked: dict[str, Callable[[str], str]] = {"t": texts, "asset": assets.address}
        self._named = {"lang": texts.language, "dir": texts.direction}

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        match node:
            case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=key)], kwargs=[], dyn_args=None, dyn_kwargs=None) if name in self._asked:
                return nodes.Const(self._asked[name](key), lineno=node.lineno)
        self.generic_visit(node)
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Node:
        if node.ctx == "load" and node.name in self._named:
            return nodes.Const(self._named[node.name], lineno=node.lineno)
        return node
