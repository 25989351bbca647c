"""What makes two records the same article, and the id that follows from it.

Each rule gives a *key*. Two records that share one key are one article; the archive
remembers every key an article was ever known by, so a new headline or a moved host does
not make a new article. The id is a UUID of the strongest key (RFC 9562 §5.5), so an
archive that was lost comes back with the same ids from the same dumps.

A *hint* only nominates: two records that share one are one article if their texts say so,
too (see `archive.kinship`). A site that gives its articles new addresses is known by them.
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from heapq import nsmallest
from uuid import UUID
from zlib import crc32

import msgspec

from feedgen_news import likeness
from feedgen_news.furniture import typed_own_text
from feedgen_news.model import Article, When
from feedgen_news.normalise.links import BadUrlError, comparable, public_url
from feedgen_news.normalise.telephones import reduced
from feedgen_news.normalise.text import fold

# Raised when a rule is added, so that what is in archives gets the keys that it gives. No rule
# is ever taken away, and none gives another first key than it did.
SCHEME = 2

NAMESPACE = UUID("6f2b0c1e-6d0a-5c55-9d5f-1f8b7f0f5a51")  # never changes: ids come from it

_SENTENCE = 5  # words; a headline of fewer may be that of a column
_SENTENCE_UNSPACED = 10  # characters, where a script does not part its words
_SHINGLE = 9  # characters
_SKETCH = 12  # shingles
_LOOKED_AT = 4_000  # characters of a text that the sketch is made of
_SHORTEST = 40  # characters of a text that can resemble another
_ALIKE, _NEARLY_EQUAL = 3, 5  # neighbours in the sketch that two texts must share
_LONG, _VERY_LONG = 40, 80  # shingles of a text that is known by itself on its day, or any day
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
    title = _folded(of.title)
    if of.url and address:
        path = address.partition("/")[2]
        moved = (_key("path", of.source, path, title),) if len(path) > _SHORTEST_PATH else ()
        return (*_addresses(of.url), *moved)
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


def _addresses(url: str) -> tuple[str, ...]:
    """Keys of the address as it is, and of what it is when it is not for telephones."""
    spellings = dict.fromkeys((comparable(url), reduced(url)))
    return tuple(_key("url", address) for address in spellings if address)


def keys_of_address(text: str) -> tuple[str, ...]:
    """The keys of an article at this address, however it is spelt; none of what is no URL."""
    try:
        return _addresses(public_url(text))
    except BadUrlError:
        return ()


def keys_for_ever(article: Article) -> tuple[str, ...]:
    """The keys of an article, and its address: what is there was taken down with it, whatever
    the text may say."""
    hints = (hint for hint in article.hints if hint.startswith("url:"))
    return tuple(dict.fromkeys((*article.keys, *keys_of_address(article.url or ""), *hints)))


def hints(of: Facts, own: str) -> tuple[str, ...]:
    """What an article may be known again by, if the texts are alike.

    `own` is its text without what the site put into it (see `furniture.typed_own_text`).

    Their names tell what the texts must show (see `archive.kinship`): `told` and `said` the
    headline and the publication, of one source; `at` and `untold` what is likely the same text;
    `url` the address, where the dump's own id is what counts.
    """
    title = _folded(of.title)
    brief = likeness.is_brief_text(own)
    said = list(_dated(of, title, own, brief=brief)) if of.published else []
    if not of.published and likeness.has_shingles(own, _LONG):
        said = [_key("untold", of.source, title, likeness.figures_of(own))]
    if not of.published and likeness.has_shingles(own, _VERY_LONG):
        said += _by_text("untold", of, own)
    if of.given and of.url and not brief:
        said += _addresses(of.url)
    return tuple(filter(None, said))


def _dated(of: Facts, title: str, own: str, *, brief: bool) -> Iterator[str]:
    """Of one second there are few articles; of a day there may be thousands."""
    date = str(of.published)
    exact = _is_second(of.published, date)
    yield _told(of, title, own, date=date, exact=exact, brief=brief)
    if exact and not brief:
        yield _key("at", of.source, date, likeness.figures_of(own))
    elif not exact and likeness.has_shingles(own, _LONG):
        yield from _by_text("at", of, own)


def _told(of: Facts, title: str, own: str, *, date: str, exact: bool, brief: bool) -> str:
    """A headline that is a sentence, with a second, is hardly ever that of two articles.

    A column, or the third report of a day, may have the headline of another.
    """
    sentence = _is_sentence(title)
    if brief:  # so it is the headline alone that tells
        sure = exact and sentence if likeness.has_shingles(own, 1) else exact or sentence
        if not sure:
            return ""
    kind = "told" if exact and sentence else "said"
    return _key(kind, of.source, title, date)


def _by_text(kind: str, of: Facts, own: str) -> Iterator[str]:
    day, figures = str(of.published or ""), likeness.figures_of(own)
    for number, mark in enumerate(likeness.landmarks(own)):
        yield _key(kind, of.source, day, figures, f"{number} {mark}")


def _is_second(when: When | None, date: str) -> bool:
    """Whether an instant is said; midnight stands for a day."""
    return when is not None and not when.span and not date.endswith("T00:00:00Z")


def again(article: Article) -> Article:
    """An article of an older scheme, with all that identifies it today beside what did."""
    given = article.keys[0] if article.keys[0].startswith("given:") else None
    plain = article.text.replace("\n\n", "\n")
    facts = Facts(
        given=given,
        url=article.url,
        title=article.title,
        published=article.published,
        updated=article.updated,
        text=plain or article.summary,
        source=article.source,
    )
    return msgspec.structs.replace(
        article,
        keys=article.keys if given else tuple(dict.fromkeys((*article.keys, *keys(facts)))),
        hints=hints(facts, typed_own_text(article.text)),
    )


_folded = lru_cache(maxsize=16)(fold)  # the keys and the hints of one article ask for its title


def _is_sentence(title: str) -> bool:
    return len(title.split()) >= _SENTENCE or (
        not title.isascii() and " " not in title and len(title) >= _SENTENCE_UNSPACED
    )


def _sketch(text: str) -> list[str]:
    """The pieces of a text with the least hashes: much the same choice in texts much the same.

    Broder, On the resemblance and containment of documents (1997).
    """
    plain = text.replace(" ", "")
    pieces = list({plain[at : at + _SHINGLE] for at in range(max(1, len(plain) - _SHINGLE + 1))})
    hashes = [crc32(piece.encode("utf-8", "replace")) for piece in pieces]
    return [piece for _, piece in nsmallest(_SKETCH, zip(hashes, pieces, strict=True))]


def _runs(sketch: list[str], length: int) -> Iterator[list[str]]:
    """Every run of neighbours; texts that share a notice alone hardly share a run."""
    for start in range(max(1, len(sketch) - length + 1)):
        yield sketch[start : start + length]


def urn(key: str) -> str:
    """The id that an article first known by this key has for life."""
    name = NAMESPACE.bytes + key.encode()  # as for `uuid.uuid5`, which takes four times as long
    made = hashlib.sha1(name, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(made[16], 16) & 3]
    return f"urn:uuid:{made[:8]}-{made[8:12]}-5{made[13:16]}-{variant}{made[17:20]}-{made[20:32]}"


def _key(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "replace")
    return f"{parts[0]}:{hashlib.blake2b(joined, digest_size=16).hexdigest()}"
