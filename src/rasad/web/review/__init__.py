"""Review: the reader, the event page, the queue and decisions; addresses in, pages out."""

from __future__ import annotations

from starlette.routing import Route

from rasad.web.review.decisions import decide
from rasad.web.review.lookup import suggest
from rasad.web.review.pages import compare, event, event_news, read, review

ROUTES = [
    Route("/documents/{key}", read),
    Route("/events/{id}", event),
    Route("/events/{id}/news", event_news),
    Route("/events/{id}/compare/{other}", compare),
    Route("/review", review),
    Route("/decisions", decide, methods=["POST"]),
    Route("/lookup/{kind}", suggest),
]
