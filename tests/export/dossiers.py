"""Composed dossiers to export: `strike` (two reports that differ), `clash`, `denied`, `vague`, `sheltered` (secrets in every field)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from rasad.event import Claim, Dossier, Event, Figures, Told
from rasad.export.order import Order
from rasad.export.reference import load_reference
from rasad.kit import Kit, load_kit
from rasad.link.derive import derive
from rasad.model import (
    ActorRef,
    Count,
    Document,
    EventMention,
    GeoPrecision,
    Label,
    PlaceRef,
    Span,
    TimePrecision,
    Weapon,
    When,
    content_id,
)


@cache
def kit() -> Kit:
    return load_kit()


def order(**changes) -> Order:
    return Order(kit(), load_reference(kit()), **changes)


def place(id: str, role: str = "location", **changes) -> PlaceRef:
    row = kit().places.places[id]
    made = PlaceRef(role, row.name, "place.in", None, row.id, row.lat, row.lon, row.country, row.admin1, row.precision, row.pcode)
    return replace(made, **changes)


def days(start: date, end: date | None = None, precision: TimePrecision = TimePrecision.DAY) -> When:
    return When(start, end or start, precision, "time.named")


def told(document: Document, type: str, who: str, whom: str = "", **changes) -> Told:
    """A mention that quotes the whole report; actor ids are joined by blanks."""
    whole = Span(0, len(document.text))
    values = {
        "id": content_id((document.id, type)),
        "document": document.id,
        "type": type,
        "trigger": Span(0, 4),
        "rule": "strike.verb",
        "evidence": (whole,),
        "reality": Label("actual", "default"),
        "attribution": Label("stated", "default"),
        "source": Label("local_sources", "source.said"),
        "initiators": tuple(ActorRef(id, "actor.name", Span(0, 4)) for id in who.split()),
        "targets": tuple(ActorRef(id, "actor.name", Span(0, 4)) for id in whom.split()),
        "quote": document.text,
    }
    mention = EventMention(**(values | changes))
    key = content_id((document.id, document.text))
    return Told(content_id((key, type)), key, document, mention, key)


def dossier(*found: Told, **changes) -> Dossier:
    event = replace(derive(found, [], kit()), **changes)
    by_key = {t.key: t for t in found}
    return Dossier(event, tuple(by_key[key] for key in event.mentions))


def report(id: str, text: str, outlet: str | None = "شبكة الفرات", day: date | None = date(2024, 2, 3), **changes) -> Document:
    values = {"title": f"خبر {id}", "url": f"https://example.org/{id}"}
    return Document(id, text, outlet=outlet, published=day, **(values | changes))


DAY = date(2024, 2, 2)


@cache
def strike() -> Dossier:
    first = report("a1", "قصفت طائرات إسرائيلية مقرا في الميادين أمس، ما أدى إلى مقتل ثلاثة عناصر.")
    second = report("a2", "غارة على الميادين تقتل أكثر من خمسة.", "=SUM(1+1)", date(2024, 2, 4), title="@عنوان; \"مقتبس\" {50%} & أكثر")
    at, when = place("sy-mayadin", span=Span(26, 34)), days(DAY)
    return dossier(
        told(first, "air_strike", "israel", "fatemiyoun", places=(at,), when=when, killed=Count(3, 3, "x", Span(46, 54)), injured=Count(2, 4, "x"),
             weapons=(Weapon("drone", Span(0, 4)),), attribution=Label("suspected", "x")),
        told(second, "air_strike", "usa", "fatemiyoun", places=(at,), when=when, killed=Count(6, None, "x")),
        notes=("-ملاحظة داخلية",),
    )  # fmt: skip


@cache
def clash() -> Dossier:
    """Two sides who do it to each other, in a month, near a town, 5 or 6 dead on nobody's side."""
    text = report("b1", "اشتبكت قسد مع تنظيم الدولة قرب الرقة الشهر الماضي.", day=date(2024, 3, 5))
    month = days(date(2024, 2, 1), date(2024, 2, 29), TimePrecision.MONTH)
    at = place("sy-raqqa", precision=GeoPrecision.NEAR)
    return dossier(told(text, "armed_clash", "isis sdf", "isis sdf", places=(at,), when=month, killed=Count(5, 6, "x")))


@cache
def on_civilians() -> Dossier:
    text = report("c1", "قصفت قوات النظام منازل في دير الزور يوم الجمعة فقتلت مدنيين.")
    at = place("sy-deir-ez-zor")
    return dossier(told(text, "shelling", "syria_gov", "civilians", places=(at,), when=days(DAY), killed=Count(2, 2, "x")), state="accepted")


@cache
def denied() -> Dossier:
    text = report("d1", "نفت روسيا قصف الرقة أمس.")
    return dossier(told(text, "air_strike", "russia", places=(place("sy-raqqa"),), when=days(DAY), reality=Label("denied", "x"), killed=Count(1, 1, "x")))


@cache
def nowhere() -> Dossier:
    """A strike whose place the gazetteer does not know."""
    text = report("e1", "قصف استهدف قرية الورد أمس وقتل اثنين.")
    unknown = PlaceRef("location", "الورد", "place.in", Span(16, 21))
    return dossier(told(text, "shelling", "unknown", places=(unknown,), when=days(DAY), killed=Count(2, 2, "x")))


@cache
def undated() -> Dossier:
    text = report("f1", "انفجرت عبوة في الرقة وقتلت رجلا.", None, None, url=None, title=None)
    return dossier(told(text, "explosion", "unknown", "civilians", places=(place("sy-raqqa"),), killed=Count(1, 1, "x")))


@cache
def spoken() -> Dossier:
    """A statement: of a type that neither ACLED nor UCDP have; without place, date and figures."""
    text = report("g1", "نددت الأمم المتحدة بما جرى.")
    return dossier(told(text, "statement", "un"))


def everything() -> list[Dossier]:
    return [strike(), clash(), on_civilians(), denied(), nowhere(), undated(), spoken()]


# ---- what the public profile must not show ----

SECRETS = (
    "سرخاصنص", "سرخاصعنوان", "سرخاصاقتباس", "سرخاصملاحظة", "مراجعسري", "فلان الفلاني", "ملفسري", "شخصسري", "internal.example",
    "منزل أبو سر", "سبب سري",
)  # fmt: skip


@cache
def sheltered(place_id: str, name: str = "") -> Dossier:
    """An event at a place that the public profile coarsens, with a secret in every field that could hold one."""
    row = kit().places.places[place_id]
    text = f"قصفت طائرات {row.name} فقتلت فلان الفلاني سرخاصنص في منزل أبو سر."
    document = Document("/home/ملفسري.txt", text, "سرخاصعنوان فلان الفلاني", "شبكة الفرات", "file://internal.example/a", date(2024, 2, 3))
    at = place(place_id, span=Span(12, 12 + len(row.name)), **({"name": name} if name else {}))
    home = PlaceRef("origin", "منزل أبو سر", "place.in", Span(0, 3))
    mention = told(
        document, "air_strike", "unknown", "civilians", places=(at, home), when=days(DAY), killed=Count(1, 1, "x", Span(0, 3)),
        quote=f"سرخاصاقتباس في {row.name} قتل فلان الفلاني",
    )  # fmt: skip
    hidden = replace(mention, mention=replace(mention.mention, initiators=(ActorRef("شخصسري", "reviewer", Span(0, 3)),)), corrected=("initiators",))
    made = dossier(hidden)
    claims = [replace(c, quote=f"سرخاصاقتباس {row.name}", reviewer="مراجعسري") for c in made.event.claims]
    claims.append(Claim("place", "منزل أبو سر", mention.key, mention.document_key, "شبكة الفرات", None, "official", "سرخاصاقتباس", Span(0, 2)))
    event = replace(
        made.event,
        notes=("سرخاصملاحظة",),
        claims=tuple(claims),
        contradictions=(_differing("place", (place_id, "منزل أبو سر", "sy-raqqa", "sy-deir-ez-zor")), _differing("initiators", ("شخصسري", "russia"))),
        killed=Figures(1, 1, 1),
    )
    return Dossier(event, made.told)


def _differing(field: str, values: tuple[str, ...]):
    from rasad.event import Contradiction

    return Contradiction(field, values, "سبب سري")


__all__ = ["Event", "everything", "order", "sheltered"]
