"""Where dumps lie: globs, folders, files and standard input become `Dump`s."""

import errno
import io
import os
import stat
import sys
import time
from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from feedgen_news.durable import KINDS
from feedgen_news.finding import strangers
from feedgen_news.finding.growth import Print, Section, prints
from feedgen_news.finding.patterns import expand, files_at, is_shut, shown
from feedgen_news.finding.storage import is_url, local_path, without_secrets
from feedgen_news.model import Origin, unique
from feedgen_news.problems import MissingExtraError, Report

# What few builds need is loaded by those.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from feedgen_news.finding.distant import Distant

_SETTLED = 2_000_000_000  # nanoseconds since a file was written, until its stamp is believed
_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True)
class Dump:
    """A file of scraped articles; `name` is fit to be shown and stored."""

    name: str
    path: Path
    spool: IO[bytes] | None = None  # keeps the copy of standard input alive
    folders: tuple[str, ...] = field(default=(), compare=False)  # below what the user named
    passed: Callable[[int], None] | None = field(default=None, compare=False)  # told of bytes read
    distant: "Distant | None" = None  # where it lies, if it is no file here
    section: Section | None = None  # what is meant of it, if it is not the whole

    @property
    def everywhere(self) -> bool:
        """Whether other processes can open it, those of other machines if storage is shared."""
        return self.distant.everywhere if self.distant else self.spool is None

    def open(self) -> BinaryIO:
        """The bytes, from the start. Raises OSError, also for what is not a regular file.

        Never waits: a FIFO without a writer is refused like a device.
        """
        if self.distant:
            return self.distant.open(self.passed)
        descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, f"{KINDS.get(stat.S_IFMT(mode), 'no file')} is no dump")
        if self.passed:
            return cast("BinaryIO", _Watched(descriptor, self.passed))
        return os.fdopen(descriptor, "rb", buffering=0)

    @property
    def size(self) -> int:
        """Bytes, to plan by; 0 of what is no plain file or only a copy."""
        if self.section:
            return self.section.end - self.section.begin
        if self.distant:
            return self.distant.size
        try:
            status = self.path.stat()
        except OSError:
            return 0
        return status.st_size if stat.S_ISREG(status.st_mode) and not self.spool else 0

    def lying(self) -> tuple[int, int, int, int] | None:
        """Bytes, mtime and ctime in nanoseconds, inode: while they stay, so does the content.

        None where that is not sure: what was just written may be written again unnoticed.
        """
        if self.distant or self.spool:
            return None
        try:
            state = self.path.stat()
        except OSError:
            return None
        # The real clock, not that of the build: nothing that is kept or published depends on it.
        if max(state.st_mtime_ns, state.st_ctime_ns) > time.time_ns() - _SETTLED:
            return None
        return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino

    def prints(self, *, at: Collection[int] = ()) -> list[Print]:
        """Of the content, whatever the name, and before it of what it begins with (see
        `growth.prints`); none where it cannot be read.

        `load` then says why, so that nobody has to do so twice. Of what lies elsewhere only the
        last says something, made of the place and the store's own checksum, if it tells one.
        """
        if self.distant and (told := self.distant.fingerprint()):
            return [Print("", 0, 0), Print(told, 0, 0)]
        try:
            with replace(self, passed=None).open() as file:
                return list(prints(file, at=at))
        except OSError:
            return []


class _Watched(io.FileIO):
    """A file that tells of every byte read."""

    def __init__(self, descriptor: int, passed: Callable[[int], None]) -> None:
        super().__init__(descriptor, "rb")
        self._passed = passed

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any file."""
        data = super().read(-1 if size is None else size) or b""
        self._passed(len(data))
        return data


def find(patterns: Iterable[str], *, folder: Path, report: Report) -> list[Dump]:
    """The dumps that a source's `files` name, each once, in a fixed order.

    A pattern is relative to `folder`. `**` means any depth, a folder all files in it.
    Hidden files are left out unless the pattern spells them; links to folders are not
    followed. What plainly is no dump is counted as `no-dumps`, once for the source. A
    pattern that matches nothing is reported as `missing-dump`.
    """
    found: list[Dump] = []
    passed: dict[str, dict[Path, str]] = {}  # what is no dump, by the pattern
    for pattern in patterns:
        if _is_elsewhere(pattern):
            found += _elsewhere(pattern, passed, report)
            continue
        base, paths = expand(folder, local_path(pattern) or pattern)
        everything = sorted({file for path in paths for file in files_at(path, report)})
        others = passed.setdefault(shown(pattern), {})
        files = strangers.without(everything, base, pattern=pattern, passed=others)
        _named(files, others, shown(pattern), report, base)
        found += [Dump(_name(file, folder), file, folders=_folders(file, base)) for file in files]
    where = ", ".join(pattern for pattern, others in passed.items() if others)
    strangers.tell(ChainMap(*passed.values()), where, report=report)
    return list(unique(found))


def to_read(patterns: Iterable[str], *, folder: Path, output: Path, report: Report) -> list[Dump]:
    """The same without what lies in the output folder: our own feeds are no dumps."""
    ours, real = os.path.realpath(output) + os.sep, _real_folders()
    found = find(patterns, folder=folder, report=report)
    return [dump for dump in found if not real(dump.path).startswith(ours)]


def _real_folders() -> Callable[[Path], str]:
    """Says where a file lies, links followed; asks once for each folder."""
    known: dict[str, str] = {}

    def real(path: Path) -> str:
        above, name = os.path.split(path)
        if os.path.islink(path):  # noqa: PTH114 (as fast as it gets; there may be many)
            return os.path.realpath(path)
        if above not in known:
            known[above] = os.path.realpath(above)
        return os.path.join(known[above], name)  # noqa: PTH118

    return real


def dumps_of(paths: Iterable[str], *, report: Report) -> list[Dump]:
    """The dumps named on a command line: files, folders, patterns, and `-` for standard input."""
    found: list[Dump] = []
    for given in paths:
        if given == "-":
            found += _standard_input(report)
            continue
        passed: dict[Path, str] = {}
        if _is_elsewhere(given):
            far: dict[str, dict[Path, str]] = {}
            found += _elsewhere(given, far, report)
            strangers.tell(ChainMap(*far.values()), without_secrets(given), report=report)
            continue
        base, matching = expand(Path(), local_path(given) or given)
        everything = sorted({file for path in matching for file in files_at(path, report)})
        files = strangers.without(everything, base, pattern=given, passed=passed)
        _named(files, passed, shown(given), report, base)
        strangers.tell(passed, shown(given), report=report)
        found += [
            Dump(shown(file.as_posix()), file, folders=_folders(file, base)) for file in files
        ]
    return list(unique(found))


def _is_elsewhere(pattern: str) -> bool:
    return is_url(pattern) and local_path(pattern) is None


def _elsewhere(url: str, passed: dict[str, dict[Path, str]], report: Report) -> list[Dump]:
    """The dumps that a URL names; what is none, `passed` is told."""
    from feedgen_news.finding import distant
    from feedgen_news.finding.failures import NOTHING

    where = shown(without_secrets(url))
    try:
        files = distant.found(url)
    except MissingExtraError as error:
        install = f"pip install 'feedgen-news[{error}]'"
        report.add("missing-extra", f"paths such as s3:// need {install}", Origin(where))
        return []
    except OSError as error:
        code = "unreachable-dump" if isinstance(error, ConnectionError) else "unreadable-dump"
        code = "missing-dump" if error.strerror == NOTHING else code
        report.add(code, error.strerror or "cannot be read", Origin(where))
        return []
    others = passed.setdefault(where, {})
    dumps: list[Dump] = []
    for file in files:
        name, path = shown(file.name), Path(f"/{file.name}")
        kind = None if file.named else strangers.kind_by_name(path.name, pattern=url)
        if kind:
            others[path] = kind
        else:
            folders = tuple(map(shown, file.folders))
            dumps.append(Dump(name, path, folders=folders, distant=file.distant))
    _named([dump.path for dump in dumps], others, where, report)
    return dumps


def _named(
    files: list[Path], others: dict[Path, str], where: str, report: Report, base: Path | None = None
) -> None:
    """Report that no dump goes by a name; our own feeds may, and are left out.

    `base` is the part of it that is no pattern, of what lies here.
    """
    if files or strangers.OURS in others.values():
        return
    if base and is_shut(base):
        report.add("unreadable-dump", "its folder cannot be looked into", Origin(where))
        return
    empty = "an empty folder" if os.path.isdir(where) else "no file of this name"  # noqa: PTH112
    detail = "only files that are no dumps" if others else empty
    report.add("missing-dump", detail, Origin(where))


def _name(file: Path, folder: Path) -> str:
    inside = file.is_relative_to(folder)
    return shown((file.relative_to(folder) if inside else file).as_posix())


def _folders(file: Path, base: Path) -> tuple[str, ...]:
    """Those between what the user named and the file."""
    return tuple(map(shown, file.relative_to(base).parts[:-1]))


def _standard_input(report: Report) -> Iterator[Dump]:
    """A copy on disk, so that it can be looked at twice and memory stays small."""
    if sys.stdin is None:  # closed by whoever started us
        report.add("missing-dump", "standard input is closed", Origin("stdin"))
        return
    import shutil
    import tempfile

    try:
        spool = tempfile.NamedTemporaryFile(prefix="feedgen-news-")  # noqa: SIM115 - the Dump keeps it
        shutil.copyfileobj(sys.stdin.buffer, spool, _CHUNK)
        spool.flush()
    except OSError as error:
        report.add("unreadable-dump", error.strerror or "cannot be read", Origin("stdin"))
        return
    yield Dump("stdin", Path(spool.name), spool)
