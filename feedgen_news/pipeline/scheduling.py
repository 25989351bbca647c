"""What schedulers have to be told, from the config and its place."""

import glob
import os
from pathlib import Path

from feedgen_news.archive import quarantine_of
from feedgen_news.config import Config, places
from feedgen_news.config.reading import read_text
from feedgen_news.finding.storage import is_url
from feedgen_news.scheduling import Job


def job_of(config: Config, *, config_file: Path, program: Path, user: str, every: str) -> Job:
    """The build as schedulers see it, its paths without `..`. `every` is a key of PERIODS."""
    where = places(config)
    assert where.status is not None
    file = _plain(config_file.absolute())
    reports = (path for path in (where.status, where.metrics, where.feed) if path)
    return Job(
        program=program,
        config=file,
        text=read_text(config_file),
        site=config.site.title,
        archive=_plain(config.archive),
        output=_plain(config.output),
        quarantine=_plain(quarantine_of(config.archive)),
        status=_plain(where.status),
        reports=tuple(map(_plain, reports)),
        dumps=tuple(
            _plain(_folder(pattern))
            for source in config.sources
            for pattern in source.files
            if not is_url(pattern)
        ),
        others=tuple(map(_plain, _others(config))),
        user=user,
        every=every,
        hubs=bool(config.site.hubs),
        elsewhere=any(is_url(pattern) for s in config.sources for pattern in s.files),
        repository=next((path for path in file.parents if (path / ".git").exists()), None),
    )


def _plain(path: Path) -> Path:
    """Without `..`: schedulers compare paths letter by letter."""
    return Path(os.path.normpath(path))


def _folder(pattern: str) -> Path:
    """The folder below which the files of an absolute pattern lie."""
    parts = Path(pattern).parts
    plain = next((n for n, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    path = Path(*parts[:plain])
    return path.parent if plain == len(parts) and not path.is_dir() else path


def _others(config: Config) -> list[Path]:
    layouts = [Path(source.layout) for source in config.sources if "/" in source.layout]
    return [path.parent for path in layouts] + ([config.templates] if config.templates else [])
