"""What a build leaves to the next one, that it may see at a glance that nothing is to be done."""

from collections.abc import Mapping
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


def texts_of(config: Config, text: Text | None) -> dict[str, str]:
    """Digests of the config and of what it names, as they are now."""
    return idle.texts(text.path, _layouts(config), config.templates) if text else {}


def with_seen(
    stamps: Stamps,
    config: Config,
    archive: Archive,
    *,
    text: Text | None,
    texts: Mapping[str, str],
    intake: Intake,
    built: Built,
) -> Stamps:
    """The stamps of a build that is done; with what it saw, if a build that sees it were idle.

    `text` is the config as it was before it was loaded, `texts` what else there was when the
    build began.
    """
    lies = at_rest(archive.path)
    if (
        text is None
        or lies is None
        or built.suspicious
        or built.dumps_unread
        or len(stamps.dumps) != intake.found
        or texts.get(str(text.path)) != text.digest
        or texts != texts_of(config, text)
    ):
        return stamps
    seen = Seen(
        program=idle.program(),
        home=idle.home(),
        config=text.path,
        layouts=_layouts(config),
        templates=config.templates,
        texts=dict(texts),
        sources=tuple((source.name, source.files) for source in config.sources),
        archive=lies,
        since=_second(archive.clock),
        until=_second(quiet_until(config, archive)),
        about=about(config),
        built=_again(built, stamps, intake),
    )
    return msgspec.structs.replace(stamps, seen=seen)


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
