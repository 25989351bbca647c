"""Entries as text: what a document of each format holds of an article.

An article stands in the feeds of several topics, and to write it out takes far longer than to
copy what was written. So an entry is made apart from its document, of the article alone; what
a feed says of it besides is the feed's language, where the article's is another one, and the
category of its own topic, which goes into the seam between two halves.
"""

from collections.abc import Callable, Iterable

import msgspec

from feedgen_news.model import Label
from feedgen_news.site import Entry, Feed


class Item(msgspec.Struct, frozen=True):
    """An entry as it stands in a document, and what the document has to know of it."""

    body: bytes
    prefixes: tuple[str, ...]  # of the namespaces it uses
    authored: bool


class Fragment(msgspec.Struct, frozen=True, array_like=True):
    """An entry in one format, in UTF-8 and indented; between its halves is the seam."""

    before: bytes
    after: bytes
    prefixes: tuple[str, ...] = ()
    authored: bool = True

    def item(self, category: bytes = b"") -> Item:
        """The whole of it, with what goes into the seam."""
        return Item(self.before + category + self.after, self.prefixes, self.authored)


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
        return [self.fragment(entry, language).item() for entry in entries]
