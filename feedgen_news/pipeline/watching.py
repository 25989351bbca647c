"""When to build again: what changed, whether it came to rest, what is due.

Looks are taken by polling, with the very search for dumps that a build uses. So it sees what a
build would read, also on network mounts, in folders that are not there yet and behind links,
where the kernel notifies nobody.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zlib import crc32

import msgspec

from feedgen_news import loaders
from feedgen_news.archive import Archive, next_release
from feedgen_news.config import Config, places
from feedgen_news.problems import FeedgenNewsError, Report

Look = dict[str, tuple[int, int, int]]  # path → mtime in nanoseconds, bytes, inode

_SOON, _LATE = 60.0, 3_600.0  # seconds between a failed build and the next, doubled each time


def look(config: Config, config_file: Path) -> Look:
    """What a build would read, as it is now: dumps, the config, its layouts and templates."""
    ours = {path for path in msgspec.structs.astuple(places(config)) if path}
    dumps = [
        dump
        for source in config.sources
        for dump in loaders.find(source.files, folder=config.folder, report=Report())
        if not dump.path.is_relative_to(config.output) and dump.path not in ours
    ]
    layouts = (Path(source.layout) for source in config.sources if "/" in source.layout)
    templates = sorted(config.templates.glob("*")) if config.templates else []
    files = (dump.path for dump in dumps if not dump.distant)
    elsewhere = {
        dump.name: (crc32(dump.distant.stamp.encode()), dump.size, 0)
        for dump in dumps
        if dump.distant
    }
    return _states((config_file, *layouts, *templates, *files)) | elsewhere


def _states(paths: Iterable[Path]) -> Look:
    found: Look = {}
    for path in paths:
        try:
            state = os.stat(path)  # noqa: PTH116 (as fast as it gets; there may be many)
        except OSError:
            continue
        found[str(path)] = (state.st_mtime_ns, state.st_size, state.st_ino)
    return found


def release_time(config: Config) -> datetime | None:
    """When the next article that is held back is due; None where none is, or nobody knows."""
    try:
        with Archive.open(config.archive, write=False) as archive:
            return next_release(archive)
    except FeedgenNewsError:
        return None


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What is known between two looks. Moments are seconds of a clock that is never set."""

    built: Look | None = None  # what lay there when the latest build began
    seen: Look | None = None  # at the latest look
    since: float = 0.0  # since when that has not changed
    began: float = 0.0  # when the latest build did
    failures: int = 0  # of builds, one after the other
    due: float | None = None  # when an article is released


def after_look(rest: Rest, seen: Look, *, at: float) -> Rest:
    """A look was taken."""
    if seen == rest.seen:
        return rest
    return msgspec.structs.replace(rest, seen=seen, since=at)


def after_build(rest: Rest, *, began: float, well: bool, due: float | None) -> Rest:
    """A build of what was seen last is over."""
    failures = 0 if well else rest.failures + 1
    return msgspec.structs.replace(rest, built=rest.seen, began=began, failures=failures, due=due)


def is_time(rest: Rest, *, at: float, settle: float, every: float | None) -> bool:
    """Whether to build now.

    At first; when what changed has been at rest for `settle` seconds; when an article is
    due; `every` so many seconds in any case; and again after a build that failed.
    """
    if rest.built is None:
        return True
    if rest.seen != rest.built and at - rest.since >= settle:
        return True
    if rest.due is not None and at >= rest.due:
        return True
    since = at - rest.began
    again = min(_SOON * 2 ** (rest.failures - 1), _LATE)
    return (every is not None and since >= every) or (rest.failures > 0 and since >= again)
