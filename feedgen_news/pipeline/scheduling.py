"""What schedulers have to be told, from the config and its place."""

import glob
from pathlib import Path

from feedgen_news.config import Config, places
from feedgen_news.config.reading import read_text
from feedgen_news.model import OutputFile
from feedgen_news.scheduling import Job, kit


def schedule_kit(
    config: Config, name: str, *, config_file: Path, program: Path, user: str, every: str
) -> tuple[OutputFile, ...]:
    """What the scheduler needs, as files; KeyError for an unknown one or an odd period.

    Raises FeedgenNewsError for a path that it cannot be told.
    """
    where = places(config)
    assert where.status is not None
    job = Job(
        program=program,
        config=config_file.absolute(),
        text=read_text(config_file),
        site=config.site.title,
        archive=config.archive,
        output=config.output,
        status=where.status,
        reports=tuple(path for path in (where.status, where.metrics, where.feed) if path),
        dumps=tuple(_folder(pattern) for source in config.sources for pattern in source.files),
        others=tuple(_others(config)),
        user=user,
        every=every,
        hubs=bool(config.site.hubs),
    )
    return kit(name, job)


def _folder(pattern: str) -> Path:
    """The folder below which the files of an absolute pattern lie."""
    parts = Path(pattern).parts
    plain = next((n for n, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    path = Path(*parts[:plain])
    return path.parent if plain == len(parts) and not path.is_dir() else path


def _others(config: Config) -> list[Path]:
    layouts = [Path(source.layout) for source in config.sources if "/" in source.layout]
    return [path.parent for path in layouts] + ([config.templates] if config.templates else [])
