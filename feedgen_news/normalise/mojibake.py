"""Text that was UTF-8 once and was read as something else: `Ã©` for `é`, `â€™` for `’`.

Repaired only where all of a text turns into UTF-8 again, so nothing is lost and nothing
is half right. A cheap search comes first, so that clean text costs next to nothing.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from feedgen_news.config.patterns import compiled
from feedgen_news.later import pattern
from feedgen_news.model import Image, Record

_LONGEST = 1_000_000  # characters; of more, nothing is looked at
_SAMPLE = 20_000  # characters in which a garbled text shows itself
_LATIN = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u0080-\u00bf"
_CENTRAL = "€‚„…†‡‰Š‹ŚŤŽŹ‘’“”•–—™š›śťžź\u0080-\u00bfˇ˘ŁĄŞŻ˛łąşĽ˝ľż"
_CYRILLIC = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\u00a0-\u00bfЎўЈҐЁЄЇІіґё№єјЅѕї"
# What begins a character of UTF-8 in an older encoding, and what goes on with it there.
_SIGNS = compiled(
    rf"[\x{{c2}}-\x{{f4}}][{_LATIN}]|[ĂĹ][{_CENTRAL}]|(?:[РС][{_CYRILLIC}]){{2}}|вЂ[{_CYRILLIC}]"
)
# Where these find nothing, neither does that: `re` is fast if it looks for one byte, or letter.
_LATIN_SIGNS = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")
_CENTRAL_SIGNS = re.compile(rb"\xc4[\x82\xb9][\xc2\xc4\xc5\xcb\xe2]")
_CYRILLIC_SIGNS = tuple(
    pattern(f"{begin}[{_CYRILLIC}]{end}")
    for begin, end in (("Р", "[РС]"), ("С", "[РС]"), ("вЂ", ""))
)
_ABOUT_IT = re.compile(r"mojibake|utf-?8|unicode|charset|encoding|latin-?1", re.IGNORECASE)


_NOT_GARBLED = re.compile("â€ |[A-ZÀ-Ý]Ã\u00a0[A-ZÀ-Ý]")  # half a sign; IRMÃ DE, with its space
TEXTS = ("title", "summary", "text", "html", "published", "updated", "place", "publisher")
_LISTS = ("authors", "sections", "tags")


def may_be_garbled(text: str, raw: bytes) -> bool:
    """Whether `mended` has to look at a text, or at any that it was joined of; `raw` is its UTF-8.

    False in next to no time for most texts.
    """
    return (
        (b"\xc3" in raw and _LATIN_SIGNS.search(raw) is not None)
        or (b"\xc4" in raw and _CENTRAL_SIGNS.search(raw) is not None)
        or (b"\xd0" in raw and any(signs.search(text) for signs in _CYRILLIC_SIGNS))
    )


def repaired(record: Record) -> Record:
    """The record with its garbled texts repaired; the same object where there are none.

    An article that speaks of encodings keeps its examples.
    """
    changes = {name: text for name, text in _changes(record) if text != getattr(record, name)}
    if not changes or _ABOUT_IT.search(f"{record.title} {record.text or record.html}"):
        return record
    return msgspec.structs.replace(record, **changes)


def _changes(record: Record) -> Iterator[tuple[str, Any]]:
    for name in TEXTS:
        if (text := getattr(record, name)) and not text.isascii():
            yield name, mended(text)
    for name in _LISTS:
        yield name, [mended(text) for text in getattr(record, name)]
    yield "images", [_image(image) for image in record.images]


def _image(image: Image) -> Image:
    return Image(image.url, mended(image.caption), mended(image.credit))


def mended(text: str) -> str:
    """The text as it was meant, if all of it was garbled in one way, up to three times over."""
    if text.isascii() or len(text) > _LONGEST or not _looks_garbled(text[:_SAMPLE]):
        return text
    if _NOT_GARBLED.search(text):
        return text
    from ftfy import TextFixerConfig, fix_encoding  # noqa: PLC0415 - only where a dump needs it

    narrow = TextFixerConfig(
        decode_inconsistent_utf8=False,
        replace_lossy_sequences=False,
        fix_c1_controls=False,
        unescape_html=False,
    )
    return fix_encoding(text, narrow)


def _looks_garbled(text: str) -> bool:
    try:
        return _SIGNS.search(text) is not None
    except UnicodeEncodeError:  # lone surrogates, which RE2 cannot be given: garbled otherwise
        return False
