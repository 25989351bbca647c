"""Hubs are told about the feeds that changed since they were told last.

The archive is locked for the moments in which something is remembered, not while the
network is waited for, so a build may run meanwhile.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import msgspec

from feedgen_news import push
from feedgen_news.archive import Archive
from feedgen_news.config import Config
from feedgen_news.problems import ArchiveError, FeedgenNewsError
from feedgen_news.publish import published
from feedgen_news.writers import WRITERS, feed_path

Digests = dict[str, str]  # path of a feed below the output folder → digest of its bytes
Wait = Callable[[float], None]  # is given seconds

_STATE = "pings"  # hub → digests of the feeds it was told about
_SAVE_EVERY = 50  # feeds: what a kill may lose, and a hub then hears twice
_GIVE_UP_AFTER = 3  # feeds in a row that a hub had no answer for
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 60.0  # seconds between looks at what is not live yet
_PAUSES_FOR_A_BUILD = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds, until it lets go of the archive


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One hub's part; every feed is told, unchanged, not live, failed or left."""

    hub: str
    told: int
    unchanged: int
    not_live: int
    failed: int
    left: int  # changed, but beyond the limit of one ping
    feeds: tuple[str, ...]  # addresses: those it was told about


class Mishap(msgspec.Struct, frozen=True):
    """Why something was not told; no hub where the feed is not live, no feed where a hub is out."""

    feed: str | None
    hub: str | None
    detail: str


class Pinged(msgspec.Struct, frozen=True):
    """What a ping did."""

    hubs: tuple[Heard, ...]
    problems: tuple[Mishap, ...]


def ping(
    config: Config,
    *,
    wait: Wait,
    say: Callable[[str], None],
    pools: push.Pools | None = None,
    patience: float | None = 0,
    limit: int = 500,
    mark: bool = False,
    dry_run: bool = False,
) -> Pinged:
    """Tell each hub about the feeds that changed since it was told last; at most `limit`.

    A feed is told only if its public address gives what was published; `patience` is how
    many seconds are waited for that in all, None does not look. `mark` remembers without
    telling, `dry_run` does neither. `say` hears of progress. Raises FeedgenNewsError's children.
    """
    feeds = _feeds(config)
    known = _recall(config, write=not dry_run)
    changed = {hub: _changed(feeds, known.get(hub, {})) for hub in config.site.hubs}
    if dry_run:
        return _settled(config, feeds, changed, limit=limit)
    if mark:
        _remember(config, feeds, {(hub, path) for hub, due in changed.items() for path in due})
        return _settled(config, feeds, changed, limit=None)
    return _Ping(
        config,
        feeds=feeds,
        changed=changed,
        limit=limit,
        pools=pools or push.pools(),
        wait=wait,
        say=say,
    ).run(patience)


def _feeds(config: Config) -> Digests:
    """What can be subscribed to; history and pages are nobody's to be told about."""
    if not config.site.hubs:
        raise FeedgenNewsError(
            "site.hubs: no hub to tell; name one in the config, such as"
            " https://pubsubhubbub.appspot.com/, build and deploy, then ping"
        )
    feeds = {p: digest for p, digest in published(config.output).items() if _is_feed(p)}
    if not feeds:
        raise FeedgenNewsError(
            f"{config.output}: no feeds published there; run feedgen-news build first"
        )
    return feeds


def _is_feed(path: str) -> bool:
    topic = path.partition("/")[0]
    return any(path == feed_path(topic, name) for name in WRITERS)


def _recall(config: Config, *, write: bool) -> dict[str, Digests]:
    """What each hub was told; opened to write so that nothing is told that cannot be kept."""
    with Archive.open(config.archive, write=write and config.archive.exists()) as archive:
        return _decoded(archive)


def _decoded(archive: Archive) -> dict[str, Digests]:
    state = archive.state(_STATE)
    return msgspec.json.decode(state, type=dict[str, Digests]) if state else {}


def _remember(config: Config, feeds: Digests, told: Iterable[tuple[str, str]]) -> None:
    """Add to what is known; hubs and feeds that are gone are forgotten."""
    with Archive.open(config.archive, write=True) as archive:
        before = _decoded(archive)
        known = {
            hub: {path: of for path, of in before.get(hub, {}).items() if path in feeds}
            for hub in config.site.hubs
        }
        for hub, path in told:
            known[hub][path] = feeds[path]
        archive.remember(_STATE, msgspec.json.encode(known, order="sorted").decode())


def _changed(feeds: Digests, known: Digests) -> list[str]:
    """Ordered by their bytes: what the limit leaves over today does not stand last for ever."""
    return sorted((p for p, of in feeds.items() if known.get(p) != of), key=lambda p: (feeds[p], p))


def _settled(
    config: Config, feeds: Digests, changed: dict[str, list[str]], *, limit: int | None
) -> Pinged:
    heard = (
        _heard(config, feeds, hub, paths, told=paths[:limit], due=len(paths[:limit]))
        for hub, paths in changed.items()
    )
    return Pinged(tuple(heard), ())


def _heard(
    config: Config,
    feeds: Digests,
    hub: str,
    changed: Sequence[str],
    *,
    told: Sequence[str],
    due: int,
    not_live: int = 0,
) -> Heard:
    return Heard(
        hub=hub,
        told=len(told),
        unchanged=len(feeds) - len(changed),
        not_live=not_live,
        failed=due - len(told) - not_live,
        left=len(changed) - due,
        feeds=tuple(config.site.url + path for path in told),
    )


class _Ping:
    """One run: what is due, what was told, what went wrong."""

    def __init__(
        self,
        config: Config,
        *,
        feeds: Digests,
        changed: dict[str, list[str]],
        limit: int,
        pools: push.Pools,
        wait: Wait,
        say: Callable[[str], None],
    ) -> None:
        self._config, self._feeds, self._changed = config, feeds, changed
        self._due = {hub: paths[:limit] for hub, paths in changed.items()}
        self._hubs_of: dict[str, list[str]] = {}
        for hub, paths in self._due.items():
            for path in paths:
                self._hubs_of.setdefault(path, []).append(hub)
        self._pools, self._wait, self._say = pools, wait, say
        self._told: dict[str, list[str]] = {hub: [] for hub in changed}
        self._unsaved: list[tuple[str, str]] = []
        self._silent = dict.fromkeys(changed, 0)  # hub → feeds in a row without an answer
        self._problems: list[Mishap] = []

    def run(self, patience: float | None) -> Pinged:
        try:
            late = self._rounds(patience)
        finally:
            self._save_for_certain()
        late_by_hub = {hub: len(late.keys() & set(paths)) for hub, paths in self._due.items()}
        self._problems += [Mishap(self._url(path), None, why) for path, why in late.items()]
        return Pinged(
            tuple(
                _heard(
                    self._config,
                    self._feeds,
                    hub,
                    self._changed[hub],
                    told=self._told[hub],
                    due=len(paths),
                    not_live=late_by_hub[hub],
                )
                for hub, paths in self._due.items()
            ),
            tuple(self._problems),
        )

    def _rounds(self, patience: float | None) -> dict[str, str]:
        """Tell what is live until all of it is or patience ends; what is late, and why."""
        waited, pause = 0.0, _FIRST_PAUSE
        late = self._round(self._hubs_of, check=patience is not None)
        while late and waited < (patience or 0):
            pause = min(pause, (patience or 0) - waited)
            self._say(f"{len(late):,} feeds are not live yet; looking again in {pause:.0f} s")
            self._wait(pause)
            waited, pause = waited + pause, min(pause * 2, _LONGEST_PAUSE)
            late = self._round(late, check=True)
        return late

    def _round(self, paths: Iterable[str], *, check: bool) -> dict[str, str]:
        late = {}
        for path in paths:
            hubs = list(filter(self._listens, self._hubs_of[path]))
            why = self._difference(path) if check and hubs else None
            if why:
                late[path] = why
                continue
            for hub in hubs:
                self._tell(hub, path)
        self._save()
        return late

    def _difference(self, path: str) -> str | None:
        try:
            wanted = (self._config.output / path).read_bytes()
        except OSError:
            return "is missing from the output folder; run feedgen-news build"
        return push.difference(self._url(path), wanted, pools=self._pools)

    def _listens(self, hub: str) -> bool:
        return self._silent[hub] < _GIVE_UP_AFTER

    def _tell(self, hub: str, path: str) -> None:
        outcome = push.tell(hub, self._url(path), pools=self._pools, wait=self._wait)
        if outcome.kind == "told":
            self._told[hub].append(path)
            self._unsaved.append((hub, path))
            if len(self._unsaved) >= _SAVE_EVERY:
                self._save()
        else:
            self._problems.append(Mishap(self._url(path), hub, outcome.said))
        self._count_silence(hub, outcome)

    def _count_silence(self, hub: str, outcome: push.Outcome) -> None:
        if outcome.kind in ("told", "refused"):
            self._silent[hub] = 0
            return
        self._silent[hub] = _GIVE_UP_AFTER if outcome.kind == "later" else self._silent[hub] + 1
        if not self._listens(hub):
            self._problems.append(Mishap(None, hub, "given up; the next ping tells it the rest"))

    def _save(self) -> None:
        """Remember what was told; while a build holds the archive it waits for the next time."""
        if self._unsaved:
            with suppress(ArchiveError):
                self._save_now()

    def _save_now(self) -> None:
        _remember(self._config, self._feeds, self._unsaved)
        self._unsaved.clear()

    def _save_for_certain(self) -> None:
        for pause in _PAUSES_FOR_A_BUILD:
            self._save()
            if not self._unsaved:
                return
            self._say("waiting for a build to end, to remember what was told")
            self._wait(pause)
        self._save_now()

    def _url(self, path: str) -> str:
        return self._config.site.url + path
