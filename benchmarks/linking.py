"""Measures linking on made-up mentions: time, memory, growth, and how well it finds the events that they were made from.

    .venv/bin/python benchmarks/linking.py [--sizes 10000 100000 1000000] [--jobs 2] [--splink PYTHON]

Mentions are made from one seed: 550 a day over as many days as it takes, 1.8 to an event; towns of Syria, Iraq, Yemen and
Gaza by their share in such news, so that single towns have dozens of events a day and one has hundreds on its worst days.
Reports of one event differ: tolls that grow, days that one report has wrong, places told by the governorate only, nobody
named. The peer takes mentions of one type, day and place for one event. `--splink` names a Python that has splink, which then links the same mentions (up to 100,000) with DuckDB.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations, islice
from pathlib import Path

from rasad.kit import load_kit
from rasad.kit.places import Gazetteer, Place
from rasad.link.signature import Party, Signature, Spot, Toll
from rasad.link.weights import weights
from rasad.link.whole import link_all
from rasad.model import GeoPrecision

SEED = 20241208
A_DAY = 550  # mentions
FIRST = date(2018, 1, 1).toordinal()
HOT = 40  # one day in so many is a hot one, on which a third of all happens in one town
TYPES = ["air_strike"] * 6 + ["shelling"] * 7 + ["explosion"] * 3 + ["armed_attack"] * 4 + ["armed_clash"] * 3
TYPES += ["arrest"] * 3 + ["force_movement"] * 2 + ["access_restriction", "withdrawal", "protest", "statement"]
DOERS = {
    "SY": ["syria_gov", "israel", "usa", "sdf", "turkey", "isis", "russia", "hts"],
    "IQ": ["isis", "turkey", "iraq_gov", "pmf", "usa"],
    "YE": ["houthis", "saudi_coalition", "yemen_gov", "usa"],
    "PS": ["israel", "israel", "israel", "hamas"],
}
VOCABULARY = 20_000  # rare words that any report may hold, the commonest of them in every tenth
VICTIMS = ["civilians", "civilians", "civilians", "syria_gov", "iran_backed_militias", "isis", "sdf", "houthis", "irgc"]


def places_of(gazetteer: Gazetteer) -> dict[str, list[Place]]:
    """Towns and sites by country, in a fixed order that chance made."""
    found: dict[str, list[Place]] = {country: [] for country in DOERS}
    for place in sorted(gazetteer.places.values(), key=lambda p: p.id):
        if place.country in found and place.admin1 and place.kind in ("city", "town", "village", "site", "camp", "quarter"):
            found[place.country].append(place)
    chance = random.Random(SEED)
    for places in found.values():
        chance.shuffle(places)
        places.sort(key=lambda p: -(p.population or 0) // 20_000)
    return found


def spot_of(place: Place) -> Spot:
    within = tuple(dict.fromkeys(unit for unit in (place.parent, place.admin2, place.admin1) if unit))
    precision = int(place.precision)
    radius = weights().radius_of_kind.get(place.kind, weights().radius[precision])
    admin1 = place.id if place.kind == "governorate" else place.admin1 or ""
    big = (place.population or 0) >= weights().big
    near = (place.admin2,) if place.admin2 else ()
    return Spot(
        "location", place.id, place.name.replace(" ", ""), place.lat, place.lon, radius, precision, admin1,
        place.country or "", within, near, big,
    )  # fmt: skip


class Maker:
    """Makes events and the mentions that tell them."""

    def __init__(self) -> None:
        gazetteer = load_kit().places
        self.chance = random.Random(SEED)
        self.gazetteer = gazetteer
        self.towns = places_of(gazetteer)
        self.ranks = {c: [1 / (n + 3) for n in range(len(towns))] for c, towns in self.towns.items()}
        self.spots: dict[str, Spot] = {}
        self.made = 0

    def signatures(self, number: int) -> Iterator[tuple[Signature, int]]:
        """Mentions with the number of the event that each tells."""
        event = day = 0
        while self.made < number:
            until = min(number, (day + 1) * A_DAY)
            hot = self.chance.choice(["PS", "SY"]) if day % HOT == HOT - 1 else None
            while self.made < until:
                yield from self.event(event, FIRST + day, hot)
                event += 1
            day += 1

    def event(self, event: int, day: int, hot: str | None) -> Iterator[tuple[Signature, int]]:
        chance = self.chance
        country = hot if hot and chance.random() < 0.6 else chance.choice(["SY", "SY", "SY", "IQ", "YE", "PS", "PS"])
        towns = self.towns[country]
        town = towns[0] if hot == country and chance.random() < 0.55 else chance.choices(towns, self.ranks[country])[0]
        doer, victim, type_ = chance.choice(DOERS[country]), chance.choice(VICTIMS), chance.choice(TYPES)
        killed = chance.choice([None, None, 0, 1, 1, 2, 2, 3, 4, 5, 6, 8, 11, 17, 30])
        names = [VOCABULARY + chance.getrandbits(31) for _ in range(12)]
        for n in range(chance.choice([1, 1, 1, 1, 1, 2, 2, 2, 3, 4])):
            yield self.mention((event, n), (town, doer, victim, type_), (day, killed), names), event

    def mention(
        self, number: tuple[int, int], what: tuple[Place, str, str, str], figures: tuple[int, int | None], names: list[int]
    ) -> Signature:
        """One report of an event, with what reports get wrong or leave out."""
        chance, (town, doer, victim, type_), (day, killed) = self.chance, what, figures
        self.made += 1
        place = self.gazetteer.places[town.admin1] if town.admin1 and chance.random() < 0.1 else town
        spot = self.spots.setdefault(place.id, spot_of(place))
        start = day + (1 if chance.random() < 0.03 else 0)
        told = killed
        if killed is not None and killed > 2 and chance.random() < 0.35:
            told = max(1, round(killed * chance.choice([0.6, 0.8, 1.2])))
        if chance.random() < 0.25:
            told = None
        if type_ in ("air_strike", "shelling") and chance.random() < 0.1:
            type_ = "shelling" if type_ == "air_strike" else "air_strike"
        key = f"{number[0]:08x}{number[1]:02x}"
        return Signature(
            key, f"d{key}", f"d{key}", type_, "actual", start, start + (1 if chance.random() < 0.15 else 0), day + 1,
            (spot,),
            () if chance.random() < 0.15 else (Party(doer, (doer,)),),
            () if chance.random() < 0.3 else (Party(victim, (victim,)),),
            None if told is None else Toll(told, told),
            None, (),
            tuple(sorted(chance.sample(names, 1) if chance.random() < 0.3 else ())),
            tuple(sorted({*chance.sample(names, chance.randint(4, 9)), *(int(VOCABULARY * chance.random() ** 3) for _ in range(10))})),
        )  # fmt: skip


def measure(size: int, jobs: int) -> dict[str, float]:
    """Links `size` mentions; seconds, peak memory of all processes in MB, and pairs found against pairs made."""
    event_of: dict[str, int] = {}
    making = [0.0, 0.0]  # seconds and processor seconds that making them up took, which is no part of linking

    def made() -> Iterator[Signature]:
        maker = Maker().signatures(size)
        while True:
            at, busy = time.perf_counter(), time.process_time()
            some = list(islice(maker, 1000))
            making[0] += time.perf_counter() - at
            making[1] += time.process_time() - busy
            if not some:
                return
            for sig, event in some:
                event_of[sig.key] = event
                yield sig

    at, busy = time.perf_counter(), cpu()
    clusters = list(link_all(made(), jobs=jobs))
    seconds, busy = time.perf_counter() - at - making[0], cpu() - busy - making[1]
    return {"mentions": size, "seconds": seconds, "cpu": busy, "memory": memory(), **quality(clusters, event_of)}


def plain(size: int) -> dict[str, float]:
    """The peer: mentions of one type, day and place are one event, found with a dict."""
    made = list(Maker().signatures(size))
    at, busy = time.perf_counter(), cpu()
    groups: dict[tuple[object, ...], list[str]] = {}
    for sig, _ in made:
        groups.setdefault((sig.type, sig.start, tuple(spot.id for spot in sig.spots)), []).append(sig.key)
    clusters = [tuple(keys) for keys in groups.values()]
    seconds, busy = time.perf_counter() - at, cpu() - busy
    return {"mentions": size, "seconds": seconds, "cpu": busy, "memory": memory(), **quality(clusters, {sig.key: n for sig, n in made})}


def quality(clusters: list[tuple[str, ...]], event_of: dict[str, int]) -> dict[str, float]:
    """Precision and recall over pairs of mentions."""
    right = sum(event_of[a] == event_of[b] for keys in clusters for a, b in combinations(keys, 2))
    found = sum(len(keys) * (len(keys) - 1) // 2 for keys in clusters)
    gold = sum(n * (n - 1) // 2 for n in Counter(event_of.values()).values())
    precision, recall = right / max(1, found), right / max(1, gold)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"events": len(clusters), "precision": precision, "recall": recall, "f1": f1}


def cpu() -> float:
    """Processor seconds of this process and its children: on a busy machine they say more than the clock."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def memory() -> float:
    """Peak megabytes of this process and its greatest child."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def splink(size: int, python: str) -> dict[str, dict[str, float]]:
    """The same mentions linked by splink on DuckDB, in a process of its own: by the threshold of its clusters."""
    made = list(Maker().signatures(size))
    event_of = {sig.key: event for sig, event in made}
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.jsonl"
        with rows.open("w") as lines:
            for sig, _ in made:
                lines.write(json.dumps(flat(sig)) + "\n")
        script = Path(__file__).with_name("linking_splink.py")
        done = subprocess.run([python, script, rows], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"splink failed:\n{done.stderr[-2000:]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    clusters = answer.pop("clusters")
    return {
        threshold: {"mentions": size, **answer, **quality([tuple(keys) for keys in found], event_of)}
        for threshold, found in clusters.items()
    }


def flat(sig: Signature) -> dict[str, object]:
    """A signature as a row of a table."""
    (spot,) = sig.spots
    return {
        "unique_id": sig.key, "family": weights().families[sig.type], "type": sig.type, "day": sig.start,
        "place": spot.id, "admin1": spot.admin1, "lat": spot.lat, "lon": spot.lon,
        "coarse": spot.precision == GeoPrecision.PROVINCE, "initiator": sig.initiators[0].id if sig.initiators else None,
        "target": sig.targets[0].id if sig.targets else None, "killed": sig.killed.low if sig.killed else None,
        "story": list(sig.story),
    }  # fmt: skip


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    args.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    args.add_argument("--jobs", type=int, default=2)
    args.add_argument("--splink", metavar="PYTHON")
    args.add_argument("--one", type=int, help=argparse.SUPPRESS)  # one size in a process of its own, for its memory
    given = args.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.jobs)))
        return
    print(f"{'':12} {'mentions':>10} {'seconds':>9} {'cpu':>8} {'per 1,000':>10} {'MB':>7} {'events':>9}  precision recall   F1")
    for size in given.sizes:
        command = [sys.executable, __file__, "--one", str(size), "--jobs", str(given.jobs)]
        ours = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        show("rasad", ours)
        peer = plain(size)
        show("same values", peer)
        print(f"against the same values: F1 x {ours['f1'] / peer['f1']:.2f} for {ours['cpu'] / max(peer['cpu'], 1e-3):,.0f} times the work", flush=True)
    for size in [size for size in given.sizes if given.splink and size <= 100_000]:
        for threshold, row in splink(size, given.splink).items():
            show(f"splink {threshold}", row)


def show(name: str, row: dict[str, float]) -> None:
    each = row["cpu"] / row["mentions"] * 1000
    print(
        f"{name:12} {row['mentions']:10,} {row['seconds']:9.1f} {row['cpu']:8.1f} {each:10.3f} {row['memory']:7,.0f} {row['events']:9,}"
        f"  {row['precision']:9.3f} {row['recall']:6.3f} {row['f1']:.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
