"""What a dump is made of: one section, or one for each time that something was added to it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import msgspec

from feedgen_news import loaders
from feedgen_news.archive import Archive, Reading, growing
from feedgen_news.config import Source
from feedgen_news.finding.growth import Print, Section
from feedgen_news.loaders import Dump

_NOTHING = Reading("", "", "", "")


def printed(archive: Archive, source: Source, dump: Dump) -> list[Reading]:
    """The sections of a dump, by what its bytes are now; none where they cannot be read."""
    before = growing.shorter(archive, source.name, dump.name)
    sizes = {size for size in before.values() if size >= loaders.PART}
    *shorter, whole = dump.prints(at=sizes) or [Print("", 0, 0)]
    known = growing.sections(archive, source.name, whole.fingerprint)
    if known or not whole.fingerprint:
        return known
    grown = [each for each in shorter if before.get(each.fingerprint) == each.size < whole.size]
    earlier = growing.sections(archive, source.name, grown[-1].fingerprint) if grown else []
    follows = earlier[-1].fingerprint if earlier else ""
    said = whole.fingerprint, dump.name, "", whole.size, whole.lines, follows
    return [*earlier, Reading(source.name, *said)]


def parted(dump: Dump, sections: Sequence[Reading]) -> Iterator[tuple[Dump, Reading]]:
    """Each section, with what of the dump it is; a single one is the dump as it is."""
    for above, this in pairwise((_NOTHING, *sections)):
        section = Section(above.size, this.size, above.lines)
        yield replace(dump, section=section) if len(sections) > 1 else dump, this


def as_one(dump: Dump, sections: Sequence[Reading], source: Source) -> list[Reading]:
    """The same sections; but one that is all of them where they cannot be read apart."""
    if len(sections) > 1:
        (first, _), *_ = parted(dump, sections)
        if not loaders.can_grow(first, source=source):
            return [msgspec.structs.replace(sections[-1], follows="")]
    return list(sections)
