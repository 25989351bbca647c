"""What reports need of a config and its archive."""

from datetime import datetime

from feedgen_news import reports
from feedgen_news.archive import Archive
from feedgen_news.archive import freshness as known_of
from feedgen_news.built import About
from feedgen_news.config import Config, places
from feedgen_news.problems import FeedgenNewsError
from feedgen_news.reports import Freshness, Run


def about(config: Config) -> About:
    """What reports say of it, and where they go."""
    names = tuple(source.name for source in config.sources)
    return About(config.site.url, names, config.archive, config.output, places(config))


def last_run(config: Config) -> Run | None:
    """The latest run as its status file tells of it; None where there is none."""
    status = places(config).status
    return reports.last_run(status) if status else None


def sources(config: Config, *, now: datetime | None) -> dict[str, Freshness]:
    """How fresh the config's sources are; none where the archive cannot be read.

    `now` is when dumps were read, None where none was.
    """
    try:
        with Archive.open(config.archive, write=False) as archive:
            known = known_of(archive)
    except FeedgenNewsError:
        return {}
    found: dict[str, Freshness] = {}
    for name in (source.name for source in config.sources):
        of = known.get(name)
        found[name] = (
            Freshness()
            if of is None
            else Freshness(
                articles=of.articles,
                newest=of.newest,
                latest=of.latest,
                dump=of.dump,
                dump_build=of.dump_build,
                dump_read=now if of.is_latest else None,
            )
        )
    return found
