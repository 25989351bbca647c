"""A build that has nothing to do, told before anything is loaded that a build needs.

The build before wrote down all that it went by (`stamps.Seen`): this program, the bytes of the
config, of layouts and templates, how dumps, the archive and published files lie, and until when
nothing changes by time passing alone. While each of these is as it was, so is the result. Whatever
is odd, unsure or unreadable is left to the build proper.
"""

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news import __version__
from feedgen_news.built import About, Built
from feedgen_news.finding.dumps import Dump, to_read
from feedgen_news.locking import Patience, lock_beside, locked
from feedgen_news.problems import Problem, Report
from feedgen_news.reports import last_run
from feedgen_news.stamps import Lying, Seen, Stamps, at_rest, dump_of, look

# Where the archive may lie is guessed: what lies beside it says whether it is this config's.
_ARCHIVE = re.compile(rb"""["']?\barchive["']?:[ \t]*["']?([^"'\r\n,}#]+)""")
_USUAL = ".feedgen-news/archive.sqlite3"
_LARGEST = 10_000_000  # bytes of a config that is looked at
_HERE = Path(__file__).parent


class Text(msgspec.Struct, frozen=True):
    """A config file, and a digest of its bytes before anybody loaded it."""

    path: Path
    digest: str


class Idle(msgspec.Struct, frozen=True):
    """What there is to tell of a build that has nothing to do."""

    about: About
    built: Built


def text_of(config_file: Path) -> Text:
    """The config as it is now."""
    return Text(config_file.absolute(), digest(config_file))


def idle(config: Text, *, now: datetime, tell: Callable[[Problem], None]) -> Idle | None:
    """What there is to tell where a build would have nothing to do; else None, and nothing told."""
    for archive in _archives(config.path):
        stamps = Stamps.beside(archive)
        seen = stamps.seen
        if seen and seen.texts.get(str(config.path)) == config.digest and _is_time(seen, now):
            problems: list[Problem] = []
            report = Report(problems.append)
            if not _is_same(seen, stamps, report):
                return None
            for problem in problems:
                tell(problem)
            counts = dict(sorted(report.counts.items()))
            built = msgspec.structs.replace(seen.built, problems=counts)
            return Idle(seen.about, built)
    return None


def _archives(config: Path) -> Iterator[Path]:
    """Where the archive of a config may lie."""
    try:
        if not config.is_file():  # to open a FIFO is to wait for somebody
            return
        body = config.read_bytes() if config.stat().st_size <= _LARGEST else b""
    except OSError:
        return
    named = (found[1].strip().decode("utf-8", "replace") for found in _ARCHIVE.finditer(body))
    for name in dict.fromkeys((*named, _USUAL)):
        yield config.parent / os.path.expanduser(name)  # noqa: PTH111 (never raises)


def _is_time(seen: Seen, now: datetime) -> bool:
    return seen.since <= now.timestamp() < seen.until


def _is_same(seen: Seen, stamps: Stamps, report: Report) -> bool:
    """Whether all is as it was, and nobody is at work on it."""
    archive = seen.about.archive
    return (
        (seen.program, seen.home) == (program(), home())
        and texts(seen.config, seen.layouts, seen.templates) == seen.texts
        and at_rest(archive) == seen.archive
        and _is_free(archive)
        and _is_reported(seen.about)
        and lying(_dumps(seen, report)) == {name: lay for name, (lay, _) in stamps.dumps.items()}
        and not report.unread
        and look(seen.about.output, stamps.files) == stamps.files
    )


def _is_reported(about: About) -> bool:
    """Whether the latest report says of each source how fresh it is, for so it is still."""
    run = last_run(about.places.status) if about.places.status else None
    return run is not None and run.sources.keys() == set(about.sources)


def _dumps(seen: Seen, report: Report) -> Iterator[tuple[str, Dump]]:
    folder, output = seen.config.parent, seen.about.output
    for source, patterns in seen.sources:
        for dump in to_read(patterns, folder=folder, output=output, report=report):
            yield source, dump


def lying(dumps: Iterable[tuple[str, Dump]]) -> dict[str, Lying | None]:
    """How dumps of sources lie; two of one name are not known from one another."""
    found: dict[str, Lying | None] = {}
    for source, dump in dumps:
        name = dump_of(source, dump.name)
        found[name] = None if name in found else dump.lying()
    return found


def _is_free(archive: Path) -> bool:
    """Whether no build is at work on it."""
    try:
        handle = locked(
            lock_beside(archive), flags=os.O_RDWR, patience=Patience(), waiting_for="nobody"
        )
    except OSError:
        return False
    if handle is not None:
        os.close(handle)
    return handle is not None


# --- what a build goes by, beside dumps and what it published


def program() -> str:
    """A digest of this program as it is installed, and of the Python that runs it."""
    told = [__version__, sys.version, *_files(str(_HERE))]
    return hashlib.blake2b("\0".join(told).encode(), digest_size=16).hexdigest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                state = entry.stat()
                yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"


def home() -> str:
    """What `~` means in paths of the config."""
    return os.path.expanduser("~")  # noqa: PTH111 (never raises)


def texts(config: Path, layouts: Iterable[Path], templates: Path | None) -> dict[str, str]:
    """Digests of the config and of what it names, by path; "" for what cannot be read."""
    below = templates.rglob("*") if templates else ()
    return {str(path): digest(path) for path in (config, *layouts, *below)}


def digest(path: Path) -> str:
    """Of the bytes of a regular file; "" of anything else."""
    try:
        body = path.read_bytes() if path.is_file() else None
    except OSError:
        return ""
    return "" if body is None else hashlib.blake2b(body, digest_size=16).hexdigest()
