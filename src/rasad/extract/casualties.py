"""Ties casualty figures to the action that caused them: tolls and drafts of a document in, drafts with tolls out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from rasad.extract.chains import merge_into
from rasad.extract.drafts import Draft, Tagged, Trace
from rasad.extract.families import STRIKES, VIOLENT
from rasad.extract.figures import Toll
from rasad.extract.toll_words import TollWords, one_victim
from rasad.kit import Kit
from rasad.model import number_told

_CAUSE_REACH = 22  # words between a toll and the event noun behind it that a preposition makes its cause
_LINK_REACH = 16  # words between two tolls told side by side
_CLOSING_REACH = 14  # words between the dead and "met their death"
_BY_REACH = 2  # words between the dead and "by fire of"
_NEAR = 3  # sentences in which a toll without a cause looks back for one
_MANY = 100  # dead of a war, not of an action
_CAUSAL = frozenset({"prep.cause", "prep.in", "prep.from", "prep.by"})
_TAKEN_UP = frozenset({"topic", "topic.linked", "relative.subject"})  # how a killing takes its subject from before it
_BREAKS = frozenset({"p.semicolon", "conn.result", "toll.involved"})


def attach_tolls(tagged: Tagged, drafts: list[Draft], earlier: list[Draft], kit: Kit, trace: Trace | None) -> None:
    """Attach every toll of a sentence to one draft, and drop the killing triggers that only tell another draft's toll.

    `drafts` are those of the sentence, `earlier` the violent ones of the sentences before it, latest last. Killings
    of which only a war's whole toll is told are taken out of `drafts`.
    """
    if not tagged.tolls and not any(d.trigger.kill for d in drafts):
        return
    _Sentence(tagged, drafts, earlier, kit, trace).attach()


class _Sentence:
    """The tolls and drafts of one sentence while they are tied."""

    def __init__(self, tagged: Tagged, drafts: list[Draft], earlier: list[Draft], kit: Kit, trace: Trace | None) -> None:
        self.tagged, self.tokens, self.drafts, self.earlier = tagged, tagged.tokens, drafts, earlier
        self.kit, self.trace = kit, trace
        self.words = TollWords(tagged, kit)
        self.causes = [d for d in drafts if d.into is None and not d.trigger.kill and d.trigger.type in VIOLENT]
        self.kills = [d for d in drafts if d.into is None and d.trigger.kill]
        self.shot: Draft | None = None

    def attach(self) -> None:
        """Tie the tolls, then the killings that are left."""
        self._debris()
        whole = [t for t in self.tagged.tolls if t.part_of is None]
        whole += [toll for kill in self.kills if (toll := one_victim(kill, whole, self.kit)) is not None]
        past: set[int] = set()
        mates: list[Draft] = []
        previous: tuple[Toll, Draft] | None = None
        for toll in whole:
            kill = next((k for k in self.kills if k.tells(toll)), None) or self._closing(toll)
            if self._of_a_war(toll):
                if kill is not None:
                    past.add(id(kill))
                continue
            if kill is not None:
                self._free_victims(kill, toll)
                self._shot_by(kill, toll)
            owner, rule = self._owner(toll, kill, previous)
            if owner is None:
                continue
            if previous is not None and previous[0].kind == toll.kind and self.words.besides(previous[0], self.words.reach(toll)[0]):
                toll = replace(toll, cue_start=previous[0].cue_start, cue_end=previous[0].cue_end)
            self._give(owner, toll, rule)
            if owner is kill and kill.noun and self.words.apart(kill.at):
                kill.low = self.words.lead(kill.at)  # what stands before "after" did not bring it about
                kill.means = [m for m in kill.means if m.index >= kill.low]
            if rule != "toll.linked":
                mates = self._mates(owner) if rule == "cause.result" else []
            for mate in mates:
                self._give(mate, toll, "cause.shared")
            previous = (toll, owner)
            if kill is not None and kill is not owner and kill.into is None:
                merge_into(kill, owner, self.trace, rule)
        self._join_kills()
        if past:
            self.drafts[:] = [d for d in self.drafts if id(d) not in past or d.tolls or d.into is not None]

    def _debris(self) -> None:
        """Take falling pieces of what was shot down in a sentence before for no action of their own."""
        told = [*self.earlier, *self.causes]
        shot = next((d for d in reversed(told) if d.into is None and d.type == "interception"), None)
        if shot is None or self.tagged.index - shot.tagged.index > _NEAR + 1:
            return
        for fall in list(self.causes):
            if fall.type == "shelling" and any("toll.debris" in t.classes for t in self.tokens[fall.at + 1 : fall.at + 4]):
                merge_into(fall, shot, self.trace, "debris")
                self.shot = shot
                self.causes.remove(fall)

    def _mates(self, owner: Draft) -> list[Draft]:
        """The event nouns that "and" ties to the owner, subjects with it of one "led to" that stands before them."""
        found = []
        mate = owner
        for draft in reversed([d for d in self.causes if d.noun and d.at < owner.at]):
            near = mate.at - draft.at <= 4 and self.words.linked_word(mate.token)
            if not near or not any("conn.result" in t.classes for t in self.tokens[max(0, draft.at - 2) : draft.at]):
                break
            found.append(draft)
            mate = draft
        return found

    def _give(self, owner: Draft, toll: Toll, rule: str) -> None:
        owner.tolls.append((self.tagged.index, toll))
        if self.trace is not None:
            self.trace.add("bound", toll.start, toll.end, rule, f"{number_told(toll.low, toll.high)} {toll.kind} of {owner.trigger.id}")

    def _free_victims(self, kill: Draft, toll: Toll) -> None:
        """Whoever is counted as killed is not the killer, and neither is who was counted right before."""
        dead = [(t.start, t.end) for t in self.tagged.tolls if t.start <= toll.end]
        for filler in kill.fillers:
            if filler.role != "initiator" or filler.sentence != self.tagged.index:
                continue
            start, end = self.tokens[filler.group.first].start, self.tokens[filler.group.last].end
            if any(start < e and s < end for s, e in dead):
                if filler.rule == "verb.bare" and kill.of("target"):
                    continue  # "a sniper killed the reporter": the one counted is not the sniper
                own = start < toll.end and toll.start < end
                filler.role = "target" if own else "none"
            elif kill.noun and kill.trigger.by_means and filler.rule.startswith("light.") and not self._undertakes(kill):
                filler.role = "none"  # who announces a death does not bring it about

    def _undertakes(self, kill: Draft) -> bool:
        """Whether the verb that carries a killing tells of a deed: "undertook the execution of", not "announced the death of"."""
        return any("claim.announce" not in self.tokens[at].classes and "light.launch" in self.tokens[at].classes for at in kill.parts)

    def _shot_by(self, kill: Draft, toll: Toll) -> None:
        """Whoever's fire is named right behind the dead killed them, however far off their killing is told: "39 persons by fire of X"."""
        if kill.of("initiator"):
            return
        last = self.words.reach(toll)[2]
        for group in self.tagged.groups:
            if group.marker == "by" and group.owners and 0 < group.marker_at - last <= _BY_REACH:
                kill.add("initiator", group, "toll.by")
                return

    def _closing(self, toll: Toll) -> Draft | None:
        """The killing whose word stands behind the dead with their pronoun: "3 of them met their death"."""
        last = self.words.reach(toll)[2]
        for kill in self.kills:
            closes = kill.noun and kill.token.suffix and kill.trigger.kill == toll.kind and 0 < kill.at - last <= _CLOSING_REACH
            if closes and not any(toll.end < t.start < kill.token.start for t in self.tagged.tolls if t.part_of is None):
                return kill
        return None

    def _owner(self, toll: Toll, kill: Draft | None, previous: tuple[Toll, Draft] | None) -> tuple[Draft | None, str]:
        at, first, last = self.words.reach(toll)
        before = [d for d in self.causes if d.at < at]
        if kill is not None and before and self.words.resumed(kill.at):
            return before[-1], "cause.relative"
        if before and before[-1].noun and before[-1].at == at - 1 and "claim.result" in self.tokens[at].classes:
            return before[-1], "cause.subject"  # "after an attack that took the lives of 5"
        after = self._cause_after(last)
        if after is not None and kill is not None and kill.of("initiator") and self.words.tried(after):
            after = None  # "X killed 5 during its attempt to storm"
        if after is not None and kill is not None and after.type == "armed_clash" and self._bystander(kill):
            if not after.of("initiator"):
                merge_into(after, kill, self.trace, "amid")
            return kill, "kill.agent"
        if after is not None:
            return after, "cause.after"
        apart = self.words.apart(min(at, first))
        if self.words.over_time(first, last):
            if kill is not None:
                kill.over_time = True
            return kill, "kill.alone"
        if before and not apart and self.words.resulting(at):
            main = before[-1] if self.words.its_outcome(before[-1], at) else self._main(before, None)
            if kill is not None and main.type == "armed_clash" and not main.of("initiator") and self._bystander(kill):
                merge_into(main, kill, self.trace, "amid")
                return kill, "kill.agent"
            return main, "cause.result"
        between = [d for d in self.causes if at < d.at < first]
        if between and not apart and (toll.ahead or self._among(between[0], kill)):
            return between[0], "cause.between"  # "the dead of the blast rose to 80", "were killed in the shelling 15"
        if previous is not None and not apart and not _another(previous, toll, kill) and self._linked(previous[0], at, kill):
            return previous[1].root, "toll.linked"
        if kill is not None and before and not apart and self._goes_on(before[-1], kill):
            return before[-1], "kill.sequel"
        if kill is not None and kill.of("initiator"):
            return kill, "kill.agent"
        if before and not apart:
            if toll.high == 0 and not any("p.comma" in t.classes for t in self.tokens[before[-1].at : at]):
                return before[-1], "cause.before"  # "in response to a fire that hurt nobody"
            return self._main(before, kill), "cause.before"
        following = [d for d in self.causes if d.at > last]
        if following and kill is None and not apart:
            return following[0], "cause.same_sentence"
        if self.shot is not None:
            return self.shot, "debris"
        if kill is not None:
            return kill, "kill.alone"
        earlier, rule = self._looked_back(toll)
        found = next((d for d in self.drafts if d.type == "casualties" and d.into is None), None)
        if earlier is None:
            return found, "found"  # "12 bodies were found": nothing else is told of them
        if found is not None:
            merge_into(found, earlier, self.trace, "found")
        return earlier, rule

    def _among(self, cause: Draft, kill: Draft | None) -> bool:
        """Whether what killed is named right behind the verb of killing; a fight is but where they were killed."""
        return kill is not None and cause.type != "armed_clash" and self.words.within(kill.at, cause.at)

    def _goes_on(self, cause: Draft, kill: Draft) -> bool:
        """Whether "and" ties a killing to the action before it, and its subject is that action's: "X opened fire on Y and killed 5"."""
        if kill.noun or not self.words.linked_word(kill.token) or kill.of("location") or cause.type not in STRIKES:
            return False
        acting = [f for f in kill.of("initiator") if f.sentence == self.tagged.index]
        if any(f.rule not in _TAKEN_UP for f in acting):
            return False
        doers = [f.group for f in cause.of("initiator")]
        own = [f.group for f in cause.fillers if f.role != "initiator"] if cause.noun else []  # "an attack hit X and killed 5"
        for filler in acting:
            if filler.group in own:
                filler.role = "none"
            elif filler.group not in doers:
                return False
        active = self.kit.events.frames[kill.trigger.frame].roles.get("subject") == "initiator" and not kill.passive
        apart = any("p.comma" in t.classes for t in self.tokens[cause.at : kill.at])
        return bool(acting) or (active and kill.dropped_subject and not apart)

    def _bystander(self, kill: Draft) -> bool:
        """Whether who killed is told and the victim bears no arms: killed during a fight, but not as one of its sides."""
        if kill.into is not None:
            return False
        victims = [f.group.people for f in kill.of("target") if f.group.people]
        return bool(kill.of("initiator") and victims) and all(
            self.kit.people_kind(people) not in ("fighter", "force") for people in victims
        )

    def _linked(self, told: Toll, at: int, kill: Draft | None) -> bool:
        """Whether a toll goes on with the one before it: "3 were killed and 5 wounded", without a doer of its own."""
        if self.words.besides(told, at):
            return True
        if kill is not None and any(f.role == "initiator" and f.rule != "topic" for f in kill.fillers):
            return False
        behind = next((t.index for t in self.tokens if t.word_end > max(told.end, told.cue_end)), at)
        if at - behind > _LINK_REACH:
            return False
        between = self.tokens[behind:at]
        if any("p.semicolon" in t.classes or "report" in t.classes for t in between):
            return False
        return not any(behind <= d.at < at for d in self.causes)

    def _main(self, before: list[Draft], kill: Draft | None) -> Draft:
        """Of the actions before a toll the nearest that is no mere time, ground or attempt of another."""
        nearest = before[-1]
        clause_of_it = kill is not None and not kill.noun and not self.words.linked_word(kill.token)
        if clause_of_it and kill and not any("p.comma" in t.classes for t in self.tokens[nearest.at : kill.at]):
            return nearest
        return next((d for d in reversed(before) if not self.words.subordinate(d)), nearest)

    def _cause_after(self, at: int) -> Draft | None:
        """The action that a cause preposition, "in", "by" or "after ... had" ties to what stands before it."""
        tokens = self.tokens
        for draft in self.causes:
            if draft.at <= at or draft.at - at > _CAUSE_REACH:
                continue
            start = self.words.lead(draft.at)
            governed = self.kit.clitic_markers.get(tokens[start].prefix)
            classes = tokens[start - 1].classes if start else frozenset()
            if start - 1 <= at:
                classes = classes & _CAUSAL
            tied = bool((governed and governed.marker == "in") or classes & _CAUSAL)
            if not tied and not draft.noun:
                tied = any("toll.when" in t.classes for t in tokens[max(at + 1, draft.at - 4) : draft.at])
            tied = tied or any(k.noun and k.at == start - 1 > at for k in self.kills)  # "after his wounding by gunfire"
            if tied and not any(t.classes & _BREAKS for t in tokens[at + 1 : start]) and not self.words.told_between(at, start):
                return draft
            return None
        return None

    def _of_a_war(self, toll: Toll) -> bool:
        """Whether the toll is that of a whole war or of years."""
        if toll.low < _MANY:
            return False
        at, first, last = self.words.reach(toll)
        if toll.low >= 5 * _MANY and self.words.over_time(first, last):
            return True
        if self._cause_after(last) is not None:
            return False
        for token in self.tokens[max(0, min(at, first) - 12) : last + 14]:
            if "toll.war" in token.classes:
                return True
        since = any(t.kind == "since" for t in self.tagged.times)
        return since and toll.low >= 5 * _MANY

    def _looked_back(self, toll: Toll) -> tuple[Draft | None, str]:
        """The action of an earlier sentence: one of the same toll, else the main one of the sentence nearest."""
        if "accident" in self.tagged.classes:
            return None, ""  # nobody's deed
        live = [d for d in self.earlier if d.into is None]
        if toll.low > 2:
            for draft in reversed(live):
                if any(t.kind == toll.kind and t.low == toll.low for _, t in draft.tolls):
                    return draft, "toll.again"
        if any(t.kind == "since" for t in self.tagged.times):
            return None, ""  # counted over a time of its own
        far = 1 if toll.high == 0 else _NEAR
        near = [d for d in live if self.tagged.index - d.tagged.index <= far]
        if not near:
            return None, ""
        latest = [d for d in near if d.tagged is near[-1].tagged]
        return latest[-1], "cause.earlier"

    def _join_kills(self) -> None:
        kills = self.kills
        for kill in kills:
            if kill.into is not None or kill.tolls:
                continue
            owner, rule = self._owner_of_kill(kill)
            if owner is not None:
                merge_into(kill, owner, self.trace, rule)
        for first, second in pairwise(kills):
            # "X killed and Y wounded" without a cause of their own are one attack.
            if second.tolls:
                continue
            if second.into is None and first.into is None and second.trigger.kill != first.trigger.kill:
                if not second.of("initiator") or not first.of("initiator"):
                    merge_into(second, first, self.trace, "kill.wound")
            elif second.into is None and first.into is not None and not second.of("initiator"):
                merge_into(second, first.root, self.trace, "kill.wound")

    def _owner_of_kill(self, kill: Draft) -> tuple[Draft | None, str]:
        after = self._cause_after(kill.at)
        if after is not None:
            return after, "cause.after"
        if kill.of("initiator") or self.words.apart(kill.at):
            return None, ""
        before = [d for d in self.causes if d.at < kill.at]
        return (self._main(before, kill), "cause.before") if before else (None, "")


def _another(previous: tuple[Toll, Draft], toll: Toll, kill: Draft | None) -> bool:
    """Whether those killed by nobody told are others than those whom somebody killed: "X killed two, and one was killed"."""
    told, owner = previous
    return kill is not None and told.kind == toll.kind and owner.trigger.kill is not None and bool(owner.of("initiator")) and not kill.of("initiator")
