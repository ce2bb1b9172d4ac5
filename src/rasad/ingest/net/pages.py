"""An address in; what stands there out, or at the pages that it lists, each with when it was fetched, or a Failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rasad.errors import SourceError
from rasad.ingest.failure import Failure
from rasad.ingest.net.fetch import Answer
from rasad.ingest.net.guard import FetchError
from rasad.ingest.net.listing import Link, Listing, listing_of, unpacked
from rasad.ingest.net.visitor import Visitor
from rasad.ingest.raw import Raw

_MOST_SITEMAPS = 20  # that are opened for one index of sitemaps
LIMIT = 50


@dataclass(frozen=True, slots=True)
class Pages:
    """Fetches pages for one run: of what an address lists at most `limit`, the newest first; `note` is told what is left out."""

    visitor: Visitor
    limit: int = LIMIT
    note: Callable[[str, str], None] = lambda item, message: None

    def at(self, url: str) -> Iterator[Raw | Failure]:
        """The page at the address, or the pages of the feed or sitemap that stands there."""
        try:
            answer = self.visitor.visit(url)
            data = answer.data or b""
            listing = listing_of(unpacked(data, url, self.visitor.guard.most_bytes), answer.url)
            if listing is None:
                yield self.raw_of(answer, Link(url))
                return
            links = self.links(listing, url)
        except SourceError as error:
            yield Failure.of(error)
            return
        if not links:
            yield Failure(url, "parse", f"a {listing.kind} that lists no pages", "Give the address of a page.")
        elif len(links) > self.limit:
            self.note(url, f"fetching {self.limit:,} of {len(links):,} pages, the newest ones; --limit takes more")
        for link in links[: self.limit]:
            try:
                yield self.raw_of(self.visitor.visit(link.url), link)
            except FetchError as error:
                yield Failure.of(error)

    def links(self, listing: Listing, url: str) -> tuple[Link, ...]:
        """The pages of a list; of an index of sitemaps those of the newest sitemaps, as many as are wanted.

        FetchError or SourceError where a sitemap of it cannot be had.
        """
        if listing.kind != "index":
            return listing.links
        found: dict[str, Link] = {}
        for inner in listing.links[:_MOST_SITEMAPS]:
            answer = self.visitor.visit(inner.url)
            opened = listing_of(unpacked(answer.data or b"", inner.url, self.visitor.guard.most_bytes), answer.url)
            if opened is None or opened.kind != "sitemap":
                raise SourceError(inner.url, "parse", f"no sitemap, though the index {url} names it as one", "Give the sitemap itself.")
            found |= {link.url: link for link in opened.links if link.url not in found}
            if len(found) >= self.limit:
                break
        return tuple(found.values())

    def raw_of(self, answer: Answer, link: Link) -> Raw:
        """What was fetched, as the readers of pages take it."""
        return Raw(
            name=link.url,
            data=answer.data or b"",
            media=answer.media,
            url=answer.url,
            retrieved=self.visitor.clock.moment(),
            published=link.published,
            title=link.title,
        )
