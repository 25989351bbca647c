"""Takedowns: an article goes from the archive and the output, and is never taken in again."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import chain

import msgspec

from feedgen_news.archive import Archive, copies, forgetting, quarantine_of, selecting
from feedgen_news.archive.forgetting import Forgotten
from feedgen_news.archive.quarantine import purge, said
from feedgen_news.built import Published
from feedgen_news.config import Config
from feedgen_news.locking import Patience
from feedgen_news.model import Article
from feedgen_news.normalise import identity
from feedgen_news.pipeline.deciding import decide
from feedgen_news.pipeline.delivering import deliver
from feedgen_news.pipeline.diffing import past
from feedgen_news.pipeline.due import folder_of
from feedgen_news.pipeline.forgotten_records import addresses_in, unescaped
from feedgen_news.stamps import Stamps

_TOLD = 20  # articles that words may mean
_TELLING = 12  # characters: a shorter title may be that of any record
_LOOKED_FOR = 60  # characters of a text
_ADDRESSES = 65_536  # of refused records, that are remembered: pages of a site have many in common
_ENOUGH = 3  # words of a title; fewer have to be all of it
_WORD = re.compile(r"\w+")
_ID = re.compile(r"(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z")


class Named(msgspec.Struct, frozen=True):
    """An article as somebody who has to choose is told of it."""

    id: str
    title: str
    url: str | None


class Taken(msgspec.Struct, frozen=True):
    """What `forget` did. Where `unclear` or `unknown` holds something, that is nothing."""

    forgotten: tuple[str, ...] = ()  # ids
    articles: tuple[Named, ...] = ()  # the same; the only time that anybody is told what it was
    copies: tuple[Named, ...] = ()  # the same stories on other sites, which remain
    in_advance: tuple[str, ...] = ()  # addresses that the archive does not have
    already: tuple[str, ...] = ()  # addresses and ids of what was forgotten before
    unclear: dict[str, tuple[Named, ...]] = {}  # words, and what they may mean, be it one
    unknown: tuple[str, ...] = ()  # words or ids that mean no article
    published: Published | None = None


class _Target(msgspec.Struct, frozen=True):
    """What is meant: a row of the archive, or only the keys of an address."""

    id: str
    number: int | None
    keys: tuple[str, ...]
    said: str
    is_known: bool = False  # it was forgotten before
    is_vague: bool = False  # no one should act on so little


def forget(
    config: Config,
    whats: Iterable[str],
    *,
    note: str,
    now: datetime,
    with_copies: bool = False,
    dry_run: bool = False,
    patience: Patience | None = None,
) -> Taken:
    """Take down the articles that these ids, addresses or words mean, and publish at once.

    All of them or, if one is unclear or unknown, none. Words have to be the whole title of an
    article, or three words of it, and of no other article. `with_copies` takes down the same
    stories of other sites, too; `dry_run` only says what would go. `patience` is had with
    builds. Raises FeedgenNewsError's children.
    """
    with Archive.open(config.archive, write=not dry_run, patience=patience) as archive:
        found = {what: _meant(archive, what) for what in whats}
        taken = _unclear(archive, found)
        if taken.unclear or taken.unknown:
            return taken
        targets, others = _all_meant(archive, found.values(), with_copies=with_copies)
        taken = _taken(archive, targets, others)
        if dry_run:
            return taken
        with forgetting.taking_down(archive):
            for target in targets:
                _take_down(archive, target, note=note, now=now)
            stamps = Stamps.beside(config.archive)
            folder = folder_of(config, archive, stamps)
            decision = decide(config, archive, folder, before=past(archive))
        done, stamps = deliver(
            config, archive, decision, stamps=stamps, dumps=stamps.dumps, patience=patience
        )
        stamps.keep(archive.path)
    return msgspec.structs.replace(taken, published=done)


def _unclear(archive: Archive, found: Mapping[str, list[_Target]]) -> Taken:
    """What means nothing, or not for certain one thing."""
    unclear = {
        what: tuple(_named(archive, target.number) for target in targets if target.number)
        for what, targets in found.items()
        if len(targets) > 1 or any(target.is_vague for target in targets)
    }
    return Taken(unclear=unclear, unknown=tuple(what for what in found if not found[what]))


def _taken(archive: Archive, targets: Iterable[_Target], others: Iterable[int]) -> Taken:
    """What is to be told, while it is there."""
    without = [target for target in targets if target.number is None]
    articles = tuple(_named(archive, target.number) for target in targets if target.number)
    return Taken(
        forgotten=tuple(article.id for article in articles),
        articles=articles,
        copies=tuple(_named(archive, number) for number in others),
        in_advance=tuple(target.said for target in without if not target.is_known),
        already=tuple(target.said for target in without if target.is_known),
    )


def undo(config: Config, article_id: str, *, patience: Patience | None = None) -> bool:
    """Let an article come again; False where it was not forgotten. Raises ArchiveError."""
    found = _ID.match(article_id.lower())
    urn = f"urn:uuid:{found[1]}" if found else article_id
    opened = Archive.open(config.archive, write=True, patience=patience)
    with opened as archive, forgetting.taking_down(archive):
        return forgetting.undo(archive, urn)


def forgotten(config: Config) -> list[Forgotten]:
    """All that was forgotten, the latest first."""
    with Archive.open(config.archive, write=False) as archive:
        return list(forgetting.forgotten(archive))


# --- what is meant


def _all_meant(
    archive: Archive, found: Iterable[list[_Target]], *, with_copies: bool
) -> tuple[list[_Target], list[int]]:
    """Each target once, and the copies of them that are none."""
    once: dict[int | str, _Target] = {}
    for target in chain.from_iterable(found):
        once.setdefault(target.number or target.said, target)
    numbers = [target.number for target in once.values() if target.number]
    others = dict.fromkeys(c for number in numbers for c in copies.copies_of(archive.db, number))
    remaining = [number for number in others if number not in once]
    if not with_copies:
        return [*once.values()], remaining
    of_copies = (_Target(forgetting.id_of(archive, n), n, (), "") for n in remaining)
    return [*once.values(), *of_copies], []


def _meant(archive: Archive, what: str) -> list[_Target]:
    """One target; several where words mean several articles, none where nothing is meant."""
    if found := _ID.match(what.strip().lower()):
        urn = f"urn:uuid:{found[1]}"
        number = forgetting.number_of(archive, urn)
        known = any(one.id == urn for one in forgetting.forgotten(archive))
        return [_Target(urn, number, (), what, is_known=known)] if number or known else []
    if keys := _keys_of_address(what.strip()):
        return _at_address(archive, what.strip(), keys)
    named = ((kept.article.id, kept.article.title) for kept in archive.find(what, _TOLD))
    return [
        _Target(i, forgetting.number_of(archive, i), (), what, is_vague=not _says(what, title))
        for i, title in named
    ]


def _says(what: str, title: str) -> bool:
    """Whether words tell enough of a title to act on them; parts of words do not count."""
    said, told = _WORD.findall(what.casefold()), _WORD.findall(title.casefold())
    return said == told or len({*said} & {*told}) >= _ENOUGH


def _keys_of_address(what: str) -> tuple[str, ...]:
    """The keys of what is an address, with or without `https://`."""
    host = what.partition("/")[0]
    if "://" not in what and "." in host and "/" in what and " " not in what:
        what = f"https://{what}"
    return identity.keys_of_address(what) if "://" in what else ()


def _at_address(archive: Archive, what: str, keys: tuple[str, ...]) -> list[_Target]:
    """The article at an address; without one, the address is refused in advance."""
    numbers = forgetting.numbers_of_keys(archive, keys) or [
        number
        for kept in archive.find(what, _TOLD)
        if kept.article.url == what
        if (number := forgetting.number_of(archive, kept.article.id)) is not None
    ]
    if not numbers:
        known = forgetting.forgotten_as(archive, keys)
        urn = known or identity.urn(keys[0])
        return [_Target(urn, None, keys, what, is_known=known is not None)]
    return [_Target(forgetting.id_of(archive, number), number, keys, what) for number in numbers]


def _named(archive: Archive, number: int) -> Named:
    article = selecting.kept_at(archive.db, number).article
    return Named(article.id, article.title, article.url)


# --- what is done


def _take_down(archive: Archive, target: _Target, *, note: str, now: datetime) -> None:
    keys, versions = {*target.keys}, list[Article]()
    if target.number is not None:
        versions = [identity.again(v) for v in forgetting.versions_of(archive, target.number)]
        keys |= {*forgetting.keys_of(archive, target.number)}
        keys |= {key for version in versions for key in identity.keys_for_ever(version)}
    forgetting.remember_to_refuse(
        archive, target.id, sorted(keys), at=int(now.timestamp()), note=note
    )
    holds = _holding(versions, keys)
    forgetting.erase_refusals(archive, holds)
    purge(quarantine_of(archive.path), lambda line: holds(said(line)))
    if target.number is not None:
        forgetting.erase(archive, target.number, versions)


def _holding(versions: Iterable[Article], keys: set[str]) -> Callable[[str], bool]:
    """Whether a text holds the address, the title or the beginning of the text of an article."""
    said = {plain for article in versions for plain in _telling(article)}
    wanted = re.compile("|".join(rf"{re.escape(text)}(?![\w-]|/\w)" for text in sorted(said)))

    @lru_cache(maxsize=_ADDRESSES)
    def leads_there(address: str) -> bool:
        return not keys.isdisjoint(identity.keys_of_address(address))

    return lambda text: bool(
        (said and wanted.search(_plain(text))) or any(map(leads_there, addresses_in(text)))
    )


def _telling(article: Article) -> Iterator[str]:
    if article.url:
        yield _plain(article.url.partition("//")[2].removeprefix("www.").rstrip("/"))
    if len(article.title) >= _TELLING:
        yield _plain(article.title)
    if len(article.text) >= _LOOKED_FOR:
        yield _plain(article.text)[:_LOOKED_FOR].rpartition(" ")[0]


def _plain(text: str) -> str:
    """Small letters, one space between words, and no escapes of JSON."""
    return " ".join(unescaped(text).replace("\\n", " ").casefold().split())
