"""A copy of the archive to try things on, which leaves no trace."""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from feedgen_news.archive.opening import check_file, connect, explained, migrate
from feedgen_news.problems import ArchiveError

_STEP = 1_000  # pages (4 MB) at once: a build that wants to commit waits for no more
_PAUSE = 0.05  # seconds, while a build writes


def scratch_copy(path: Path) -> sqlite3.Connection:
    """What the archive holds now; an empty one where there is none yet. Raises ArchiveError.

    It lies in a file without a name in the folder for temporary files (SQLITE_TMPDIR, TMPDIR),
    in memory as long as it is small, and is gone when it is closed, however that happens.
    """
    with ExitStack() as unless_all_is_well:
        copy = sqlite3.connect("", isolation_level=None)
        unless_all_is_well.callback(copy.close)
        if path.exists():
            check_file(path, write=False)
            with closing(connect(path, write=False)) as archive:
                _fill(copy, archive, path)
        migrate(copy)
        unless_all_is_well.pop_all()
    return copy


def _fill(copy: sqlite3.Connection, archive: sqlite3.Connection, path: Path) -> None:
    try:
        archive.backup(copy, pages=_STEP, sleep=_PAUSE)
    except sqlite3.Error as error:
        if "full" not in str(error):
            raise explained(error, path) from error
        raise ArchiveError(
            f"{path}: no room for a copy to look at; set TMPDIR to a folder that has as much room"
            " as it takes"
        ) from error
