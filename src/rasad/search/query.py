"""The query language: a text in, a tree of its words, fields and operators with their places in the text out.

    query   = any-of of all-of of [-] part
    part    = word | "exact phrase" | field:value | field:"value" | ( query )
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rasad.errors import ConfigurationError
from rasad.terminal import printable

_DEEPEST = 50  # brackets within brackets
_LONGEST = 10_000  # characters
_TOKEN = re.compile(
    r"""
      (?P<blank>\s+)
    | (?P<minus>[-\u2013\u2212](?=\S))
    | (?P<open>\() | (?P<close>\))
    | (?P<field>[^\W\d_]\w*):(?!//)(?P<value>[^\s"\u201c\u201d\u00ab\u00bb()]*)(?P<run>["\u201c\u201d\u00ab\u00bb])?
    | (?P<quote>["\u201c\u201d\u00ab\u00bb])
    | (?P<word>[^\s"\u201c\u201d\u00ab\u00bb()]+)
    """,
    re.VERBOSE,
)
_QUOTES = '"\u201c\u201d\u00ab\u00bb'
_CLOSING = re.compile(f"[{_QUOTES}]")


class QueryError(ConfigurationError):
    """A query that cannot be understood: `problem` with `query[start:end]`, and in `advice` what is allowed."""

    def __init__(self, query: str, start: int, end: int, problem: str, advice: str) -> None:
        self.query, self.start, self.end, self.problem, self.advice = query, start, end, problem, advice
        faulty = query[start:end].strip()
        where = f"at character {start + 1}" + (f", `{faulty}`" if faulty else "")
        super().__init__(printable(f"the query cannot be understood {where}: {problem}. {advice}"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or an exact phrase."""

    text: str
    start: int
    end: int
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """`name:value`, the name in its English form; `at` is where the value starts."""

    name: str
    value: str
    start: int
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of which all hold, or any; or the one part that must not."""

    kind: str  # all, any, not
    parts: tuple[Node, ...]


Node = Word | Field | Group


@dataclass(frozen=True, slots=True)
class Grammar:
    """The names of fields (any spelling -> English) and of operators (as written -> or, and, not)."""

    fields: Mapping[str, str]
    operators: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # word, phrase, field, minus, open, close, or, and, not, end
    text: str
    start: int
    end: int
    name: str = ""
    at: int = 0


def parse(text: str, grammar: Grammar) -> Group:
    """The tree of a query; QueryError where it has none."""
    if len(text) > _LONGEST:
        raise QueryError(text, _LONGEST, _LONGEST, f"it is longer than {_LONGEST:,} characters", "Ask for less at once.")
    return _Parser(text, grammar).whole()


class _Parser:
    """Reads the tokens of one query from left to right."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.text, self.grammar = text, grammar
        self.tokens = self._tokens()
        self.next = 0

    def whole(self) -> Group:
        if self.tokens[0].kind == "end":
            return Group("all", ())
        tree = self._any(0)
        if (left := self.tokens[self.next]).kind == "close":
            raise self._fault(left, "this bracket closes nothing", "Take it out, or put the text in quotes.")
        return tree

    def _fault(self, token: _Token, problem: str, advice: str) -> QueryError:
        return QueryError(self.text, token.start, token.end, problem, advice)

    def _any(self, depth: int) -> Group:
        parts = [self._all(depth)]
        while self.tokens[self.next].kind == "or":
            self.next += 1
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Group("any", tuple(parts))

    def _all(self, depth: int) -> Group:
        parts: list[Node] = []
        while (token := self.tokens[self.next]).kind not in ("end", "close", "or"):
            if token.kind == "and":
                if not parts:
                    raise self._fault(token, "nothing stands before it", "Write something on both sides, or leave it out.")
                self.next += 1
                self._check_operand(token)
                continue
            parts.append(self._part(depth))
        if not parts:
            before = self.tokens[self.next - 1] if self.next else token
            at = before if before.kind == "or" else token
            raise self._fault(at, "something is missing here", "Write a word or a field on both sides of OR and within brackets.")
        return Group("all", tuple(parts))

    def _check_operand(self, operator: _Token) -> None:
        if self.tokens[self.next].kind in ("end", "close", "or", "and"):
            raise self._fault(operator, "nothing stands behind it", "Write a word or a field there, or leave it out.")

    def _part(self, depth: int) -> Node:
        token = self.tokens[self.next]
        self.next += 1
        if token.kind in ("minus", "not"):
            self._check_operand(token)
            return Group("not", (self._part(depth),))
        if token.kind == "open":
            if depth >= _DEEPEST:
                raise self._fault(token, "brackets stand too deep within brackets", f"Use {_DEEPEST} at most.")
            if self.tokens[self.next].kind == "close":
                raise self._fault(token, "there is nothing in these brackets", "Write a word or a field in them.")
            tree = self._any(depth + 1)
            if self.tokens[self.next].kind != "close":
                raise self._fault(token, "this bracket is never closed", "Close it with ).")
            self.next += 1
            return tree
        if token.kind == "field":
            return Field(token.name, token.text, token.start, token.at, token.end)
        return Word(token.text, token.start, token.end, token.kind == "phrase")

    def _tokens(self) -> list[_Token]:
        found: list[_Token] = []
        at = 0
        while at < len(self.text):
            match = _TOKEN.match(self.text, at)
            assert match is not None
            kind, at = match.lastgroup or "", match.end()
            if match["field"] is not None:
                token = self._field(match)
                at = token.end
                found.append(token)
            elif kind == "quote":
                end, inner = self._quoted(match.start())
                found.append(_Token("phrase", inner, match.start(), end))
                at = end
            elif kind == "word":
                found.append(_Token(self.grammar.operators.get(match[0], "word"), match[0], match.start(), at))
            elif kind != "blank":
                found.append(_Token(kind, match[0], match.start(), at))
        found.append(_Token("end", "", len(self.text), len(self.text)))
        return found

    def _field(self, match: re.Match[str]) -> _Token:
        start, at, written = match.start(), match.end("field") + 1, match["field"]
        name = self.grammar.fields.get(written) or self.grammar.fields.get(written.lower())
        if name is None:
            advice = did_you_mean(written, self.grammar.fields) + "To look for the words themselves, put them in quotes. Fields: "
            names = ", ".join(f"{name}:" for name in dict.fromkeys(self.grammar.fields.values()))
            raise QueryError(self.text, start, match.end("field"), "there is no such field", advice + names)
        value, end = match["value"], match.end()
        if match["run"] is not None:
            end, inner = self._quoted(match.end() - 1)
            value += inner
        if not value.strip():
            raise QueryError(self.text, start, end, "a value is missing behind the colon", f"Write it without a blank: {written}:value.")
        return _Token("field", value.strip(), start, end, name, at)

    def _quoted(self, start: int) -> tuple[int, str]:
        """Where the quotation that opens at `start` ends, and what stands in it."""
        closing = _CLOSING.search(self.text, start + 1)
        if closing is None:
            raise QueryError(self.text, start, start + 1, "this quotation is never closed", 'Close it with ".')
        inner = self.text[start + 1 : closing.start()]
        if not inner.strip():
            raise QueryError(self.text, start, closing.end(), "there is nothing in these quotes", "Write the words in them.")
        return closing.end(), inner


def did_you_mean(written: str, known: Mapping[str, object] | list[str]) -> str:
    """ "Did you mean ...? " where something known is written much alike, or ""."""
    from difflib import get_close_matches

    asked = written.lower()
    close = get_close_matches(asked, list(known), n=3, cutoff=0.6)
    close = close or [name for name in known if len(asked) > 2 and name.startswith(asked)][:3]
    return f"Did you mean {' or '.join(close)}? " if close else ""
