"""Noun groups: the tokens of a sentence in, groups with head, owner and governing preposition out."""

from __future__ import annotations

from dataclasses import dataclass, field

from rasad.extract.belonging import (
    belongs,
    carries,
    describes,
    facility,
    goes_on,
    is_another,
    is_attributive,
    is_described,
    is_event_noun,
    is_known,
    is_member,
    is_nation_of_a_noun,
    is_object,
    is_of_a_border,
    is_of_a_name,
    is_of_the_place,
    is_official,
    is_only_a_country,
    is_owned,
    is_partitive,
    is_qualifier,
    is_second_nation,
    is_unnamed,
    of_make,
    preposition,
    says_nothing,
    stops,
    word_before,
)
from rasad.extract.tokens import Token, is_mark
from rasad.kit import Kit


@dataclass(slots=True, eq=False)
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


def find_groups(tokens: list[Token], kit: Kit) -> list[Group]:
    """The groups of a sentence from left to right; event nouns stand in groups of their own (`trigger`)."""
    groups: list[Group] = []
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        if not _opens(token) or (i and describes(token, tokens[i - 1], kit)) or (groups and _is_title(token, groups[-1], kit)):
            i += 1
            continue
        group = Group(i, i)
        _govern(group, tokens, kit)
        if i and token.actors and group.bare and not group.linked and is_nation_of_a_noun(token, tokens[i - 1], kit):
            group.marker, group.marker_at = "epithet", i - 1
        if token.triggers and is_event_noun(token):
            group.trigger = i
            group.definite = bool(token.prefix) and token.prefix in kit.proclitics.with_article
            groups.append(group)
            i += 1
            continue
        i = _extend(group, tokens, kit)
        if group.backed and not group.owners:
            group.owners = next((list(g.owners) for g in reversed(groups) if g.owners and not g.backed), [])
        if groups and group.linked and group.bare and groups[-1].last >= group.first - 2:
            group.marker, group.marker_at = groups[-1].marker, groups[-1].marker_at
            if group.owners and not groups[-1].owners and groups[-1].facility and group.facility:
                groups[-1].owners = list(group.owners)
        groups.append(group)
    return groups


def _is_title(token: Token, group: Group, kit: Kit) -> bool:
    """Whether the word is the title of the office-holder told right before it: "the minister of X Sheikh N"."""
    if "title" not in token.classes or group.last != token.index - 1 or token.prefix in kit.clitic_markers:
        return False
    return is_official(group, kit)


def _opens(token: Token) -> bool:
    classes = token.classes
    if token.actors or token.place is not None or token.head or token.people or token.means:
        return token.time is None and "adjective" not in classes
    if not classes and not token.triggers:
        return False
    if token.triggers and token.triggers[0].pos == "v":
        return False  # the verb "gathered" is no "gathering"
    if _OPENING.isdisjoint(classes) and not is_event_noun(token):
        return False
    return token.time is None and "adjective" not in classes


_NAMES = frozenset({"name", "hostile", "loyal"})


def _govern(group: Group, tokens: list[Token], kit: Kit) -> None:
    """Set marker and linked from the word before the group and the clitics on its first word."""
    token = tokens[group.first]
    prefix = token.prefix
    clitic = kit.clitic_markers.get(prefix) if prefix else None
    if group.first and (tokens[group.first - 1].link == "backed" or "back.with" in tokens[group.first - 1].classes):
        before = tokens[group.first - 1]
        if _linked(before, kit) and before.link is None:
            group.linked = True  # "X and its ally Y", "X and with it Y"
        else:
            group.marker, group.marker_at = "beside", group.first - 1
        return
    if clitic:
        group.linked = clitic.linked
        if clitic.marker:
            of_a_border = clitic.marker == "of" and is_of_a_border(tokens, group.first, kit)
            group.marker, group.marker_at = "border" if of_a_border else clitic.marker, group.first
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
    nation = bool(token.actors) and kit.called[token.actors].adjective
    mute = at > 0 and (says_nothing(tokens[at]) or (nation and "carrier" in tokens[at].classes and not tokens[at].triggers))
    silent = mute and at == group.first - 1 and not prefix and not (tokens[at].prefix or tokens[at].suffix)
    if silent and preposition(tokens[at - 1].classes) not in ("", "cause"):
        at -= 1  # "to the forming of X": the group is the genitive of a word that says nothing here
    if at > 0 and "stronghold" in tokens[at].classes and not tokens[at].triggers and "prep.in" in tokens[at - 1].classes:
        group.marker, group.marker_at = "in", at - 1  # "in areas under the control of X": X only holds the place
        return
    if at >= 0 and not group.linked and tokens[at].classes and (marker := preposition(tokens[at].classes)):
        if "adjacent" in tokens[at].classes and (not at or tokens[at - 1].place is None):
            marker = "near"  # "the site close to X": no name of its own
        if marker == "from" and token.place is not None and (parts := _parts(tokens, at, kit)) is not None:
            marker = parts
        group.marker, group.marker_at = "border" if marker == "with" and is_of_a_border(tokens, at, kit) else marker, at
        group.again = _linked(tokens[at], kit) or (at > 0 and (_one_of_them(tokens, at - 1, kit) or _others(tokens[at - 1], kit)))


def _parts(tokens: list[Token], at: int, kit: Kit) -> str | None:
    """How the parts of a place that "of" at `at` joins to its name are governed: "in" of "in several areas of X", "" of
    "retook most areas of X"; None where there are no such parts."""
    for back in range(at - 1, max(-1, at - 4), -1):
        token = tokens[back]
        if "parts" in token.classes or ("quantity" in token.classes and _classed(tokens[at + 1], kit)):
            if "prep.in" in token.classes:
                return "in"
            clitic = kit.clitic_markers.get(token.prefix)
            return (clitic.marker if clitic else "") or (preposition(tokens[back - 1].classes) if back else "")
        if not says_nothing(token):
            return None
    return None


def _classed(token: Token, kit: Kit) -> bool:
    """Whether a place is named with the word for its kind: "villages X and Y"."""
    return token.text.split(" ", 1)[0] in kit.places.words.forms


def _is_land(group: Group, tokens: list[Token], i: int) -> bool:
    """Whether a word that is both people and a site ("farmer", "farms") is the site: behind a preposition or before a place."""
    if facility(tokens[i].classes) is None or (i and (tokens[i - 1].text[-1:].isdigit() or "quantity" in tokens[i - 1].classes)):
        return False
    return i > group.first or bool(group.marker) or (i + 1 < len(tokens) and tokens[i + 1].place is not None)


def _owns(group: Group, token: Token, kit: Kit) -> bool:
    """Whether fighters told by their group's name only say whose the building before them is: "the headquarters of the Xs"."""
    return bool(group.facility and token.actors and token.people) and kit.people_kind(token.people or "") == "fighter"


def _linked(token: Token, kit: Kit) -> bool:
    clitic = kit.clitic_markers.get(token.prefix)
    return bool(clitic and clitic.linked)


def _one_of_them(tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether the word at `at` takes one of the things told before: "two bases, the first in X and the second in Y"."""
    if "each" not in tokens[at].classes:
        return False
    return _linked(tokens[at], kit) or at == 0 or is_mark(tokens[at - 1].classes)


def _others(token: Token, kit: Kit) -> bool:
    """Whether an indefinite thing tied on by "and" stands before the preposition: "positions in X and camps in Y"."""
    if not _linked(token, kit) or token.suffix or token.triggers or token.place is not None or token.time is not None:
        return False
    clitic = kit.clitic_markers.get(token.prefix)
    named = token.prefix in kit.proclitics.with_article or bool(clitic and clitic.marker)
    return not named and bool(facility(token.classes) or "placeclass" in token.classes or "anaphor" in token.classes or "troops" in token.classes)


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
            if not token.link and says_nothing(token):
                # An unknown word is taken for an adjective.
                loose += 1
                if loose > 2 or (closed and not article) or (token.prefix and stops(token, kit)):
                    break
                if token.suffix and not closed:
                    closed, group.suffix = True, group.suffix or token.suffix
                group.last = i
                i += 1
                continue
            if "p.quote" in classes:
                i += 1
                continue
            if "make" in classes and (group.means or group.facility):
                i += 1 + of_make(tokens, i)
                group.last = i - 1
                continue  # "aircraft of the type F-16 of X"
            if token.time is not None or (classes and is_mark(classes)):
                break
            first = tokens[group.first]
            armed = (" " in first.text and (first.means or first.head)) or (first.means and (token.suffix or kit.means[first.means].kind == "air"))
            if armed and not first.actors and facility(classes) and not token.prefix:
                break  # "a roadside bomb [hit] a patrol": behind an adjective stands no genitive, and behind aircraft no building
            if is_object(tokens, i, kit) and not is_object(tokens, group.first, kit):
                break  # "a drone [hit] a house": nobody's genitive
            if group.means and facility(classes) and i + 1 < n and "carries" in tokens[i + 1].classes:
                break  # "a drone [hit] a car that carried X"
            if article and i > group.first and is_another(token, group, kit):
                break  # "X [killed] the reporter": no adjective of X
            if token.link == "backed" and i + 1 < n and (token.prefix == "" or article) and (group.head or group.people):
                if tokens[i + 1].actors and is_unnamed(group, kit):
                    group.owners = [tokens[i + 1]]
                    group.backed, closed = True, True
                    group.last = i + 1
                    i += 2
                    continue
                if "back" in tokens[i + 1].classes and is_unnamed(group, kit):
                    group.owners, group.backed, group.last = [], True, i + 1  # "factions loyal to it": see `find_groups`
                    return i + 2
                break
            ahead = belongs(tokens, i, kit) if token.link == "owner" or "prep.of" in classes else 0
            if "carries" in classes and group.facility and not (group.owners or group.people) and (load := carries(tokens, i)):
                group.troops, closed = True, False  # who sends or hits a bus sends or hits those in it
                i += load
                token = tokens[i]
                classes, article = token.classes, token.prefix in articles
                ahead = 0
            if ahead and group.place is not None and not (article or token.text.startswith(kit.proclitics.article)):
                break  # "positions in Y belonging to X": the positions, not the town
            if ahead and any(kit.called[t.actors].kinds <= _NAMES for t in group.owners):
                group.last = i + ahead
                i += ahead + 1
                continue  # "the X militia, which belongs to Y": X is named
            if "prep.of" in classes or ("prep.from" in classes and (is_partitive(group, tokens, i))):
                k = i + 1
                if k + 1 < n and tokens[k].text[-1:].isdigit():
                    k += 1  # "more than 15 positions"
                if k < n and tokens[k].place is not None and is_only_a_country(tokens[k], kit):
                    break
                if k < n and _opens(tokens[k]) and not is_event_noun(tokens[k]):
                    i = k
                    closed = False
                    token = tokens[i]
                    article = token.prefix in articles
                else:
                    break
            elif ahead:
                i += ahead
                closed = False
                token = tokens[i]
                article = token.prefix in articles
            elif "prep.in" in classes and is_member(group, tokens, i, kit):
                i += 1
                closed = False
                token = tokens[i]
                article = token.prefix in articles
            elif token.prefix and is_owned(group, token, kit):
                closed = False
            elif is_second_nation(group, tokens, i, kit):
                group.owners.append(token)
                group.last = i
                i += 1
                continue
            elif stops(token, kit) or ("quantity" in classes and (group.people or group.head or group.owners)):
                break
        called = kit.called[token.actors] if token.actors else None
        adjective = called is not None and (called.adjective or called.follower)
        if called is not None and not adjective and i > group.first and "country" in called.kinds:
            adjective = article = group.definite and is_described(token, word_before(tokens, i), kit)
        if adjective and group.owners and called is not None and "country" in called.kinds & kit.called[group.owners[-1].actors].kinds:
            break  # "Syria Turkey": two states side by side
        if adjective and closed and not article and called is not None and "country" in called.kinds:
            break  # "the X army Turkey": the adjective, written alike, would carry the article
        if adjective and i > group.first and group.definite and token.people and not article:
            break  # "the army [killed] a Palestinian": no adjective of a definite noun
        if i == group.first or not closed or adjective:
            if token.actors and token.place is not None and group.place is None and not group.owners:
                group.place = token.place
            described = i > group.first and (
                is_attributive(token, kit) if group.people or group.head or group.owners else is_of_the_place(token, group, adjective)
            )
            described = described or (adjective and article and is_of_a_name(word_before(tokens, i), group, kit))
            if token.actors and not described:
                group.owners.append(token)
                if group.facility is None and called is not None and called.proper:
                    group.facility = "facility.civilian"
                country = called is not None and "country" in called.kinds
                whole = " " in token.text or token.text.startswith(kit.proclitics.article)
                if (i > group.first or country) if adjective else not (called and called.generic) or whole:
                    closed = True
                loose = 0
            elif token.place is not None:
                if (group.place is None and group.facility is None and group.head is None and group.people is None) or group.place is None:
                    group.place = token.place
                    closed = True
                else:
                    break
            elif is_known(token):
                loose = 0
            elif i > group.first:
                loose += 1
                if loose > 2 or (closed and not article):
                    break
            if token.people in kit.closed_people or (called is not None and called.whole):
                closed = True
            if token.head and group.head is None:
                group.head = token.head
            if token.people and group.people is None and not (
                is_qualifier(tokens, i, group, kit) or _is_land(group, tokens, i) or _owns(group, token, kit)
            ):
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
            if article and is_known(token) and "demonstrative" not in classes:
                group.definite = True
                closed = not goes_on(token, kit)
        else:
            # The chain is closed: only definite adjectives of unknown words still belong to it, and "its [armed] aircraft".
            if article and group.suffix and token.means and group.means:
                group.means, group.last = token.means, i
                i += 1
                continue
            if (is_known(token) or not article) and not (is_attributive(token, kit) and (article or not token.people)):
                break
            loose += 1
            if loose > 2:
                break
        group.last = i
        i += 1
    return max(i, group.first + 1)
