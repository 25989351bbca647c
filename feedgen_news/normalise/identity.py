"""What makes two records the same article, and the id that follows from it.

Each rule gives a *key*. Two records that share one key are one article; the archive
remembers every key an article was ever known by, so a new headline or a moved host does
not make a new article. The id is a UUID of the strongest key (RFC 9562 §5.5), so an
archive that was lost comes back with the same ids from the same dumps.
"""

import hashlib
from uuid import UUID, uuid5
from zlib import crc32

from feedgen_news.model import When
from feedgen_news.normalise.links import comparable
from feedgen_news.normalise.text import fold

NAMESPACE = UUID("6f2b0c1e-6d0a-5c55-9d5f-1f8b7f0f5a51")  # never changes: ids come from it

_LEAD = 200  # characters of folded text that tell one story from another
_SHORTEST_LEAD = 40
_SENTENCE = 5  # words; a headline of fewer may be that of a column
_SHINGLE = 9  # characters
_SKETCH = 8  # shingles
_LOOKED_AT = 2_000  # characters of a text that the sketch is made of
_SHORTEST_PATH = 12  # characters; "story/1" may be on any host


def keys(
    *, given: str | None, url: str | None, title: str, when: When | None, text: str, source: str
) -> tuple[str, ...]:
    """The keys of an article, strongest first, never empty.

    `given` is the dump's own id where the config maps one. A URL identifies; the same path
    and headline under another host of one source is the same article that moved. Without
    a URL, the headline identifies together with a text that is much the same, on one day
    or, if it is a sentence, on any: a live story changes its lead and its day. So does the
    beginning of the text, under any headline.
    """
    if given:
        return (_key("given", source, given),)
    address = comparable(url) if url else None
    if address:
        path = address.partition("/")[2]
        moved = (_key("path", source, path, fold(title)),) if len(path) > _SHORTEST_PATH else ()
        return (_key("url", address), *moved)
    return _of_text(title=fold(title), when=when, text=fold(text[:_LOOKED_AT]))


def _of_text(*, title: str, when: When | None, text: str) -> tuple[str, ...]:
    day = when.instant.date().isoformat() if when else ""
    if len(text) < _SHORTEST_LEAD:
        return (_key("title", title, day, "" if day else text),)
    lead = _key("lead", text[:_LEAD])
    if len(title.split()) >= _SENTENCE:
        return (*(_key("story", title, part) for part in _sketch(text)), lead)
    # Undated columns share their headline for years: the text alone tells them apart.
    return (*(_key("story", title, day, part) for part in _sketch(text) if day), lead)


def _sketch(text: str) -> list[str]:
    """A few pieces of a text; two texts that are much the same have one of them in common.

    The pieces with the least hashes are the same choice in both: Broder, On the resemblance
    and containment of documents (1997). Of two unrelated texts hardly any piece is alike.
    """
    plain = text.replace(" ", "")
    pieces = {plain[at : at + _SHINGLE] for at in range(max(1, len(plain) - _SHINGLE + 1))}
    return sorted(pieces, key=lambda piece: (crc32(piece.encode("utf-8", "replace")), piece))[
        :_SKETCH
    ]


def urn(key: str) -> str:
    """The id that an article first known by this key has for life."""
    return f"urn:uuid:{uuid5(NAMESPACE, key)}"


def _key(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "replace")
    return f"{parts[0]}:{hashlib.blake2b(joined, digest_size=16).hexdigest()}"
