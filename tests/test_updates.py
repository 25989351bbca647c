"""What counts as a change, what subscribers see of it, and the dates and clocks behind it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import msgspec
import pytest

from feedgen_news.archive import Archive, Build, Outcome
from feedgen_news.archive.clock import Tick
from feedgen_news.archive.substance import substance_of
from feedgen_news.config import Config
from feedgen_news.feeds import Assembler
from feedgen_news.model import Article, Kept, Label, Labels, Sorted, Topic, When
from feedgen_news.site import Document, Feed
from feedgen_news.writers import WRITERS
from tests.keeping import NOON, article, moment

DAY = timedelta(days=1)
NOW = datetime(2024, 4, 10, 8, tzinfo=UTC)
NEWS = Topic(slug="news", title="News", items=100)
SORTED = Sorted(Labels(sections=(Label("world", "World"),)), ("news",))


def build(path: Path, *articles: Article, now: datetime = NOW, force: bool = False) -> Tick:
    with Archive.open(path, write=True) as archive:
        with Build.begin(archive, sort=lambda _: SORTED, now=now, force=force) as run:
            for each in articles:
                run.add(each, sequence=run.number)
            run.settle()
            return run.clock


def kept(path: Path, **topic: object) -> list[Kept]:
    with Archive.open(path, write=False) as archive:
        return archive.selection(msgspec.structs.replace(NEWS, **topic))


def only(path: Path) -> Kept:
    (one,) = kept(path)
    return one


def titles(path: Path, **topic: object) -> str:
    return " ".join(each.article.url[-1] for each in kept(path, **topic))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite3"


# --- significance

SENTENCE = "The flood killed 12 people, officials in Lima said on Tuesday."
SAME = {
    "nothing": (SENTENCE, SENTENCE),
    "quotes": ('He said "no" and left.', "He said “no” and left."),
    "apostrophes": ("It's Cuba's.", "It’s Cuba’s."),
    "dashes": ("The end - at last.", "The end — at last."),
    "ranges": ("Won 2-1 in 2019-20.", "Won 2–1 in 2019‑20."),
    "punctuation": ("Well, yes.", "Well – yes!"),
    "an ellipsis": ("And then...", "And then…"),
    "case": ("BREAKING: fire", "Breaking: Fire"),
    "white space": ("One  two\n\nthree", "One two three"),
    "a narrow space": ("It cost 10 000 euros", "It cost 10\u202f000 euros"),
    "full-width signs": ("ＡＢＣ　１２", "abc 12"),
    "composition": ("Caf\u00e9", "Cafe\u0301"),
    "ornaments": ("▶ Watch the storm ☔", "Watch the storm"),
    "trade marks": ("The Pixel™ phone®", "The Pixel phone"),
    "joiners": ("می\u200cشود", "میشود"),
    "a cache-buster": (
        "See https://a.example/x?v=1 there",
        "See https://a.example/x?v=2#top there",
    ),
    "a hyphen": ("an e-mail", "an e mail"),
    "a minus of another kind": ("It was -5 degrees", "It was −5 degrees"),
    "a space before %": ("up 5%", "up 5 %"),
    "a figure before a full stop": ("It rose to 5.", "It rose to 5"),
}
OTHER = {
    "the dead": ("12 dead", "13 dead"),
    "per cent": ("up 5%", "up 6%"),
    "no per cent": ("up 5%", "up 5"),
    "a sign": ("It was -5 degrees", "It was 5 degrees"),
    "a sign of money": ("It lost -$5", "It lost $5"),
    "a point": ("1.5 million", "15 million"),
    "a leading point": ("a rate of .5 today", "a rate of 5 today"),
    "a gap": ("1 5", "15"),
    "a currency": ("It cost $5", "It cost €5"),
    "an Arabic point": ("بلغ ١٫٥ مليون", "بلغ ١٥ مليون"),
    "a power": ("10² metres", "102 metres"),
    "a fraction": ("5½ years", "51/2 years"),
    "a time": ("at 10:15", "at 1015"),
    "a bound": ("in <5 hours", "in >5 hours"),
    "an age": ("only 18+", "only 18"),
    "a score": ("It ended 2-1.", "It ended 21."),
    "a word": ("He denied it", "He admitted it"),
    "an accent": ("Zurich", "Zürich"),
    "a vowel sign": ("की", "का"),
    "a paragraph": (SENTENCE, f"{SENTENCE}\n\nRescue goes on."),
    "the order of words": ("Dog bites man", "Man bites dog"),
    "Chinese figures": ("死亡12人", "死亡13人"),
    "a year": ("Published in 2023", "Published in 2024"),
    "a counter in a sentence": ("It got 12 comments today", "It got 13 comments today"),
    "a lone figure": ("12", "13"),
    "updated figures": ("Updated figures show 12 dead", "Updated figures show 13 dead"),
    "last updated something": ("Last updated 12 dead", "Last updated 13 dead"),
    "a date by itself": ("22 March 2024", "23 March 2024"),
    "an instruction": ("Share 12 loaves", "Share 13 loaves"),
}


@pytest.mark.parametrize(("before", "after"), SAME.values(), ids=list(SAME))
@pytest.mark.parametrize("field", ["title", "summary", "text"])
def test_no_change(field: str, before: str, after: str) -> None:
    assert substance_of(article(**{field: before})) == substance_of(article(**{field: after}))


@pytest.mark.parametrize(("before", "after"), OTHER.values(), ids=list(OTHER))
@pytest.mark.parametrize("field", ["title", "summary", "text"])
def test_a_change(field: str, before: str, after: str) -> None:
    assert substance_of(article(**{field: before})) != substance_of(article(**{field: after}))


FURNITURE = """
12 comments|1,234 views|3 shares|1.2K likes|5 min read|Reading time: 5 min|Views: 1,234
12 comments · 3 shares|Comments (12)|Updated 2 hours ago|2h ago|Posted 5 minutes ago
Last updated: 22 March 2024 10:15 GMT|Updated 12:30 p.m. ET, Mon March 4, 2024
Last updated on 2024-03-22|Advertisement|ADVERTISEMENT|- Advertisement -|Sponsored
Subscribe to our newsletter|Subscribe to our newsletter!|Read more: Flood in Peru kills 12
Share on Facebook|Share this article|Follow us on X|Read more
Lesezeit: 4 Min.|vor 5 Minuten|Anzeige|Auf Facebook teilen|Lesen Sie auch: Flut in Peru
Stand: 22.03.2024 10:15 Uhr|12 Kommentare
12 commentaires|Il y a 2 heures|Publicité|Lire aussi : Crue au Pérou|Temps de lecture : 3 min
Mis à jour le 22 mars 2024 à 10h15
Hace 2 horas|Publicidad|Compartir en Facebook|Última actualización: 22 de marzo de 2024
há 3 horas|Leia também: Enchente no Peru|5 min de leitura|Pubblicità|Leggi anche: Perù
3 reacties|Lees ook: Peru|12 komentarzy|Czytaj także: Peru|2 godziny temu
Реклама|12 комментариев|Читайте также: Перу|5 минут назад
إعلان|آخر تحديث: 22 مارس 2024|منذ 5 دقائق|اقرأ أيضا: فيضان
広告|最終更新 2024年3月29日 10:15|123条评论|阅读 1,234|相关阅读：秘鲁洪水|댓글 12|12 yorum
"""


@pytest.mark.parametrize(
    "line", [n for row in FURNITURE.strip().split("\n") for n in row.split("|")]
)
def test_what_a_site_puts_in_by_itself_is_no_change(line: str) -> None:
    bare = substance_of(article(text=f"{SENTENCE}\n\nRescue goes on."))
    for text in (
        f"{line}\n\n{SENTENCE}\n\nRescue goes on.",
        f"{SENTENCE}\n\n{line}\n\nRescue goes on.",
        f"{SENTENCE}\n\nRescue goes on.\n\n{line}",
    ):
        assert substance_of(article(text=text)) == bare
    assert substance_of(article(title=line)) != substance_of(article(title="Else"))


def test_other_stories_below_a_heading_are_no_change() -> None:
    def told(*lines: str) -> str:
        return substance_of(article(text="\n\n".join(lines)))

    bare = told(SENTENCE, "Rescue goes on.")
    listed = ("Related articles", "Flood in Peru", "Mayor of Lima resigns")
    assert told(SENTENCE, "Rescue goes on.", *listed) == bare
    assert told(SENTENCE, *listed, "Rescue goes on.") == bare
    assert told(SENTENCE, *listed, "Flood kills 12.", "Rescue goes on.") != bare
    assert told(SENTENCE, "Flood in Peru", "Rescue goes on.") != bare
    assert told(SENTENCE, "Related articles", *map(str, range(16)), "Rescue goes on.") != bare


def test_a_summary_that_is_how_the_text_begins_is_no_change() -> None:
    text = f"{SENTENCE}\n\nRescue goes on."
    bare = substance_of(article(text=text))
    for summary in (SENTENCE, "The flood killed 12 people…", ""):
        assert substance_of(article(text=text, summary=summary)) == bare
    for summary in ("The flood killed 13 people…", "Rescue goes on."):
        assert substance_of(article(text=text, summary=summary)) != bare


def test_titles_without_words_are_told_apart() -> None:
    assert substance_of(article(title="🚀")) != substance_of(article(title="💥"))


def test_a_digest_names_its_scheme() -> None:
    assert substance_of(article()).startswith("2:")


@pytest.mark.parametrize("text", ["1." * 200_000, "-" * 400_000, "a\n" * 100_000, "½" * 100_000])
@pytest.mark.timeout(20)
def test_time_is_linear_in_the_text(text: str) -> None:
    assert substance_of(article(text=text)).startswith("2:")


@pytest.mark.survives("I02")
def test_a_significant_change_moves_updated_and_another_does_not(path: Path) -> None:
    build(path, article(text=SENTENCE))
    build(path, article(text=f"{SENTENCE}\n\n3 comments"), now=NOW + DAY)
    assert (only(path).changed, only(path).revision) == (NOON, 0)
    assert only(path).article.text.endswith("3 comments")
    build(path, article(text=SENTENCE.replace("12", "13")), now=NOW + 2 * DAY)
    assert (only(path).changed, only(path).revision) == (NOW + 2 * DAY, 1)
    assert only(path).announced == NOON


# --- archives of older schemes


def outdate(path: Path, **columns: object) -> None:
    db = sqlite3.connect(path)
    for column, value in columns.items():
        db.execute(f"UPDATE articles SET {column} = ?", (value,))
    db.commit()
    db.close()


@pytest.mark.parametrize(
    ("text", "slim", "moves"),
    [
        (f"{SENTENCE}\n\n3 comments", 0, False),
        (SENTENCE.upper(), 0, False),
        (SENTENCE.replace("12", "13"), 0, True),
        (SENTENCE.replace("12", "13"), 1, False),  # what it was is not known any more
    ],
)
def test_an_older_scheme_bumps_nothing(path: Path, text: str, slim: int, moves: bool) -> None:
    build(path, article(text=SENTENCE))
    outdate(path, substance="0123456789abcdef0123456789abcdef", slim=slim)
    build(path, article(text=text), now=NOW + DAY)
    assert only(path).changed == (NOW + DAY if moves else NOON)
    build(path, article(text="Something else."), now=NOW + 2 * DAY)
    assert only(path).changed == NOW + 2 * DAY


def test_two_versions_in_the_build_after_an_upgrade(path: Path) -> None:
    build(path, article(text=SENTENCE))
    outdate(path, substance="0123456789abcdef0123456789abcdef")
    between = article(text="Something else.", updated=When(NOON + DAY))
    again = article(text=SENTENCE.upper(), updated=When(NOON + 2 * DAY))
    build(path, between, again, now=NOW + DAY)
    assert (only(path).revision, only(path).changed) == (0, NOON)


# --- policies


def assembler(**site: object) -> Assembler:
    config = Config.model_validate(
        {
            "site": {"title": "Site", "url": "https://f.example/", **site},
            "sources": [{"name": "s", "files": ["x"]}],
            "archive": "/a/b",
            "output": "/a/c",
            "folder": "/a",
        }
    )
    return Assembler(config, seed="s", page=str, path=lambda slug, kind, _: f"{slug}.{kind}")


def feed(path: Path, updates: str, **site: object) -> Feed:
    topic = msgspec.structs.replace(NEWS, updates=updates)
    return assembler(**site).feed(topic, kept(path, updates=updates))


def edited(path: Path) -> None:
    """An old article that changes after a newer one came."""
    build(path, article("a"), article("b", published=When(NOON + DAY)))
    build(path, article("a", text="Corrected."), now=NOW + DAY)


@pytest.mark.survives("I02")
@pytest.mark.parametrize(
    ("updates", "order", "date", "updated"),
    [
        ("silent", "b a", NOON, NOON),
        ("bump", "b a", NOON, NOW + DAY),
        ("reannounce", "a b", NOW + DAY, NOW + DAY),
    ],
)
def test_policies(path: Path, updates: str, order: str, date: datetime, updated: datetime) -> None:
    edited(path)
    it = feed(path, updates)
    assert " ".join(entry.link[-1] for entry in it.entries) == order
    entry = next(entry for entry in it.entries if entry.link.endswith("/a"))
    assert (entry.date, entry.updated) == (date, updated)
    assert entry.article.text == "Corrected."
    assert it.updated == max(NOON + DAY, updated)
    (known,) = (k for k in kept(path) if k.article.url == entry.link)
    assert (entry.id == known.article.id) == (updates != "reannounce")


def test_each_change_is_announced_once(path: Path) -> None:
    build(path, article())
    ids = [feed(path, "reannounce").entries[0].id]
    texts = ["Corrected.", "Corrected!", "Corrected.\n\n3 comments", "Once more.", "Corrected."]
    for days, text in enumerate(texts, 1):
        build(path, article(text=text), now=NOW + days * DAY)
        ids.append(feed(path, "reannounce").entries[0].id)
    plain = only(path).article.id
    first, second, third = (uuid5(UUID(plain), f"revision {n}").urn for n in (1, 2, 3))
    assert ids == [plain, first, first, first, second, third]
    own = uuid5(UUID(plain), "news")
    assert feed(path, "reannounce", ids="per-topic").entries[0].id == (uuid5(own, "revision 3").urn)


@pytest.mark.parametrize("order", ["published", "first_seen"])
def test_what_is_announced_anew_is_as_young_as_its_change(path: Path, order: str) -> None:
    edited(path)
    assert titles(path, updates="reannounce", order=order, max_age=3) == "a"
    assert titles(path, updates="bump", order=order, max_age=3) == ("")
    assert titles(path, updates="reannounce", order=order, items=1) == "a"


def test_history_shows_each_article_once_under_its_first_id(path: Path) -> None:
    edited(path)
    document = Document(number=1, name="2024-03", closed=False)
    for updates, updated in (("silent", NOON), ("bump", NOW + DAY), ("reannounce", NOW + DAY)):
        topic = msgspec.structs.replace(NEWS, updates=updates)
        it = assembler().document(topic, document, kept(path))
        assert [entry.id for entry in it.entries] == [k.article.id for k in kept(path)]
        assert it.entries[-1].date == NOON
        assert it.entries[-1].updated == updated


def test_a_closed_document_keeps_when_its_articles_were_announced(path: Path) -> None:
    history = msgspec.structs.replace(NEWS, history=True)

    def closed() -> list[Kept]:
        with Archive.open(path, write=False) as archive:
            return archive.document_articles(history, archive.documents(history)[0])

    build(path, article(), article("b", published=None), now=NOW)
    with (
        Archive.open(path, write=True) as archive,
        Build.begin(archive, sort=lambda _: SORTED, now=NOW + 60 * DAY),
    ):
        archive.close_documents(history, size=lambda _: 1)
    before = closed()
    assert before[0].announced == NOON
    build(path, article(text="Corrected."), now=NOW + 61 * DAY)
    outdate(path, announced=1)
    assert closed() == before


def test_formats_agree_on_a_silent_change(path: Path) -> None:
    edited(path)
    dates = {
        updates: WRITERS["json"].write(feed(path, updates)).count(b'"date_modified"')
        for updates in ("silent", "bump", "reannounce")
    }
    assert dates == {"silent": 0, "bump": 1, "reannounce": 0}


# --- dates

LATE = NOW + timedelta(hours=3)  # of a build; what is said to be published then is later than seen
DATES = {  # what it says at first, what it says then, the date it shows then
    "no date, and then one": (None, NOON, NOON),
    "no date, and then one after it was seen": (None, LATE, NOW),
    "a date, and then none": (NOON, None, NOON),
    "a day back, as an older version has it": (NOON, NOON - DAY, NOON),
    "a day ahead": (NOON, NOON + DAY, NOON + DAY),
    "dated anew with an edit": (NOON, LATE, NOON),
    "dated ahead with an edit": (NOON, NOW + 500 * DAY, NOON),
    "ahead a little, and further": (LATE, LATE + DAY, LATE),
}


@pytest.mark.survives("D07", "I02")
@pytest.mark.parametrize(("first", "then", "shown"), DATES.values(), ids=list(DATES))
def test_corrected_dates(
    path: Path, first: datetime | None, then: datetime | None, shown: datetime
) -> None:
    build(path, article(published=first and When(first)), now=NOW)
    id_ = only(path).article.id
    said = article(published=then and When(then), text="Rewritten, and dated anew.")
    build(path, said, now=LATE)
    assert (only(path).date, only(path).article.id) == (shown, id_)
    build(path, said, now=LATE + DAY)
    assert only(path).date == shown


@pytest.mark.parametrize("first", [NOON, LATE])
def test_a_date_put_right_by_an_edit_goes_back(path: Path, first: datetime) -> None:
    build(path, article(published=When(first)))
    said = article(published=When(NOON - DAY), updated=When(LATE + DAY), text="Rewritten.")
    build(path, said, now=LATE + DAY)
    assert (only(path).date, only(path).changed) == (NOON - DAY, LATE + DAY)


def test_a_publication_that_is_lost_moves_nothing(path: Path) -> None:
    build(path, article(), article("b", published=When(NOON + DAY)))
    build(path, article(published=None, updated=When(NOON + 2 * DAY), text="New."), now=NOW + DAY)
    assert titles(path) == "b a"
    assert kept(path)[1].date == NOON
    assert kept(path)[1].changed == NOON + 2 * DAY


def test_a_corrected_date_is_never_behind_updated_in_silence(path: Path) -> None:
    build(path, article())
    build(path, article(published=When(NOON + DAY), text="New."), now=LATE)
    (entry,) = feed(path, "silent").entries
    assert (entry.date, entry.updated) == (NOON + DAY, NOON + DAY)


@pytest.mark.survives("D07")
def test_first_seen_stays_through_edits(path: Path) -> None:
    build(path, article(published=None))
    for days, text in enumerate(("Some text.", "Edited.", "", "Edited again."), 1):
        build(path, article(published=None, text=text), now=NOW + days * DAY)
        assert only(path).date == NOW


@pytest.mark.survives("I03")
@pytest.mark.parametrize("updates", ["silent", "bump", "reannounce"])
def test_a_body_that_is_lost_is_no_news(path: Path, updates: str) -> None:
    build(path, article())
    before = feed(path, updates).entries[0]
    build(path, article(text="", html=""), now=NOW + DAY)
    after = feed(path, updates).entries[0]
    assert (after.id, after.html, after.updated) == (before.id, before.html, before.updated)


# --- held back


@pytest.mark.survives("D09")
@pytest.mark.parametrize("order", ["published", "first_seen"])
def test_what_was_held_back_is_released_with_its_own_date(path: Path, order: str) -> None:
    ahead = NOW + 20 * DAY
    build(path, article("a", published=When(ahead)), article("b"), article("c", published=None))
    assert titles(path, order=order) == "c b"
    newer = article("d", published=When(NOW + 15 * DAY))
    build(path, newer, now=NOW + 15 * DAY)
    build(path, now=ahead - DAY)
    released = kept(path, order=order, items=1)[0]
    assert (released.article.url[-1], released.date, released.changed) == ("a", ahead, ahead)


def test_what_is_held_back_may_be_put_off(path: Path) -> None:
    ahead, later = NOW + 20 * DAY, NOW + 30 * DAY
    build(path, article("a", published=When(ahead)))
    build(path, article("a", published=When(later)), now=NOW + DAY)
    build(path, now=ahead)
    assert titles(path) == ""
    build(path, now=later)
    assert only(path).date == later


def test_what_is_held_back_is_told_apart_by_seconds(path: Path) -> None:
    ahead = NOW + 20 * DAY
    build(path, *(article(name, published=When(ahead)) for name in "abc"))
    build(path, now=ahead)
    assert len({k.changed for k in kept(path)}) == 3


# --- the clock


def state(path: Path) -> list[tuple[object, ...]]:
    """All that output is made of."""
    with Archive.open(path, write=False) as archive:
        rows = archive.db.execute(
            "SELECT id, date, announced, changed, revision, first_seen FROM articles ORDER BY id"
        ).fetchall()
        return [*rows, ("clock", archive.clock)]


@pytest.mark.survives("Y01")
@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(minutes=5), DAY])
def test_a_clock_that_is_set_back_a_little_stands_still(path: Path, back: timedelta) -> None:
    build(path, article("a", published=None))
    tick = build(path, article("b", published=None), now=NOW - back)
    assert tick.note == ""
    assert {k.date for k in kept(path)} == {NOW}
    build(path, article("a", published=None, text="New."), now=NOW - back)
    with Archive.open(path, write=False) as archive:
        assert archive.clock == NOW


WRONG = [moment("2014-04-10"), datetime(1969, 12, 31, 23, tzinfo=UTC), NOW - 3 * DAY]


@pytest.mark.survives("Y01")
@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_clock_behind_what_was_read_is_not_believed(path: Path, wrong: datetime) -> None:
    before = (
        article("a", published=When(NOW - DAY)),
        article("b", published=When(NOW - timedelta(hours=2))),
        article("c", published=When(NOW - timedelta(hours=1))),
    )
    build(path, *before, article("u", published=None))
    told = build(path, article("d", published=None), now=wrong)
    assert "time goes on from there" in told.note
    assert told.now == int(NOW.timestamp())
    assert sorted(titles(path).split()) == list("abcdu")
    assert build(path, now=NOW + DAY).note == ""


@pytest.mark.survives("Y01")
@pytest.mark.parametrize("years", [2, 10])
def test_a_clock_that_was_ahead_is_repaired(tmp_path: Path, years: int) -> None:
    """As if the accident had not been: what it dated has the time of the build that repairs."""
    accident, right = tmp_path / "accident", tmp_path / "right"
    old = (
        article("a"),
        article("b", published=None),
        article("h", published=When(NOW + 300 * DAY)),
    )
    come = (
        article("a", text="Corrected."),
        article("c", published=None),
        article("d", published=When(NOW - DAY)),
        article("e", published=None),
    )
    for path in (accident, right):
        build(path, *old)
    told = build(accident, *come, now=NOW + years * 365 * DAY)
    assert "the last build was on 2024-04-10" in told.note
    repaired = build(accident, now=NOW + DAY)
    assert "it was ahead" in repaired.note
    build(right, *come, now=NOW + DAY)
    assert state(accident) == state(right)
    assert [k.article.id for k in kept(accident)] == [k.article.id for k in kept(right)]
    before = [entry.id for entry in feed(right, "reannounce").entries]
    assert [entry.id for entry in feed(accident, "reannounce").entries] == before
    assert build(accident, now=NOW + 2 * DAY).note == ""


@pytest.mark.survives("Y01")
def test_the_order_of_builds_under_a_wrong_clock_stays(path: Path) -> None:
    wrong = NOW + 3650 * DAY
    build(path, article("a"))
    for hours, name in enumerate("bcd"):
        build(path, article(name, published=None), now=wrong + timedelta(hours=hours))
    build(path, now=NOW + DAY)
    assert [(k.article.url[-1], k.date) for k in kept(path)] == [
        ("d", NOW + DAY),
        ("c", NOW + DAY - timedelta(hours=1)),
        ("b", NOW + DAY - timedelta(hours=2)),
        ("a", NOON),
    ]


@pytest.mark.survives("Y01")
def test_an_archive_that_began_under_a_wrong_clock_is_repaired(path: Path) -> None:
    build(path, article("a"), article("b", published=None), now=NOW + 3650 * DAY)
    assert "it was ahead" in build(path, now=NOW).note
    assert [(k.article.url[-1], k.date) for k in kept(path)] == [("b", NOW), ("a", NOON)]


def test_what_a_source_dates_ahead_is_held_back_again(path: Path) -> None:
    ahead = NOW + 30 * DAY
    build(path, article("a"), article("h", published=When(ahead)))
    build(path, now=NOW + 3650 * DAY)
    assert titles(path) == "h a"
    build(path, now=NOW + DAY)
    assert titles(path) == "a"
    build(path, now=ahead)
    released = kept(path)[0]
    assert (released.article.url[-1], released.date, released.changed) == ("h", ahead, ahead)


def test_force_believes_the_clock(path: Path) -> None:
    many = [
        article(name, published=When(NOW - timedelta(hours=n))) for n, name in enumerate("abcd")
    ]
    build(path, *many, article("u", published=None))
    assert "time goes on" in build(path, now=NOW - 30 * DAY).note
    forced = build(path, now=NOW - 30 * DAY, force=True)
    assert forced.now == int((NOW - 30 * DAY).timestamp())
    assert titles(path) == "u"


def test_a_year_without_a_build_is_no_news_for_the_operator(path: Path) -> None:
    build(path, article("a"))
    assert build(path, now=NOW + 400 * DAY).note == ""
    assert build(path, now=NOW + 801 * DAY).note


@pytest.mark.survives("Y01")
def test_a_leap_is_forgotten_when_time_goes_on(path: Path) -> None:
    """Whoever switched the machine on after two years was right, and a clock set back is wrong."""
    later = NOW + 801 * DAY
    build(path, article("a"))
    build(path, *(article(n, published=When(later - DAY)) for n in "bcd"), now=later)
    build(path, now=later + 31 * DAY)
    assert "time goes on" in build(path, now=NOW + 100 * DAY).note


def test_counts_do_not_depend_on_the_clock(path: Path) -> None:
    with Archive.open(path, write=True) as archive:
        with Build.begin(archive, sort=lambda _: SORTED, now=NOW) as run:
            run.add(article(), sequence=1)
            assert run.settle() == Outcome(1, 0, 0, 0)


def test_nothing_is_made_of_a_new_article_until_it_changes(path: Path) -> None:
    build(path, article(text=SENTENCE))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT substance FROM articles").fetchall() == [("-",)]
    between = article(text="Something else.", updated=When(NOON + DAY))
    again = article(text=f"{SENTENCE}\n\n3 comments", updated=When(NOON + 2 * DAY))
    build(path, between, again, now=NOW + DAY)
    assert (only(path).revision, only(path).changed) == (0, NOON)
    build(path, article(text="Something else.", updated=When(NOON + 3 * DAY)), now=NOW + 4 * DAY)
    assert only(path).revision == 1
