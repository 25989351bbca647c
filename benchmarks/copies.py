"""One story on many sites: how well copies are found, and what that costs.

    python benchmarks/copies.py quality
    python benchmarks/copies.py speed 10000 100000
    python benchmarks/copies.py search 1000000

`quality` takes articles into an archive with copies of them, and with what looks like copies
and is none: reports that a form makes, and stories that go on from an older one. `speed` is of
whole articles in an archive, from reading them to the story they join; one in ten is a copy.
`search` is of the index alone, filled with that many articles of a year. All is made up, the
same in each run.
"""

import argparse
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from feedgen_news.archive import Archive, Build, Copying
from feedgen_news.archive.clock import Tick
from feedgen_news.archive.copies import Kind, settle, traces
from feedgen_news.archive.copies.texts import Told
from feedgen_news.model import Article, Labels, Origin, Sorted, When

START = datetime(2024, 1, 1, tzinfo=UTC)
A_DAY = 2_700  # articles; a million in a year
WORDS = 450  # of an article, in sentences of 15
LETTERS = "abcdefghijklmnopqrstuvwxyz"

Variant = Callable[[random.Random, list[str]], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["quality", "speed", "search"])
    parser.add_argument("sizes", type=int, nargs="*")
    asked = parser.parse_args()
    if asked.what == "quality":
        quality(asked.sizes[0] if asked.sizes else 300)
    for size in asked.sizes:
        for kind in ("exact", "near"):
            if asked.what == "speed":
                speed(kind, size)
            elif asked.what == "search":
                search(kind, size)


# --- what is made up


def vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    """Words as common as in a language (Zipf)."""
    words = [
        "".join(chance.choice(LETTERS) for _ in range(chance.randint(2, 9))) for _ in range(20_000)
    ]
    total, weights = 0.0, []
    for rank in range(1, len(words) + 1):
        total += 1 / rank
        weights.append(total)
    return words, weights


VOCABULARY, WEIGHTS = vocabulary(random.Random(1))


def sentence(chance: random.Random, length: int = 15) -> str:
    words = chance.choices(VOCABULARY, cum_weights=WEIGHTS, k=length)
    if chance.random() < 0.3:
        words[chance.randrange(length)] = str(chance.randint(2, 5_000))
    return " ".join(words).capitalize() + "."


def story(chance: random.Random, words: int = WORDS) -> list[str]:
    return [sentence(chance) for _ in range(words // 15)]


def other_words(chance: random.Random, text: str, share: float) -> str:
    """The text with a share of its words replaced."""
    new = chance.choices(VOCABULARY, cum_weights=WEIGHTS, k=len(text.split()))
    return " ".join(
        other if chance.random() < share and not word[0].isdigit() else word
        for word, other in zip(text.split(), new, strict=True)
    )


NOTICE = [sentence(random.Random(2)) for _ in range(4)]


def form(chance: random.Random) -> list[str]:
    """A report of one of twenty forms, with other figures and names."""
    shape = random.Random(chance.randrange(20))
    sentences = []
    for _ in range(16):
        words = shape.choices(VOCABULARY, cum_weights=WEIGHTS, k=15)
        for at in shape.sample(range(15), 2):
            words[at] = f"{chance.randint(1, 999)}.{chance.randint(0, 9)}"
        if shape.random() < 0.5:
            words[shape.randrange(15)] = chance.choice(VOCABULARY)
        sentences.append(" ".join(words).capitalize() + ".")
    return sentences


COPIES: dict[str, Variant] = {
    "the same text": lambda _, of: of,
    "a few words edited": lambda c, of: [other_words(c, s, 0.03) for s in of],
    "another lead": lambda c, of: [*story(c, 45), *of[3:]],
    "a third of it cut off": lambda _, of: of[: len(of) * 2 // 3],
    "half of it cut off": lambda _, of: of[: len(of) // 2],
    "a notice of the site": lambda _, of: [*NOTICE, *of],
    "all but the notice at once": lambda c, of: [
        *story(c, 30),
        *(other_words(c, s, 0.02) for s in of[2 : len(of) * 3 // 4]),
    ],
}
NO_COPIES: dict[str, Variant] = {
    "another story": lambda c, _: story(c),
    "another story with the notice": lambda c, _: [*NOTICE, *story(c)],
    "the story goes on, a third is background": lambda c, of: [
        *story(c, len(of) * 10),
        *of[-(len(of) // 3) :],
    ],
    "the story goes on, half is background": lambda c, of: [
        *story(c, len(of) * 15 // 2),
        *of[-(len(of) // 2) :],
    ],
}


def article(number: int, told: Told, day: float) -> Article:
    return Article(
        id=f"urn:x:{number:08}",
        keys=(f"url:{number}",),
        url=told.url,
        title=told.title,
        summary="",
        text=told.text,
        html="",
        authors=(),
        published=When(START + timedelta(days=day)),
        updated=None,
        sections=(),
        tags=(),
        language=None,
        place=None,
        images=(),
        publisher=None,
        source=told.source,
        origin=Origin("d"),
    )


def told_by(site: str, number: int, sentences: list[str]) -> Told:
    title = " ".join(sentences[0].split()[:8])
    return Told(title, "\n".join(sentences), site, f"https://{site}.example/{number}", None)


# --- how well


def quality(count: int) -> None:
    print(f"of {count} articles, folded into one entry: exact, near")
    for title, variants in (("copies", COPIES), ("no copies", NO_COPIES)):
        for name, variant in variants.items():
            report(title, name, pairs(count, variant))
    forms = random.Random(5)
    made = [(form(forms), form(forms)) for _ in range(count)]
    report("no copies", "reports by one of twenty forms", made)


def pairs(count: int, variant: Variant) -> list[tuple[list[str], list[str]]]:
    chance = random.Random(4)
    originals = [story(chance, chance.choice((150, 300, 450, 900))) for _ in range(count)]
    return [(of, variant(chance, of)) for of in originals]


def report(title: str, name: str, made: list[tuple[list[str], list[str]]]) -> None:
    articles = [
        article(2 * n + at, told_by(("a", "b")[at], n, sentences), n / 100)
        for n, both in enumerate(made)
        for at, sentences in enumerate(both)
    ]
    sort: Callable[[Article], Sorted] = lambda _: Sorted(Labels(), ())  # noqa: E731
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive.open(Path(folder) / "a.sqlite3", write=True) as archive,
    ):
        with Build.begin(archive, sort=sort, now=START + timedelta(days=99)) as run:
            for each in articles:
                run.add(each, sequence=1)
            copying = Copying(frozenset(("exact", "near")), ("a", "b"))
            run.settle(copying)
        found = {kind: folded(archive.db, kind) for kind in ("exact", "near")}
    own = {(2 * n, 2 * n + 1) for n in range(len(made))}
    shares = [f"{len(own & found[kind]) / len(made):.3f}" for kind in ("exact", "near")]
    wrong = sum(len(found[kind] - own) for kind in ("exact", "near"))
    print(f"{title:10} {name:42} {shares[0]} {shares[1]}   with a stranger: {wrong}")


def folded(db: sqlite3.Connection, kind: Kind) -> set[tuple[int, int]]:
    rows = db.execute(
        "SELECT CAST(substr(f.id, 7) AS INTEGER), CAST(substr(a.id, 7) AS INTEGER)"
        " FROM stories s JOIN articles f ON f.number = s.story JOIN articles a"
        " ON a.number = s.article WHERE s.kind = ? AND s.story != s.article",
        (kind,),
    )
    return {(min(pair), max(pair)) for pair in rows}


# --- how fast


def speed(kind: Kind, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite3"
        with Archive.open(path, write=True) as archive:
            archive.db.execute("BEGIN")
            fill(archive.db, size)
            archive.db.execute("COMMIT")
            before = path.stat().st_size
            archive.db.execute("BEGIN")
            started = time.process_time()
            now = int((START + timedelta(days=400)).timestamp())
            settle(
                archive.db, Copying(frozenset((kind,)), ("a", "b")), build=1, clock=Tick(now, now)
            )
            seconds = time.process_time() - started
            archive.db.execute("COMMIT")
            (stories,) = archive.db.execute("SELECT COUNT(*) FROM stories").fetchone()
        grown = path.stat().st_size - before
    print(
        f"{kind} {size:,} articles: {seconds / size * 1e6:.0f} µs and {grown / size:.0f} bytes"
        f" each, {stories:,} rows of stories, peak memory {peak()} MB"
    )


def fill(db: sqlite3.Connection, size: int) -> None:
    encode = msgspec.json.encode
    recent: list[list[str]] = []
    chance = random.Random(3)

    def rows() -> Iterator[tuple[int, str, str, int, str]]:
        for number in range(1, size + 1):
            site = chance.choice("ab")
            text = chance.choice(recent) if recent and chance.random() < 0.1 else story(chance)
            recent[: max(0, len(recent) - 999)] = []
            recent.append(text)
            told = told_by(site, number, text)
            date = int(START.timestamp()) + number * 86_400 // A_DAY
            yield number, f"urn:x:{number}", site, date, encode(told).decode()

    db.executemany(
        "INSERT INTO articles (number, id, source, date, facts, content, substance, rank,"
        " body_rank, announced, changed, settled, first_seen, first_build, last_build, before,"
        " withdrawn, slim, checksum, labels)"
        " VALUES (?, ?, ?, ?, ?, 'c', '', '', '', 0, 0, 1, 0, 1, 1, '', 0, 0, 0, '')",
        rows(),
    )


def search(kind: Kind, size: int) -> None:
    chance = random.Random(3)
    marks = 1 if kind == "exact" else 24
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite3"
        with Archive.open(path, write=True) as archive:
            db = archive.db
            db.execute("BEGIN")
            db.executemany("INSERT INTO traces VALUES (?, ?)", a_year(chance, size, marks))
            db.execute("COMMIT")
            db.execute("BEGIN")
            trials = 5_000
            asked = [random_marks(chance, marks) for _ in range(trials)]
            dates = [int(START.timestamp()) + size * 86_400 // A_DAY - n for n in range(trials)]
            started = time.process_time()
            for at, of in enumerate(asked):
                traces.found(db, of, date=dates[at])
            looked = time.process_time()
            for at, of in enumerate(asked):
                traces.leave(db, size + at + 1, of, date=dates[at])
            filed = time.process_time()
            db.execute("COMMIT")
        bytes_ = path.stat().st_size
    print(
        f"{kind} index of {size:,} articles, {bytes_ / 1e6:.0f} MB: looking"
        f" {(looked - started) / trials * 1e6:.0f} µs, filing {(filed - looked) / trials * 1e6:.0f}"
        f" µs an article"
    )


def random_marks(chance: random.Random, count: int) -> list[int]:
    bit = 0 if count == 1 else 1
    return [bit << 40 | chance.getrandbits(40) for _ in range(count)]


def a_year(chance: random.Random, size: int, marks: int) -> Iterator[tuple[int, int]]:
    """Rows in their order, fortnight by fortnight."""
    step = A_DAY * 14
    for first in range(0, size, step):
        span = (int(START.timestamp()) + first * 86_400 // A_DAY) // (14 * 86_400)
        numbers = range(first + 1, min(first + step, size) + 1)
        rows = [((span << 41) + m, n) for n in numbers for m in random_marks(chance, marks)]
        yield from sorted(rows)


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
