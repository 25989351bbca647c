"""Which dumps a build met, and whether it met anything new: a build that did not leaves no trace.

The number of builds moves on only where something was taken in, or where other dumps are there
than last time. So a build that was killed and is run again leaves the same archive as one that
was not, and a build without news writes nothing but the clock.
"""

import sqlite3
from collections.abc import Iterable

from feedgen_news.archive.outcomes import Reading
from feedgen_news.problems import Problem

Dump = tuple[str, str]  # source and fingerprint
Row = tuple[str | int, ...]  # of `dumps`

_UNSETTLED = "SELECT 1 FROM articles INDEXED BY articles_unsettled WHERE settled = 0 LIMIT 1"
_NAME, _LAST_BUILD = 2, 5  # columns of `dumps`


class Presence:
    """The dumps of one build, inside its transaction."""

    def __init__(self, db: sqlite3.Connection, number: int) -> None:
        self._db = db
        self._number = number
        self._met: set[Dump] = set()
        self._before: dict[Dump, Row | None] = {}
        self.news = number == 1

    def begin(self) -> None:
        """What is done from here on is undone if it was nothing new."""
        self._db.execute("SAVEPOINT intake")
        self._state = self._states()

    def knows(self, dump: Dump, *, settings: str) -> bool:
        """Whether it was read to its end with these very settings; it is there in any case."""
        self._met.add(dump)
        row = self._row(dump)
        return row is not None and row[3] == settings and not self.is_back(dump)

    def is_back(self, dump: Dump) -> bool:
        """Whether a file that was overwritten holds again what it held before: that is news.

        A file that was only missing for a while holds none.
        """
        row = self._row(dump)
        if row is None or row[_LAST_BUILD] in {self._number - 1, self._number}:
            return False  # it is new, or it was not away
        return bool(
            self._db.execute(
                "SELECT 1 FROM dumps WHERE source = ? AND name = ? AND last_build = ?",
                (dump[0], row[_NAME], self._number - 1),
            ).fetchone()
        )

    def read(self, reading: Reading, *, sequence: int, counts: tuple[int, int]) -> None:
        """Remember a dump, and how many records it had, how many of them refused."""
        dump = reading.source, reading.fingerprint
        self._met.add(dump)
        self._before.setdefault(dump, self._row(dump))
        said = (reading.name, reading.settings, sequence, self._number, *counts)
        reach = reading.size, reading.lines, reading.follows
        self._db.execute(
            "INSERT OR REPLACE INTO dumps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*dump, *said, *reach),
        )

    def refused(self, dump: Dump, refusals: Iterable[Problem]) -> None:
        """Remember (some of) what of a dump was refused."""
        self._db.execute("DELETE FROM refusals WHERE source = ? AND fingerprint = ?", dump)
        self._db.executemany(
            "INSERT INTO refusals VALUES (?, ?, ?, ?, ?)",
            [(*dump, str(each.origin), each.code, each.detail) for each in refusals],
        )

    def settle(self) -> bool:
        """Keep what was met; where nothing of it was new, undo all since the build began.

        Tells whether anything was. What is not there any more has no refusals, either.
        """
        if self._is_idle():
            self._db.execute("ROLLBACK TO intake")
            self._db.execute(
                "UPDATE state SET value = ? WHERE name = 'builds'", (str(self._number - 1),)
            )
            return False
        self._db.executemany(
            "UPDATE dumps SET last_build = ? WHERE source = ? AND fingerprint = ?",
            [(self._number, *dump) for dump in sorted(self._met)],
        )
        self._db.execute(
            "DELETE FROM refusals WHERE (source, fingerprint) IN"
            " (SELECT source, fingerprint FROM dumps WHERE last_build < ?)",
            (self._number,),
        )
        return True

    def _is_idle(self) -> bool:
        return not (
            self.news
            or self._state != self._states()
            or self._met != self._last_time()
            or any(
                before is None or _said(before) != _said(self._row(dump) or ())
                for dump, before in self._before.items()
            )
            or self._db.execute(_UNSETTLED).fetchone()
        )

    def _last_time(self) -> set[Dump]:
        """The dumps of the build before; none of those rows was touched but by `read`."""
        rows = self._db.execute(
            "SELECT source, fingerprint FROM dumps WHERE last_build = ?", (self._number - 1,)
        )
        read_again = {dump for dump, row in self._before.items() if self._was_there(row)}
        return {(source, fingerprint) for source, fingerprint in rows} | read_again

    def _states(self) -> list[tuple[str, str]]:
        return self._db.execute("SELECT name, value FROM state ORDER BY name").fetchall()

    def _was_there(self, row: Row | None) -> bool:
        return row is not None and row[_LAST_BUILD] == self._number - 1

    def _row(self, dump: Dump) -> Row | None:
        row: Row | None = self._db.execute(
            "SELECT * FROM dumps WHERE source = ? AND fingerprint = ?", dump
        ).fetchone()
        return row


def _said(row: Row) -> Row:
    return (*row[:_LAST_BUILD], *row[_LAST_BUILD + 1 :])
