"""What a dump is made of: one section, or one for each time that something was added to it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
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

    A line that is still being written is one by itself.
    """
    before = growing.shorter(archive, source.name, dump.name)
    sizes = {size for size in before.values() if size >= loaders.PART}
    *shorter, lines, whole = dump.prints(at=sizes) or [_UNREAD, _UNREAD]
    known = growing.sections(archive, source.name, whole.fingerprint)
    if known or whole == _UNREAD:
        return known
    grown = [each for each in shorter if before.get(each.fingerprint) == each.size]
    sections = growing.sections(archive, source.name, grown[-1].fingerprint) if grown else []
    reach = sections[-1].size if sections else loaders.PART
    is_cut = reach < lines.size < whole.size and _ends_inside_a_line(dump, lines.size)
    for each in (lines, whole) if is_cut else (whole,):
        follows = sections[-1].fingerprint if sections else ""
        said = dump.name, "", each.size, each.lines, follows
        sections.append(Reading(source.name, each.fingerprint, *said))
    return sections


def _ends_inside_a_line(dump: Dump, end: int) -> bool:
    with suppress(OSError):
        return loaders.ends_inside_a_line(dump, end)
    return False


def lines_above(dump: Dump) -> int:
    """How many lines of a dump stand above its section; one that it goes on with is among them."""
    section = dump.section
    if section is None or not section.begin:
        return 0
    with suppress(OSError), dump.open() as file:
        file.seek(section.begin - 1)
        return section.lines + (file.read(1) != b"\n")
    return section.lines


def parted(dump: Dump, sections: Sequence[Reading]) -> Iterator[tuple[Dump, Reading]]:
    """Each section, with what of the dump it is; a single one is the dump as it is."""
    for above, this in pairwise((_NOTHING, *sections)):
        section = Section(above.size, this.size, above.lines)
        yield replace(dump, section=section) if len(sections) > 1 else dump, this


def as_one(dump: Dump, sections: Sequence[Reading], source: Source) -> list[Reading]:
    """The same sections; but one that is all of them where they cannot be read apart."""
    if len(sections) > 1:
        (part, _), *_ = parted(dump, sections)
        if not loaders.can_grow(part, source=source):
            first = sections[0].sequence if sections[-1].sequence else 0
            return [msgspec.structs.replace(sections[-1], follows="", sequence=first)]
    return list(sections)
