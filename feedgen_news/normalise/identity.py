"""What makes two records the same article, and the id that follows from it.

Each rule gives a *key*. Two records that share one key are one article; the archive
remembers every key an article was ever known by, so a new headline or a moved host does
not make a new article. The id is a UUID of the strongest key (RFC 9562 §5.5), so an
archive that was lost comes back with the same ids from the same dumps.
"""

import hashlib
from collections.abc import Iterator
from uuid import UUID, uuid5
from zlib import crc32

import msgspec

from feedgen_news.model import When
from feedgen_news.normalise.links import comparable
from feedgen_news.normalise.text import fold

NAMESPACE = UUID("6f2b0c1e-6d0a-5c55-9d5f-1f8b7f0f5a51")  # never changes: ids come from it

_SENTENCE = 5  # words; a headline of fewer may be that of a column
_SENTENCE_UNSPACED = 10  # characters, where a script does not part its words
_SHINGLE = 9  # characters
_SKETCH = 12  # shingles
_LOOKED_AT = 4_000  # characters of a text that the sketch is made of
_SHORTEST = 40  # characters of a text that can resemble another
_ALIKE, _NEARLY_EQUAL = 3, 5  # neighbours in the sketch that two texts must share
_SHORTEST_PATH = 12  # characters; "story/1" may be on any host


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What of an article identifies it; `given` is the dump's own id, where the config maps one."""

    given: str | None
    url: str | None
    title: str
    published: When | None
    updated: When | None
    text: str
    source: str


def keys(of: Facts) -> tuple[str, ...]:
    """The keys of an article, strongest first, never empty.

    A URL identifies; the same path and headline under another host of one source is the same
    article that moved. Without a URL, the headline identifies together with a text that is
    much the same, and a nearly equal text does under any headline, both on one day. Where
    the day is only that of the latest change, which a live story moves, a headline that is
    a sentence does on any day.
    """
    if of.given:
        return (_key("given", of.source, of.given),)
    address = comparable(of.url) if of.url else None
    title = fold(of.title)
    if address:
        path = address.partition("/")[2]
        moved = (_key("path", of.source, path, title),) if len(path) > _SHORTEST_PATH else ()
        return (_key("url", address), *moved)
    when = of.published or of.updated
    day = when.instant.date().isoformat() if when else ""
    text = fold(of.text[:_LOOKED_AT])
    if len(text) < _SHORTEST:
        return (_key("title", title, day, text),)
    live = of.published is None and of.updated is not None and _is_sentence(title)
    sketch = _sketch(text)
    return (
        *(_key("story", title, "" if live else day, *run) for run in _runs(sketch, _ALIKE)),
        *(_key("text", day, *run) for run in _runs(sketch, _NEARLY_EQUAL)),
    )


def _is_sentence(title: str) -> bool:
    return len(title.split()) >= _SENTENCE or (
        not title.isascii() and " " not in title and len(title) >= _SENTENCE_UNSPACED
    )


def _sketch(text: str) -> list[str]:
    """The pieces of a text with the least hashes: much the same choice in texts much the same.

    Broder, On the resemblance and containment of documents (1997).
    """
    plain = text.replace(" ", "")
    pieces = {plain[at : at + _SHINGLE] for at in range(max(1, len(plain) - _SHINGLE + 1))}
    return sorted(pieces, key=lambda piece: (crc32(piece.encode("utf-8", "replace")), piece))[
        :_SKETCH
    ]


def _runs(sketch: list[str], length: int) -> Iterator[list[str]]:
    """Every run of neighbours; texts that share a notice alone hardly share a run."""
    for start in range(max(1, len(sketch) - length + 1)):
        yield sketch[start : start + length]


def urn(key: str) -> str:
    """The id that an article first known by this key has for life."""
    return f"urn:uuid:{uuid5(NAMESPACE, key)}"


def _key(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "replace")
    return f"{parts[0]}:{hashlib.blake2b(joined, digest_size=16).hexdigest()}"
