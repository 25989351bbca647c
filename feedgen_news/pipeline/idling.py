"""What a build leaves to the next one, that it may see at a glance that nothing is to be done."""

from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news import idle
from feedgen_news.archive import Archive, Outcome
from feedgen_news.built import Built, Published
from feedgen_news.config import Config
from feedgen_news.config.paths import layout_places
from feedgen_news.idle import Text
from feedgen_news.pipeline.intake import Intake
from feedgen_news.pipeline.reporting import about
from feedgen_news.pipeline.time_passing import quiet_until
from feedgen_news.stamps import Seen, Stamps, at_rest

_NOTHING = Outcome(0, 0, 0, 0)


class Begun(msgspec.Struct, frozen=True):
    """What a build began with: digests of the config and of what it names, by path."""

    config: Path
    texts: dict[str, str]


def begun(config: Config, text: Text | None) -> Begun | None:
    """To be asked before a build begins; None where it is not the config that was loaded.

    `text` is the config as it was before it was loaded.
    """
    if text is None:
        return None
    texts = _texts(config, text.path)
    return Begun(text.path, texts) if texts.get(str(text.path)) == text.digest else None


def with_seen(
    stamps: Stamps,
    config: Config,
    archive: Archive,
    *,
    since: Begun | None,
    intake: Intake,
    built: Built,
) -> Stamps:
    """The stamps of a build that is done; with what it saw, if a build that sees it were idle.

    `since` is what it began with.
    """
    lies = at_rest(archive.path)
    if (
        since is None
        or lies is None
        or built.suspicious
        or built.dumps_unread
        or len(stamps.dumps) != intake.found
        or since.texts != _texts(config, since.config)
    ):
        return stamps
    seen = Seen(
        program=idle.program(),
        home=idle.home(),
        config=since.config,
        layouts=_layouts(config),
        templates=config.templates,
        texts=since.texts,
        sources=tuple((source.name, source.files) for source in config.sources),
        archive=lies,
        since=_second(archive.clock),
        until=_second(quiet_until(config, archive)),
        about=about(config),
        built=_again(built, stamps, intake),
    )
    return msgspec.structs.replace(stamps, seen=seen)


def _texts(config: Config, file: Path) -> dict[str, str]:
    return idle.texts(file, _layouts(config), config.templates)


def _layouts(config: Config) -> tuple[Path, ...]:
    """Where the layouts lie that are files, or would be looked for."""
    names = {source.layout for source in config.sources}
    found = {place for name in names for place in layout_places(name, config.folder)}
    return tuple(sorted(found))


def _again(built: Built, stamps: Stamps, intake: Intake) -> Built:
    """What is told of a build that meets the same and does nothing."""
    return Built(
        read=0,
        outcome=_NOTHING,
        refused=0,
        dumps_read=0,
        dumps_unchanged=intake.found,
        dumps_unread=0,
        problems={},
        topics=built.topics,
        differences=(),
        suspicious=(),
        quarantine=built.quarantine,
        published=Published(unchanged=len(stamps.files) - 1),  # without the manifest
    )


def _second(moment: datetime) -> int:
    return int(moment.timestamp())
