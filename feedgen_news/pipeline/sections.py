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
_UNREAD = Print("", 0, 0)


def printed(archive: Archive, source: Source, dump: Dump) -> list[Reading]:
    """The sections of a dump, by what its bytes are now; none where they cannot be read.

    What was added ends with a line, and what stands behind it may still be at its beginning.
    """
    before = growing.shorter(archive, source.name, dump.name)
    sizes = {size for size in before.values() if size >= loaders.PART}
    *shorter, lines, whole = dump.prints(at=sizes) or [_UNREAD, _UNREAD]
    known = growing.sections(archive, source.name, whole.fingerprint)
    if known or whole == _UNREAD:
        return known
    grown = [each for each in shorter if before.get(each.fingerprint) == each.size]
    sections = growing.sections(archive, source.name, grown[-1].fingerprint) if grown else []
    for each in (lines, whole):
        last = sections[-1] if sections else _NOTHING
        if max(last.size + 1, loaders.PART) <= each.size < whole.size or each is whole:
            said = dump.name, "", each.size, each.lines, last.fingerprint
            sections.append(Reading(source.name, each.fingerprint, *said))
    return sections


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
