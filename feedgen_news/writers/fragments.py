"""Entries as text: what a document of each format holds of an article.

An article stands in the feeds of several topics, and to write it out takes far longer than to
copy what was written. So an entry is made apart from its document, of the article alone; what
a feed says of it besides is the feed's language, where the article's is another one, and the
category of its own topic, which goes into a seam. The body stands apart, too: formats of XML
hold the same bytes.
"""

from collections.abc import Callable, Iterable

import msgspec

from feedgen_news.model import Label
from feedgen_news.site import Entry, Feed
from feedgen_news.writers import elsewhere
from feedgen_news.writers.xml_text import long_text


class Item(msgspec.Struct, frozen=True):
    """An entry as it stands in a document, in parts, and what the document has to know of it."""

    parts: tuple[bytes, ...]
    prefixes: tuple[str, ...]  # of the namespaces it uses
    authored: bool


class Fragment(msgspec.Struct, frozen=True, array_like=True):
    """An entry in one format, in UTF-8 and indented; before its end is the seam.

    Where there is something between body and seam, the body comes before that.
    """

    before: bytes
    after: bytes
    between: bytes = b""
    prefixes: tuple[str, ...] = ()
    authored: bool = True

    def item(self, body: bytes, category: bytes = b"") -> Item:
        """The whole of it, with the body of the entry and what goes into the seam."""
        parts = (self.before, body if self.between else b"", self.between, category, self.after)
        return Item(parts, self.prefixes, self.authored)


def parted(
    head: list[str],
    around: tuple[str, str] | None,
    rest: list[str],
    after: str,
    *,
    prefixes: tuple[str, ...],
) -> Fragment:
    """A fragment of XML: what stands `around` the body, if there is one, and before and behind."""
    if around is None:
        return Fragment("".join(head + rest).encode(), after.encode(), prefixes=prefixes)
    opened, closed = around
    before, between = "".join((*head, opened)), "".join((closed, *rest))
    return Fragment(before.encode(), after.encode(), between.encode(), prefixes)


class Press(msgspec.Struct, frozen=True):
    """How one format is written: entries apart from the documents that hold them.

    `fragment` takes the language of the feed. `own_category` is what goes into a seam; `first`
    says that the entry has no other category. A document says of the feed what it says, and
    takes its entries as they are given.
    """

    fragment: Callable[[Entry, str], Fragment]
    own_category: Callable[[Label, bool], bytes]
    document: Callable[[Feed, list[Item]], bytes]

    def write(self, feed: Feed) -> bytes:
        """The feed with its entries as they are."""
        return self.document(feed, self.items(feed.entries, feed.language))

    def items(self, entries: Iterable[Entry], language: str) -> list[Item]:
        """The entries, written out for a feed in a language."""
        return [self.fragment(entry, language).item(xml_body(entry)) for entry in entries]


def xml_body(entry: Entry) -> bytes:
    """The body as formats of XML hold it; b"" for none."""
    return long_text(elsewhere.body(entry))
