"""Whether a word belongs to a noun group: the words of a sentence and the group so far in, yes or no out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasad.extract.tokens import Token, governs
from rasad.kit import Kit

if TYPE_CHECKING:
    from rasad.extract.groups import Group

_FACILITIES = ("facility.military", "facility.civilian", "facility.crossing")
_ORDER = ("beside", "by", "of", "on", "between", "near", "in", "from", "to", "with", "response", "fear", "cause")


def preposition(classes: frozenset[str]) -> str:
    """The marker that a preposition of these word classes is, "" where none of them is one; remembered like `facility`."""
    marker = _MARKERS.get(classes)
    if marker is None:
        marker = _MARKERS[classes] = _marker(classes)
    return marker


_MARKERS: dict[frozenset[str], str] = {}


def _marker(classes: frozenset[str]) -> str:
    if not governs(classes):
        return ""
    for name in _ORDER:
        if f"prep.{name}" in classes:
            return name
    return next(c for c in classes if c.startswith("prep."))[5:]


def goes_on(token: Token, kit: Kit) -> bool:
    """Whether a phrase goes on into a genitive though its first word is definite: "the spokesman in the name of"."""
    return bool(token.head) and " " in token.text and not token.text.rsplit(" ", 1)[1].startswith(kit.proclitics.article)


def says_nothing(token: Token) -> bool:
    """Whether the word says nothing that the data know: of no class, and no party, thing, event, place or time."""
    return not token.classes and _unknown(token) and token.place is None and token.time is None


def describes(token: Token, before: Token, kit: Kit) -> bool:
    """Whether the word is only an adjective: of an unknown noun, or "suspected" behind an event."""
    if "suspect" in token.classes:
        return not token.prefix and is_event_noun(before)
    if "anaphor" in token.classes:
        return is_event_noun(before) and before.prefix in kit.proclitics.with_article  # "the latest protests"
    return bool(token.actors) and not token.prefix and _epithet(token, before, kit)


def is_nation_of_a_noun(token: Token, before: Token, kit: Kit) -> bool:
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
    return says_nothing(before) and (people is None or people.number == "s")


def of_make(tokens: list[Token], at: int) -> int:
    """How many words behind "of the type" at `at` name the type: unknown ones and numbers, or one weapon."""
    end = at + 1
    while end < len(tokens) and end - at <= _LONGEST_MAKE and ("p.quote" in tokens[end].classes or _of_type(tokens[end], end == at + 1)):
        end += 1
    return end - at - 1


_LONGEST_MAKE = 5  # words, quotation marks counted


def _of_type(token: Token, first: bool) -> bool:
    return not token.prefix and (says_nothing(token) or (first and bool(token.means)))


def is_event_noun(token: Token) -> bool:
    """Whether the word is a noun that opens an event, and nobody's name."""
    return bool(token.triggers) and token.triggers[0].pos == "n" and not token.actors


def facility(classes: frozenset[str]) -> str | None:
    """The class of building that one of the word classes is; remembered, since few different sets occur."""
    found = _BUILDINGS.get(classes)
    if found is None:
        found = _BUILDINGS[classes] = next((name for name in _FACILITIES if name in classes), "")
    return found or None


_BUILDINGS: dict[frozenset[str], str] = {}


def is_qualifier(tokens: list[Token], i: int, group: Group, kit: Kit) -> bool:
    """Whether a nation's name at `i` is the adjective of a thing named before it in the group, and tells no people."""
    people = tokens[i].people
    if people is None or not kit.figures.people[people].adjective or i == group.first:
        return False
    if kit.figures.people[people].number != "s" and tokens[i].prefix not in kit.proclitics.with_article:
        return False  # "cars of Palestinians": no adjective of things
    before = tokens[i - 1]
    return not (governs(before.classes) or before.people or "quantity" in before.classes or before.text[:1].isdigit())


def is_attributive(token: Token, kit: Kit) -> bool:
    """Whether the word is a generic name of people that stands as an adjective behind another noun: "armed"."""
    if not token.actors or not (called := kit.called[token.actors]).generic:
        return False
    if called.attributive:
        return True
    return token.people is None and not called.proper and token.prefix in kit.proclitics.with_article


def is_of_the_place(token: Token, group: Group, adjective: bool) -> bool:
    """Whether a nation's name is the adjective of the town before it: "the Libyan city of X" does nothing."""
    return adjective and token.place is None and group.place is not None and not group.facility


def is_second_nation(group: Group, tokens: list[Token], i: int, kit: Kit) -> bool:
    """Whether "and" ties another nation's adjective to the one before it, both of the noun before them: "Russian and Syrian aircraft"."""
    token, before = tokens[i], tokens[i - 1]
    clitic = kit.clitic_markers.get(token.prefix)
    if not (clitic and clitic.linked and not clitic.marker and token.actors) or i - 1 == group.first or not group.owners or before is not group.owners[-1]:
        return False
    forms = [[a for a in (kit.actors.aliases[int(k)] for k in t.actors) if a.kind == "adjective"] for t in (before, token)]
    return any(a.gender == b.gender and a.number == b.number for a in forms[0] for b in forms[1])


def is_described(token: Token, before: Token, kit: Kit) -> bool:
    """Whether the name of a country that carries the article and a feminine ending is the adjective of such a noun before it."""
    ends = kit.text.spelling.clitics.feminine
    known = before.head or before.means or facility(before.classes)
    fits = token.text.startswith(kit.proclitics.article) and token.text.endswith(ends) and before.text.endswith(ends)
    return bool(known and fits and before.prefix in kit.proclitics.with_article)


def word_before(tokens: list[Token], i: int) -> Token:
    """The word before token `i`, quotation marks passed over."""
    at = i - 1
    while at > 0 and "p.quote" in tokens[at].classes:
        at -= 1
    return tokens[at]


def is_of_a_name(before: Token, group: Group, kit: Kit) -> bool:
    """Whether the word before is a proper name in the group: in "factions of the National Army, the Syrian one" Syria does nothing."""
    if not group.owners or before is not group.owners[-1] or facility(before.classes):
        return False  # "the American base" is nobody's called The Base
    return kit.called[before.actors].kinds == {"name"}


def is_object(tokens: list[Token], i: int, kit: Kit) -> bool:
    """Whether word `i` is a thing with the ending of an object, and nothing counted: "house", not "of the house"."""
    token = tokens[i]
    if token.prefix or token.place is not None or token.actors or token.people or token.text[-1:] not in kit.text.spelling.clitics.accusative:
        return False
    if i and (tokens[i - 1].text[-1:].isdigit() or "quantity" in tokens[i - 1].classes):
        return False
    return bool(token.head or token.means or facility(token.classes)) and token.text[:-1] in kit.known


def is_unnamed(group: Group, kit: Kit) -> bool:
    """Whether nobody but "armed men" and the like is named in the group so far."""
    return all(kit.called[t.actors].generic for t in group.owners)


def is_official(group: Group, kit: Kit) -> bool:
    """Whether the group is an office-holder: "the mayor of X", "the minister"."""
    official = group.head is not None and kit.actors.heads[group.head].cls == "official"
    return official or (group.people is not None and kit.people_kind(group.people) == "official")


def is_another(token: Token, group: Group, kit: Kit) -> bool:
    """Whether a definite noun of people stands behind the whole name of an armed group, which it cannot describe."""
    if not token.people or group.people or not group.owners or kit.figures.people[token.people].adjective:
        return False
    named = kit.called[group.owners[-1].actors]
    return named.kinds == {"name"} and named.armed and group.last == group.owners[-1].index


def is_member(group: Group, tokens: list[Token], i: int, kit: Kit) -> bool:
    """"A leader in X", "the engineers in X": people under arms or a unit, and the group that they are in."""
    if group.owners or i + 1 >= len(tokens):
        return False
    unit = group.head is not None and kit.actors.heads[group.head].cls == "force"
    if not unit and (group.people is None or kit.people_kind(group.people) not in ("fighter", "force", "official")):
        return False
    token = tokens[i + 1]
    if token.place is None and not token.prefix and token.actors and all(kit.armed(a) for a in token.actors):
        return True
    force = token.head is not None and kit.actors.heads[token.head].cls == "force"
    nation = tokens[i + 2] if i + 2 < len(tokens) else None
    return force and nation is not None and bool(nation.actors) and kit.called[nation.actors].adjective  # "a leader in the American forces"


def belongs(tokens: list[Token], i: int, kit: Kit) -> int:
    """How many words on from a word such as "belonging" at `i` its owner stands, "to" written on it or before it; 0: nowhere."""
    at = i + 1
    if at + 1 < len(tokens) and "prep.to" in tokens[at].classes and tokens[at + 1].place is None:
        at += 1
    elif at < len(tokens):
        clitic = kit.clitic_markers.get(tokens[at].prefix)
        if not (clitic and clitic.marker == "of"):
            return 0
    if at + 1 < len(tokens) and "quantity" in tokens[at].classes:
        at += 1  # "belonging to one of the leaders of X"
    return at - i if at < len(tokens) and (tokens[at].actors or tokens[at].head) else 0


def carries(tokens: list[Token], i: int) -> int:
    """How many words on from a word such as "carrying" at `i` those stand who are in the vehicle; 0: nobody that is known."""
    at = i + 1
    while at < len(tokens) and at < i + 3 and ("quantity" in tokens[at].classes or tokens[at].text[-1:].isdigit()):
        at += 1
    return at - i if at < len(tokens) and (tokens[at].people or tokens[at].actors or tokens[at].head) else 0


def is_owned(group: Group, token: Token, kit: Kit) -> bool:
    """"A base of the coalition's": an actor behind "of" owns the facility that stands right before it."""
    clitic = kit.clitic_markers.get(token.prefix)
    if clitic is None or clitic.linked or token.triggers:
        return False
    if group.head is not None and kit.actors.heads[group.head].cls == "official" and group.first < token.index:
        named = bool(token.actors) and kit.called[token.actors].kinds <= _NAMED and token.place is None
        return named and not group.owners and clitic.marker in _AT  # "the secretary general of X", "an official at X"
    if clitic.marker != "of":
        return False
    armed = group.people is not None and kit.people_kind(group.people) in ("fighter", "force")
    armed = armed or (group.people is None and group.head is not None and kit.actors.heads[group.head].cls == "members")  # "loyalists of X's"
    return bool((group.facility or armed) and not group.owners and not group.definite and (token.actors or token.head))


_NAMED = frozenset({"name", "hostile", "loyal"})
_AT = frozenset({"of", "in"})


_VAGUE = frozenset({"placeclass"})  # "local", "urban": class words of places that are adjectives too


def is_known(token: Token) -> bool:
    """Whether the data know the word as anything at all."""
    return bool(
        token.head or token.people or token.means or token.actors or token.place is not None
        or token.classes - _VAGUE or token.triggers
    )  # fmt: skip


def is_only_a_country(token: Token, kit: Kit) -> bool:
    """Whether a place names no side: "the fighters from Yemen" are not its state's."""
    return not token.actors or kit.called[token.actors].kinds == {"country"}


def _unknown(token: Token) -> bool:
    """Whether a word of no class is none of the other things that words may be."""
    return not (token.actors or token.head or token.people or token.means or token.triggers)


def is_partitive(group: Group, tokens: list[Token], i: int) -> bool:
    """Whether the "of" at `i` ties a quantity or people to what they are part of."""
    if "claim.from" in tokens[i].classes:
        return False  # "released five", "about X"
    if i + 1 < len(tokens) and tokens[i + 1].place is not None and (group.owners or group.definite):
        return False  # "took the American forces out of X"
    if (group.facility or group.head) and i + 1 < len(tokens) and (tokens[i + 1].actors or tokens[i + 1].head or "troops" in tokens[i + 1].classes):
        return True  # "a convoy of X's", "a column of tanks"
    return bool(group.people or any("quantity" in t.classes or t.people for t in tokens[group.first : i]))


def stops(token: Token, kit: Kit) -> bool:
    """Whether a noun group ends before the word."""
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
    {"back", "claim.suspect", "claim.that", "conn", "conn.result", "rel", "neg", "verb", "report", "purpose", "past", "future", "light.launch", "light.make", "light.voice", "light.undergo",
     "light.occur", "light.witness", "light.target"}
)  # fmt: skip


def is_of_a_border(tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether the "with" at `at` says whose the other side of a border is: "the southern border of X with Y"."""
    for token in reversed(tokens[max(0, at - _BORDER) : at]):
        if "border" in token.classes or "border" in token.inner:
            return True
        clitic = kit.clitic_markers.get(token.prefix)
        if token.triggers or (clitic and clitic.linked) or (token.classes and governs(token.classes)):
            return False
    return False


_BORDER = 4
