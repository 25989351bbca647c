"""The feed and the page of a topic; what stands in several topics is printed once."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from feedgen_news.archive import Archive, leafing
from feedgen_news.archive.selecting import moment
from feedgen_news.config import Config
from feedgen_news.feeds import Assembler, limits
from feedgen_news.feeds.entries import own_category
from feedgen_news.model import Content, Kept, OutputFile, Topic
from feedgen_news.pipeline.assembly import Shelf, latest_closed, site_of
from feedgen_news.pipeline.imprints import Imprint, Imprints, Place, Sizes, Variant
from feedgen_news.site import Entry, Head
from feedgen_news.writers.sheets import Placed, Printer


class Printing:
    """Prints topic after topic from an archive; `formats` are those that any of them has."""

    def __init__(
        self, config: Config, archive: Archive, assembler: Assembler, *, formats: Collection[str]
    ) -> None:
        self._archive = archive
        self._assembler = assembler
        self._per_topic = config.site.ids == "per-topic"
        self._printer = Printer(site_of(config), formats=formats)
        self._imprints = Imprints(config.archive.parent)
        self._for_others = Imprints(config.archive.parent, lasting=True)

    def close(self) -> None:
        """What was printed goes."""
        self._imprints.close()
        self._for_others.close()

    def share(self, shelf: Shelf, rows: Sequence[int]) -> dict[int, Place]:
        """Print rows as they look in the feeds of topics like this; where they lie for others."""
        variant = self._variant(shelf.topic, alone=self._per_topic)
        if variant.slug:
            return {}
        for row, kept in leafing.kept_of(self._archive, rows):
            self._for_others.keep(row, variant, *self._printed(kept, variant, shelf))
        return self._for_others.lend(rows, variant)

    def files(
        self, shelf: Shelf, head: Head, rows: Sequence[int], places: Mapping[int, Place]
    ) -> list[OutputFile]:
        """The feed of a topic that holds these rows, in its formats, and its page.

        Some were printed already, and lie at these places.
        """
        self._imprints.borrow(self._variant(shelf.topic, alone=False), places)
        variants = self._variants(rows, shelf)
        imprints = [self._imprint(*which, shelf) for which in variants]
        frame = self._assembler.frame(
            shelf.topic,
            updated=moment(max(it.updated for it in imprints)) if imprints else None,
            previous=latest_closed(shelf, self._archive),
        )
        needed = [] if self._printer.has_rows else variants
        entries = tuple(self._entry(*which, shelf) for which in needed)
        placed = [_placed(it, shelf.topic) for it in imprints]
        return self._printer.files(msgspec.structs.replace(frame, entries=entries), head, placed)

    def _variants(self, rows: Sequence[int], shelf: Shelf) -> list[tuple[int, Variant]]:
        """The rows that fit into the feed, and as what."""
        topic = shelf.topic
        stories = leafing.in_stories(self._archive, list(rows), topic)
        common = self._variant(topic, alone=self._per_topic)
        alone = self._variant(topic, alone=True)
        whole = [(row, alone if row in stories else common) for row in rows]
        sizes = [self._sizes(*which, shelf) for which in whole]
        fits = limits.fitting(topic.max_bytes, [(it.full, it.summary) for it in sizes])
        return [
            which if full else (which[0], _shortened(which[1]))
            for which, full in zip(whole, fits, strict=False)
        ]

    def _variant(self, topic: Topic, *, alone: bool) -> Variant:
        language = self._assembler.language(topic)
        return Variant(language, topic.updates, topic.content, topic.slug if alone else "")

    def _sizes(self, row: int, variant: Variant, shelf: Shelf) -> Sizes:
        known = self._imprints.sizes(row, variant)
        return known or self._kept_print(row, variant, shelf)[1]

    def _imprint(self, row: int, variant: Variant, shelf: Shelf) -> Imprint:
        known = self._imprints.get(row, variant)
        return known or self._kept_print(row, variant, shelf)[0]

    def _kept_print(self, row: int, variant: Variant, shelf: Shelf) -> tuple[Imprint, Sizes]:
        made = self._printed(self._kept(row, variant, shelf), variant, shelf)
        self._imprints.keep(row, variant, *made)
        return made

    def _printed(self, kept: Kept, variant: Variant, shelf: Shelf) -> tuple[Imprint, Sizes]:
        full = self._assembler.unnamed(kept, shelf.topic)
        summary = limits.as_summary(full)
        entry = full if variant.content == shelf.topic.content else summary
        sizes = Sizes(limits.size(full), limits.size(summary))
        imprint = Imprint(
            self._printer.sheet(entry, language=variant.language),
            int(entry.updated.timestamp()),
            tuple(label.slug for label in kept.labels.sections + kept.labels.tags),
            tuple(label.title for label in entry.categories),
        )
        return imprint, sizes

    def _entry(self, row: int, variant: Variant, shelf: Shelf) -> Entry:
        full = self._assembler.unnamed(self._kept(row, variant, shelf), shelf.topic)
        return full if variant.content == shelf.topic.content else limits.as_summary(full)

    def _kept(self, row: int, variant: Variant, shelf: Shelf) -> Kept:
        """The article, with its copies where it may have some."""
        if variant.slug:
            return self._archive.of_topic(row, shelf.topic, label=shelf.label)
        return leafing.kept_at(self._archive, row)


def _shortened(variant: Variant) -> Variant:
    content: Content = "summary" if variant.content == "full" else variant.content
    return msgspec.structs.replace(variant, content=content)


def _placed(imprint: Imprint, topic: Topic) -> Placed:
    category = own_category(topic, slugs=imprint.slugs, titles=imprint.titles)
    return Placed(imprint.sheet, category, first=not imprint.titles)
