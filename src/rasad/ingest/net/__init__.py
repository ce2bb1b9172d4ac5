"""Addresses of the web in; what stands there out, fetched within bounds and politely."""

from rasad.ingest.net.addresses import forbidden_even_here
from rasad.ingest.net.guard import FetchError, Guard, UnreachedError
from rasad.ingest.net.pages import LIMIT, Pages
from rasad.ingest.net.visitor import Clock, Manners, Visitor

__all__ = ["LIMIT", "Clock", "FetchError", "Guard", "Manners", "Pages", "UnreachedError", "Visitor", "forbidden_even_here"]
