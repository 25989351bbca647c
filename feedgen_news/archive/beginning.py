"""The first build of an archive: what can be made at its end is made there, all at once.

Where there was nothing, to count all labels at the end costs a tenth of counting each as it
comes, and an index that is made of sorted rows a third of one that grows with them. It is the
same transaction, and the same archive; nothing asks for any of it before.
"""

import sqlite3

import msgspec

_PUT_OFF = "put off"  # in `state`: the statements that make what is missing
_LATER = (
    *("articles_by_date", "articles_by_change", "articles_by_build"),
    *("memberships_come", "memberships_go", "labels_come", "labels_go"),  # triggers that count
)
_SORTED_AT_ONCE = 8_192  # KiB; what is sorted may take as much as the cache, and besides it
_statements = msgspec.json.Decoder(list[str])


def put_off(db: sqlite3.Connection) -> None:
    """Take away what can wait, if the archive is empty. In a transaction."""
    if db.execute("SELECT 1 FROM articles LIMIT 1").fetchone():
        return
    names = msgspec.json.encode(_LATER).decode()
    parts = db.execute(
        "SELECT type, name, sql FROM sqlite_schema"
        " WHERE name IN (SELECT value FROM json_each(?)) ORDER BY rowid",
        (names,),
    ).fetchall()
    for kind, name, _ in parts:
        db.execute(f"DROP {kind} {name}")
    statements = msgspec.json.encode([statement for *_, statement in parts]).decode()
    db.execute("INSERT INTO state VALUES (?, ?)", (_PUT_OFF, statements))


def catch_up(db: sqlite3.Connection) -> bool:
    """Make what was put off, if anything was, and tell whether it was. In the same transaction.

    What comes after it in a first build goes through the archive in order, or is little: it
    does with a smaller cache, and nobody is there yet whom one that overflows would lock out.
    """
    row = db.execute("SELECT value FROM state WHERE name = ?", (_PUT_OFF,)).fetchone()
    if row is None:
        return False
    db.execute("DELETE FROM state WHERE name = ?", (_PUT_OFF,))
    db.execute(f"PRAGMA cache_size = -{_SORTED_AT_ONCE}")
    for statement in _statements.decode(row[0]):
        db.execute(statement)
    db.execute(
        "INSERT INTO label_counts SELECT kind, slug, title, COUNT(*) FROM labels GROUP BY 1, 2, 3"
        " UNION ALL SELECT 'topics', topic, '', COUNT(*) FROM memberships GROUP BY 2"
    )
    db.execute("INSERT OR IGNORE INTO touched SELECT DISTINCT kind, slug FROM label_counts")
    return True
