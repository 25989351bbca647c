"""One look at all that a record says, to learn which closer ones it needs."""

from operator import attrgetter

import msgspec

from feedgen_news.model import Record
from feedgen_news.normalise import mojibake
from feedgen_news.normalise.characters import has_other_blanks, is_odd, special

_texts = attrgetter(*mojibake.TEXTS)


class Glance(msgspec.Struct, frozen=True):
    """What may be the matter with a record; nothing is with any of its texts where it is False."""

    odd: bool  # holds a character that `text.clean` has to look at
    blanks: bool  # others than spaces and line ends
    garbled: bool  # was decoded wrongly


def glance(record: Record) -> Glance:
    """What to look for in the texts of a record."""
    said = [text for text in _texts(record) if text]
    said += (*record.authors, *record.sections, *record.tags)
    for image in record.images:
        said += (image.caption, image.credit)
    whole = "\n".join(said)
    raw = whole.encode("utf-8", "surrogatepass")
    found = special(whole, raw)
    return Glance(
        odd=bool(found) and is_odd(found),
        blanks=bool(found) and has_other_blanks(found),
        garbled=mojibake.may_be_garbled(whole, raw),
    )
