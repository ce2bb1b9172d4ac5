"""A stand-in for the reading and small records to test the rooms above it."""

import os
import re
from datetime import date, timedelta

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

STRIKE = "قصفت طائرة مسيرة مجهولة مقرا في بلدة الورد أمس، ما أدى إلى مقتل ثلاثة عناصر."
CALM = "زار الوفد المدينة القديمة والتقى عددا من السكان في السوق الكبير."
_TRIGGER = re.compile("قصفت")


def fake_read(document, kit):
    """One air strike for each trigger word; two marker words make it raise or kill its process."""
    if "ينفجرالقارئ" in document.text:
        raise ValueError("no such luck")
    if "يموتالقارئ" in document.text:
        os._exit(9)
    return tuple(mention(document, m.start()) for m in _TRIGGER.finditer(document.text))


def mention(document: Document, start: int = 0, **changes) -> EventMention:
    text = document.text
    span = Span(start, min(len(text), start + 40))
    place = text.find("الورد")
    values = {
        "id": content_id((document.id, str(start))),
        "document": document.id,
        "type": "air_strike",
        "trigger": Span(start, start + 4),
        "rule": "strike.verb",
        "evidence": (span,),
        "reality": Label("actual", "default"),
        "attribution": Label("unknown", "actor.unknown"),
        "source": Label("unspecified", "default"),
        "initiators": (ActorRef("unknown", "actor.unknown"),),
        "targets": (ActorRef("syria_gov", "actor.name", Span(start + 5, start + 10)),),
        "places": (
            PlaceRef(
                "location",
                "الورد",
                "place.in",
                Span(place, place + 5) if place >= 0 else None,
                "x1",
                35.5,
                -40.25,
                "SY",
                "DZ",
                GeoPrecision.NEAR,
            ),
            PlaceRef("origin", "غير معروف", "place.from"),
        ),
        "when": day(document.published - timedelta(1)) if document.published else None,
        "killed": Count(3, 3, "count.killed"),
        "injured": Count(2, None, "count.injured"),
        "weapons": (Weapon("drone", Span(start + 5, start + 10)),),
        "quote": span.of(text),
    }
    return EventMention(**(values | changes))


def day(when: date) -> When:
    return When(when, when, TimePrecision.DAY, "time.yesterday")
