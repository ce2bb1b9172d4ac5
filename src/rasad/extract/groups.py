"""Noun groups: the tokens of a sentence in, groups with head, owner and governing preposition out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from rasad.extract.tokens import Token, governs, is_mark
from rasad.kit import Kit


@dataclass(slots=True)
class Group:
    """A noun group over tokens [first, last]: "a number of the positions belonging to the X in" without the "in".

    `marker` is the preposition class that governs it ("" for none), `linked` says that a conjunction ties it to the
    group before, `again` that one stands on its preposition ("in X and near Y"). `owners` are the tokens that name an
    actor in it; `head`, `people` and `facility` the kind of force, of people or of building that it names; `place` is
    the index of the place mention it is, if it is one.
    """

    first: int
    last: int
    marker: str = ""
    marker_at: int = -1
    linked: bool = False
    again: bool = False
    definite: bool = False
    owners: list[Token] = field(default_factory=list)
    head: str | None = None
    people: str | None = None
    facility: str | None = None
    means: str | None = None
    place: int | None = None
    trigger: int | None = None
    demonstrative: bool = False
    suffix: str = ""
    backed: bool = False
    troops: bool = False

    @property
    def bare(self) -> bool:
        """Neither a preposition before it nor one written on to it."""
        return not self.marker


_OPENING = frozenset(
    {"facility.military", "facility.civilian", "facility.crossing", "quantity", "demonstrative", "anaphor", "home", "troops"}
)
_FACILITIES = ("facility.military", "facility.civilian", "facility.crossing")


def find_groups(tokens: list[Token], kit: Kit) -> list[Group]:
    """The groups of a sentence from left to right; event nouns stand in groups of their own (`trigger`)."""
    groups: list[Group] = []
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        if not _opens(token) or (i and _describes(token, tokens[i - 1], kit)):
            i += 1
            continue
        group = Group(i, i)
        _govern(group, tokens, kit)
        if i and token.actors and group.bare and not group.linked and _nation_of_a_noun(token, tokens[i - 1], kit):
            group.marker, group.marker_at = "epithet", i - 1
        if token.triggers and _event_noun(token):
            group.trigger = i
            group.definite = bool(token.prefix) and token.prefix in kit.proclitics.with_article
            groups.append(group)
            i += 1
            continue
        i = _extend(group, tokens, kit)
        if groups and group.linked and group.bare and groups[-1].last >= group.first - 2:
            group.marker, group.marker_at = groups[-1].marker, groups[-1].marker_at
            if group.owners and not groups[-1].owners and groups[-1].facility and group.facility:
                groups[-1].owners = list(group.owners)
        groups.append(group)
    return groups


def _describes(token: Token, before: Token, kit: Kit) -> bool:
    """Whether the word is only an adjective: of an unknown noun, or "suspected" behind an event."""
    if "suspect" in token.classes:
        return not token.prefix and _event_noun(before)
    if "anaphor" in token.classes:
        return _event_noun(before) and before.prefix in kit.proclitics.with_article  # "the latest protests"
    return bool(token.actors) and not token.prefix and _epithet(token, before, kit)


def _nation_of_a_noun(token: Token, before: Token, kit: Kit) -> bool:
    """Whether a definite nation's name only describes a definite noun before it that says nothing: "the Turkish press"."""
    articles = kit.proclitics.with_article
    if token.prefix not in articles or before.prefix not in articles or not token.actors or token.head or "side" in before.classes:
        return False
    return _unknown(before) and before.place is None and kit.called[token.actors].adjective


def _epithet(token: Token, before: Token, kit: Kit) -> bool:
    """Whether an actor's name with nothing before it only describes an unknown noun, as nations do: "a Russian mediation"."""
    if token.head or not kit.called[token.actors].adjective or before.text[-1:].isdigit():
        return False
    people = kit.figures.people.get(token.people or "")
    return _no_word(before) and (people is None or people.number == "s")


def _opens(token: Token) -> bool:
    classes = token.classes
    if token.actors or token.place is not None or token.head or token.people or token.means:
        return token.time is None and "adjective" not in classes
    if not classes and not token.triggers:
        return False
    if token.triggers and token.triggers[0].pos == "v":
        return False  # the verb "gathered" is no "gathering"
    if _OPENING.isdisjoint(classes) and not _event_noun(token):
        return False
    return token.time is None and "adjective" not in classes


def _event_noun(token: Token) -> bool:
    return bool(token.triggers) and token.triggers[0].pos == "n" and not token.actors


def _govern(group: Group, tokens: list[Token], kit: Kit) -> None:
    """Set marker and linked from the word before the group and the clitics on its first word."""
    token = tokens[group.first]
    prefix = token.prefix
    clitic = kit.clitic_markers.get(prefix) if prefix else None
    if group.first and tokens[group.first - 1].link == "backed":
        group.marker, group.marker_at = "beside", group.first - 1
        return
    if clitic:
        group.linked = clitic.linked
        if clitic.marker:
            group.marker, group.marker_at = clitic.marker, group.first
            return
    if "prep.by" in token.classes and token.means:
        group.marker, group.marker_at = "by", group.first
        return
    at = group.first - 1
    while at >= 0 and "p.quote" in tokens[at].classes:
        at -= 1
    if at >= 0 and not prefix and tokens[at].text in kit.places.words.lists["conjunctions"]:
        group.linked = True  # "and" written apart
    while at > 0 and at >= group.first - 2 and tokens[at].text[-1:].isdigit():
        at -= 1
    silent = at > 0 and at == group.first - 1 and not prefix and _no_word(tokens[at]) and not (tokens[at].prefix or tokens[at].suffix)
    if silent and preposition(tokens[at - 1].classes) not in ("", "cause"):
        at -= 1  # "to the forming of X": the group is the genitive of a word that says nothing here
    if at >= 0 and not group.linked and tokens[at].classes and (marker := preposition(tokens[at].classes)):
        if "adjacent" in tokens[at].classes and (not at or tokens[at - 1].place is None):
            marker = "near"  # "the site close to X": no name of its own
        if marker == "from" and token.place is not None and (parts := _parts(tokens, at, kit)) is not None:
            marker = parts
        group.marker, group.marker_at = marker, at
        group.again = _linked(tokens[at], kit) or (at > 0 and _one_of_them(tokens, at - 1, kit))


def _parts(tokens: list[Token], at: int, kit: Kit) -> str | None:
    """How the parts of a place that "of" at `at` joins to its name are governed: "in" of "in several areas of X", "" of
    "retook most areas of X"; None where there are no such parts."""
    for back in range(at - 1, max(-1, at - 4), -1):
        token = tokens[back]
        if "parts" in token.classes:
            if "prep.in" in token.classes:
                return "in"
            clitic = kit.clitic_markers.get(token.prefix)
            return (clitic.marker if clitic else "") or (preposition(tokens[back - 1].classes) if back else "")
        if not _no_word(token):
            return None
    return None


def _no_word(token: Token) -> bool:
    """Whether the word says nothing that the data know: of no class, and no party, thing, event, place or time."""
    return not token.classes and _unknown(token) and token.place is None and token.time is None


def _linked(token: Token, kit: Kit) -> bool:
    clitic = kit.clitic_markers.get(token.prefix)
    return bool(clitic and clitic.linked)


def _one_of_them(tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether the word at `at` takes one of the things told before: "two bases, the first in X and the second in Y"."""
    if "each" not in tokens[at].classes:
        return False
    return _linked(tokens[at], kit) or at == 0 or is_mark(tokens[at - 1].classes)


_ORDER = ("beside", "by", "of", "on", "between", "near", "in", "from", "to", "with", "response", "fear", "cause")


def _governs(token: Token, kit: Kit) -> bool:
    """Whether a phrase goes on into a genitive though its first word is definite: "the spokesman in the name of"."""
    return bool(token.head) and " " in token.text and not token.text.rsplit(" ", 1)[1].startswith(kit.proclitics.article)


@cache
def preposition(classes: frozenset[str]) -> str:
    """The marker that a preposition of these word classes is, "" where none of them is one; remembered like `facility`."""
    if not governs(classes):
        return ""
    for name in _ORDER:
        if f"prep.{name}" in classes:
            return name
    return next(c for c in classes if c.startswith("prep."))[5:]


def _extend(group: Group, tokens: list[Token], kit: Kit) -> int:
    """Take in what belongs to the group that opens at `group.first`; returns the index after it."""
    i, n = group.first, len(tokens)
    closed = False  # a definite noun or a name ends a construct chain
    loose = 0  # unknown words taken as adjectives since the last known one
    articles = kit.proclitics.with_article
    while i < n:
        token = tokens[i]
        classes = token.classes
        article = token.prefix in articles
        if i > group.first:
            if not token.link and _no_word(token):
                # An unknown word is taken for an adjective.
                loose += 1
                if loose > 2 or (closed and not article) or (token.prefix and _stops(token, kit)):
                    break
                if token.suffix and not closed:
                    closed, group.suffix = True, group.suffix or token.suffix
                group.last = i
                i += 1
                continue
            if "p.quote" in classes:
                i += 1
                continue
            if token.time is not None or (classes and is_mark(classes)):
                break
            if token.link == "backed" and i + 1 < n and (token.prefix == "" or article) and (group.head or group.people):
                if tokens[i + 1].actors and _unnamed(group, kit):
                    group.owners = [tokens[i + 1]]
                    group.backed, closed = True, True
                    group.last = i + 1
                    i += 2
                    continue
                break
            if "prep.of" in classes or ("prep.from" in classes and (_partitive(group, tokens, i))):
                k = i + 1
                if k + 1 < n and tokens[k].text[-1:].isdigit():
                    k += 1  # "more than 15 positions"
                if k < n and tokens[k].place is not None and _only_a_country(tokens[k], kit):
                    break
                if k < n and _opens(tokens[k]) and not _event_noun(tokens[k]):
                    i = k
                    closed = False
                    token = tokens[i]
                    article = token.prefix in articles
                else:
                    break
            elif (token.link == "owner" and _belongs(tokens, i, kit)) or ("prep.in" in classes and _member(group, tokens, i, kit)):
                i += 1
                closed = False
                token = tokens[i]
                article = token.prefix in articles
            elif token.prefix and _owned(group, token, kit):
                closed = False
            elif _stops(token, kit) or ("quantity" in classes and (group.people or group.head or group.owners)):
                break
        called = kit.called[token.actors] if token.actors else None
        adjective = called is not None and (called.adjective or called.follower)
        if called is not None and not adjective and i > group.first and "country" in called.kinds:
            adjective = article = group.definite and _described(token, _before(tokens, i), kit)
        if adjective and group.owners and called is not None and "country" in called.kinds & kit.called[group.owners[-1].actors].kinds:
            break  # "Syria Turkey": two states side by side
        if adjective and i > group.first and group.definite and token.people and not article:
            break  # "the army [killed] a Palestinian": no adjective of a definite noun
        if i == group.first or not closed or adjective:
            if token.actors and token.place is not None and group.place is None and not group.owners:
                group.place = token.place
            described = i > group.first and (
                _attributive(token, kit) if group.people or group.head or group.owners else _of_the_place(token, group, adjective)
            )
            described = described or (adjective and article and _of_a_name(_before(tokens, i), group, kit))
            if token.actors and not described:
                group.owners.append(token)
                if group.facility is None and called is not None and called.proper:
                    group.facility = "facility.civilian"
                country = called is not None and "country" in called.kinds
                if (i > group.first or country) if adjective else not (called and called.generic) or " " in token.text:
                    closed = True
                loose = 0
            elif token.place is not None:
                if (group.place is None and group.facility is None and group.head is None and group.people is None) or group.place is None:
                    group.place = token.place
                    closed = True
                else:
                    break
            elif _known(token):
                loose = 0
            elif i > group.first:
                loose += 1
                if loose > 2 or (closed and not article):
                    break
            if token.people in kit.closed_people or (called is not None and called.whole):
                closed = True
            if token.head and group.head is None:
                group.head = token.head
            if token.people and group.people is None and not _qualifier(tokens, i, group, kit):
                group.people = token.people
            if token.means and group.means is None:
                group.means = token.means
            if group.facility is None:
                group.facility = facility(classes)
            if token.suffix:
                closed = True  # "its towns": what follows is no genitive
                group.suffix = group.suffix or token.suffix
            group.troops = group.troops or "troops" in classes
            if "demonstrative" in classes:
                group.demonstrative = True
            if article and _known(token) and "demonstrative" not in classes:
                group.definite = True
                closed = not _governs(token, kit)
        else:
            # The chain is closed: only definite adjectives of unknown words still belong to it.
            if (_known(token) or not article) and not (_attributive(token, kit) and (article or not token.people)):
                break
            loose += 1
            if loose > 2:
                break
        group.last = i
        i += 1
    return max(i, group.first + 1)


@cache
def facility(classes: frozenset[str]) -> str | None:
    """The class of building that one of the word classes is; remembered, since few different sets occur."""
    return next((name for name in _FACILITIES if name in classes), None)


def _qualifier(tokens: list[Token], i: int, group: Group, kit: Kit) -> bool:
    """Whether a nation's name at `i` is the adjective of a thing named before it in the group, and tells no people."""
    people = tokens[i].people
    if people is None or not kit.figures.people[people].adjective or i == group.first:
        return False
    if kit.figures.people[people].number != "s" and tokens[i].prefix not in kit.proclitics.with_article:
        return False  # "cars of Palestinians": no adjective of things
    before = tokens[i - 1]
    return not (governs(before.classes) or before.people or "quantity" in before.classes or before.text[:1].isdigit())


def _attributive(token: Token, kit: Kit) -> bool:
    """Whether the word is a generic name of people that stands as an adjective behind another noun: "armed"."""
    if not token.actors or not (called := kit.called[token.actors]).generic:
        return False
    if called.attributive:
        return True
    return token.people is None and token.prefix in kit.proclitics.with_article


def _of_the_place(token: Token, group: Group, adjective: bool) -> bool:
    """Whether a nation's name is the adjective of the town before it: "the Libyan city of X" does nothing."""
    return adjective and token.place is None and group.place is not None and not group.facility


def _described(token: Token, before: Token, kit: Kit) -> bool:
    """Whether the name of a country that carries the article and a feminine ending is the adjective of such a noun before it."""
    ends = kit.text.spelling.clitics.feminine
    known = before.head or before.means or facility(before.classes)
    fits = token.text.startswith(kit.proclitics.article) and token.text.endswith(ends) and before.text.endswith(ends)
    return bool(known and fits and before.prefix in kit.proclitics.with_article)


def _before(tokens: list[Token], i: int) -> Token:
    """The word before token `i`, quotation marks passed over."""
    at = i - 1
    while at > 0 and "p.quote" in tokens[at].classes:
        at -= 1
    return tokens[at]


def _of_a_name(before: Token, group: Group, kit: Kit) -> bool:
    """Whether the word before is a proper name in the group: in "factions of the National Army, the Syrian one" Syria does nothing."""
    if not group.owners or before is not group.owners[-1] or facility(before.classes):
        return False  # "the American base" is nobody's called The Base
    return kit.called[before.actors].kinds == {"name"}


def _unnamed(group: Group, kit: Kit) -> bool:
    """Whether nobody but "armed men" and the like is named in the group so far."""
    return all(kit.called[t.actors].generic for t in group.owners)


def _member(group: Group, tokens: list[Token], i: int, kit: Kit) -> bool:
    """"A leader in X", "the engineers in X": people under arms or a unit, and the group that they are in."""
    if group.owners or i + 1 >= len(tokens):
        return False
    unit = group.head is not None and kit.actors.heads[group.head].cls == "force"
    if not unit and (group.people is None or kit.people_kind(group.people) not in ("fighter", "force", "official")):
        return False
    token = tokens[i + 1]
    return token.place is None and not token.prefix and bool(token.actors) and all(kit.armed(a) for a in token.actors)


def _belongs(tokens: list[Token], i: int, kit: Kit) -> bool:
    """Whether a word such as "belonging" at `i` has its actor right behind it, with "to" written on."""
    if i + 1 >= len(tokens):
        return False
    token = tokens[i + 1]
    clitic = kit.clitic_markers.get(token.prefix)
    return bool(clitic and clitic.marker == "of" and (token.actors or token.head))


def _owned(group: Group, token: Token, kit: Kit) -> bool:
    """"A base of the coalition's": an actor behind "of" owns the facility that stands right before it."""
    clitic = kit.clitic_markers.get(token.prefix)
    if clitic is None or clitic.marker != "of" or clitic.linked or token.triggers:
        return False
    armed = group.people is not None and kit.people_kind(group.people) in ("fighter", "force")
    return bool((group.facility or armed) and not group.owners and not group.definite and (token.actors or token.head))


_VAGUE = frozenset({"placeclass"})  # "local", "urban": class words of places that are adjectives too


def _known(token: Token) -> bool:
    return bool(
        token.head or token.people or token.means or token.actors or token.place is not None
        or token.classes - _VAGUE or token.triggers
    )  # fmt: skip


def _only_a_country(token: Token, kit: Kit) -> bool:
    """Whether a place names no side: "the fighters from Yemen" are not its state's."""
    return not token.actors or kit.called[token.actors].kinds == {"country"}


def _unknown(token: Token) -> bool:
    """Whether a word of no class is none of the other things that words may be."""
    return not (token.actors or token.head or token.people or token.means or token.triggers)


def _partitive(group: Group, tokens: list[Token], i: int) -> bool:
    """Whether the "of" at `i` ties a quantity or people to what they are part of."""
    if (group.facility or group.head) and i + 1 < len(tokens) and (tokens[i + 1].actors or tokens[i + 1].head or "troops" in tokens[i + 1].classes):
        return True  # "a convoy of X's", "a column of tanks"
    return bool(group.people or any("quantity" in t.classes or t.people for t in tokens[group.first : i]))


def _stops(token: Token, kit: Kit) -> bool:
    if token.triggers and not token.actors and not token.means:
        return True
    if classes := token.classes:
        if governs(classes) and not token.head and not token.people:
            return True
        if not classes.isdisjoint(_BREAKS):
            return True
    clitic = kit.clitic_markers.get(token.prefix) if token.prefix else None
    return bool(clitic and (clitic.linked or clitic.marker))


_BREAKS = frozenset(
    {"conn", "conn.result", "rel", "neg", "verb", "report", "purpose", "past", "future", "light.launch", "light.make", "light.voice", "light.undergo",
     "light.occur", "light.witness", "light.target"}
)  # fmt: skip
