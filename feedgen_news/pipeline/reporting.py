"""What reports need of a config."""

from feedgen_news import reports
from feedgen_news.built import About
from feedgen_news.config import Config, places
from feedgen_news.reports import Run


def about(config: Config) -> About:
    """What reports say of it, and where they go."""
    names = tuple(source.name for source in config.sources)
    return About(config.site.url, names, config.archive, config.output, places(config))


def last_run(config: Config) -> Run | None:
    """The latest run as its status file tells of it; None where there is none."""
    status = places(config).status
    return reports.last_run(status) if status else None
