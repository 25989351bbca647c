"""Fields that no known key fills: what is guessed, what never is, and that it is told."""

import json

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.loaders.fields import Usage, guess, usage
from feedgen_news.problems import Problem, Report

NOUNS = "harbour ferry mayor bridge school market river tower museum station".split()


def story(n):
    noun = NOUNS[n % 10]
    return f"The {noun} was opened on day {n}, and it rained. Nobody had seen it coming. " * 5


def headline(n):
    return f"The {NOUNS[n % 10]} opens for the {n}th time in years"


def objects(count=12, **keys):
    """Objects whose keys hold what a function makes of their number."""
    return [{key: make(n) for key, make in keys.items()} for n in range(count)]


def link(n):
    return f"https://n.example/story-{n}"


def day(n):
    return f"2024-03-{n + 1:02}"


NAMES = {
    "title": "hed_text art_title artTitle headline_txt main-headline storyTitel".split(),
    "text": "main_story_copy articleBodyText the_text bodyContent inhalt_text full_story".split(),
    "url": "storyUri artikel-link pageHref url_of_it".split(),
    "published": "veroeffentlicht_wann pub_day dateOfPublication artikel_datum fecha_hora".split(),
}


@pytest.mark.parametrize(("field", "name"), [(f, n) for f, names in NAMES.items() for n in names])
def test_names_that_say_it_in_other_words(field, name):
    makers = {"title": headline, "text": story, "url": link, "published": day}
    known = {key: make for key, make in makers.items() if key != field}
    assert guess(objects(2, **known, **{name: makers[field]})) == {field: name}


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ("title", "titel", "A"),
        ("title", "заголовок", "A"),
        ("title", "标题", "A"),
        ("title", "Titre", "A"),
        ("published", "fecha", "2024-03-29"),
        ("published", "veroeffentlicht_am", "2024-03-29"),
        ("authors", "Auteur", ["A"]),
        ("sections", "カテゴリ", ["A"]),
        ("tags", "etiquetas", ["A"]),
        ("text", "المحتوى", "A"),
    ],
)
def test_words_of_the_world_are_known_and_not_guessed(tmp_path, field, name, value):
    (record,), told = read(tmp_path, [{"url": link(1), "headline": "H"} | {name: value}])
    if field != "title":
        assert getattr(record, field) == value
    assert told == []


def test_values_alone_say_it_too():
    said = objects(a1=link, a2=lambda n: f"id-{n}", a3=headline, a4=story, a5=day)
    assert guess(said) == {"url": "a1", "published": "a5", "text": "a4", "title": "a3"}


def test_sections_and_tags_by_their_values():
    said = objects(
        title=headline,
        url=link,
        a1=lambda n: ["World", "Sport"][n % 2],
        a2=lambda n: ["Oslo", "Rome"],
    )
    assert guess(said) == {"tags": "a2", "sections": "a1"}


def test_authors_by_their_values_and_sections_by_name():
    people = ["Ann Roe", "Bo Lee & Cy Kim", "Dee Fox"]
    said = objects(7, title=headline, url=link, a1=lambda n: people[n % 3], dept=lambda n: "Local")
    assert guess(said) == {"sections": "dept", "authors": "a1"}


def test_what_was_not_used_is_named(tmp_path):
    _, [(code, said)] = read(tmp_path, [{f"k{n}": n for n in range(9)}])
    assert code == "not-an-article"
    assert said.endswith("any key we know, but k0, k1, k2, k3, k4, k5, k6, k7, …")


def test_nested_objects_are_looked_into():
    said = [
        {"meta": {"ref": link(n)}, "payload": {"art": {"hed": headline(n), "story": story(n)}}}
        for n in range(4)
    ]
    assert guess(said) == {
        "title": "payload.art.hed",
        "text": "payload.art.story",
        "url": "meta.ref",
    }


DAYS_OF_SCRAPING = """crawl_date scraped fetchedAt download_day index_time inserted_at created_at
timestamp date_collected retrieved import_day last_seen gecrawlt_am""".split()


@pytest.mark.parametrize("name", DAYS_OF_SCRAPING)
def test_a_day_of_scraping_is_never_guessed(name):
    assert guess(objects(title=headline, url=link, text=story, **{name: day})) == {}


def test_of_two_days_the_earlier_is_that_of_publication():
    said = objects(title=headline, url=link, x1=lambda n: f"2024-04-{n + 1:02}", x2=day)
    assert guess(said) == {"published": "x2"}
    said = objects(
        title=headline,
        url=link,
        x1=lambda n: f"Sun, {n + 10} Mar 2024 10:00:00 GMT",
        x2=lambda n: f"Sun, {n + 10} Mar 2024 09:00:00 GMT",
    )
    assert guess(said) == {"published": "x2"}


def test_numbers_are_times_only_under_a_name_that_says_so():
    count = {"title": headline, "url": link}
    assert guess(objects(**count, ts=lambda n: 1_711_700_000 + n)) == {"published": "ts"}
    assert guess(objects(**count, ref=lambda n: 1_711_700_000 + n)) == {}


@pytest.mark.parametrize(
    "name", ["image_url_big", "author_link", "logo", "commentsUrl", "amp_url", "thumb"]
)
def test_addresses_of_other_things_are_no_article(name):
    assert "url" not in guess(objects(title=headline, text=story, **{name: link}))


@pytest.mark.parametrize("name", ["license", "comment_text", "cookie_notice", "author_bio_x"])
def test_prose_about_other_things_is_no_text(name):
    assert "text" not in guess(objects(title=headline, url=link, **{name: story}))


def test_the_same_prose_in_every_object_is_no_text():
    assert guess(objects(title=headline, url=link, a1=lambda n: story(1))) == {}


def test_what_a_source_maps_is_not_guessed():
    said = objects(a1=link, a3=headline, a4=story, a5=day)
    assert guess(said, mapped={"title", "published"}) == {"url": "a1", "text": "a4"}
    assert "text" not in guess(said, mapped={"html"})


def test_a_key_we_know_is_never_overruled_though_it_is_empty():
    said = objects(
        title=headline, url=link, date=lambda n: None, a5=day, text=lambda n: "", a4=story
    )
    assert guess(said) == {}


def test_answers_that_hold_no_articles_stay_none(tmp_path):
    said = [{"status": "error", "message": story(1), "code": 429}] * 5
    records, problems = read(tmp_path, said)
    assert records == []
    assert [code for code, _ in problems] == ["not-an-article"] * 5


def test_one_object_is_told_by_its_names_alone():
    assert guess([{"hed_text": headline(1), "body_copy": story(1)}]) == {
        "title": "hed_text",
        "text": "body_copy",
    }
    assert guess([{"a1": link(1), "a3": headline(1), "a4": story(1)}]) == {}


def test_a_guess_depends_on_the_first_fifty_objects_alone():
    early = objects(50, a1=link, a3=headline, a4=story)
    assert guess(early) == guess(early + objects(500, a1=headline, a3=story, a4=link))


def read(tmp_path, said, **settings):
    file = tmp_path / "dump.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in said), "utf-8")
    problems: list[Problem] = []
    source = Source(name="s", files=("*",), **settings)
    found = list(load(Dump(file.name, file), source=source, report=Report(problems.append)))
    return found, [(one.code, one.detail) for one in problems]


def test_a_guess_is_used_and_told_once(tmp_path):
    said = objects(
        120, art_hed=headline, payload=lambda n: {"prose": story(n)}, ts=lambda n: 1_711_700_000 + n
    )
    records, told = read(tmp_path, said)
    assert [one.title for one in records] == [headline(n) for n in range(120)]
    assert [one.text for one in records] == [story(n).strip() for n in range(120)]
    assert records[119].published == "1711700119"
    assert told == [("fields-guessed", "title ← art_hed, text ← payload.prose, published ← ts")]


def test_fields_settle_it(tmp_path):
    said = objects(120, art_hed=headline, prose=story, other=headline)
    fields = {"title": ("other",), "text": ("prose",)}
    records, told = read(tmp_path, said, fields=fields)
    assert (len(records), told) == (120, [])


def test_every_record_and_refusal_keeps_what_the_dump_said(tmp_path):
    file = tmp_path / "dump.jsonl"
    file.write_text(
        '{"title": "A", "text": "x"}\n{"x": 1}\n12\n{"title": "B\n{"k": "' + "x" * 70_000 + '"}\n'
    )
    problems: list[Problem] = []
    source = Source(name="s", files=("*",))
    (record,) = load(Dump(file.name, file), source=source, report=Report(problems.append))
    assert record.raw == {"title": "A", "text": "x"}
    kept = {one.origin.line: one.raw for one in problems}
    assert (kept[2], kept[3], kept[4]) == ({"x": 1}, 12, b'{"title": "B')
    assert kept[5] == '{"k":"' + "x" * ((1 << 16) - 6)


def test_usage_tells_paths_and_counts():
    said = [
        {"title": "A", "date": day(1), "art_story": story(n), "content": "", "link": link(n)}
        for n in range(3)
    ] + [{"headline": "B", "pubDate": day(2), "art_story": f"<p>{story(9)}</p>", "link": link(9)}]
    assert usage(said) == [
        Usage("url", "link", 4),
        Usage("title", "title", 3),
        Usage("title", "headline", 1),
        Usage("published", "date", 3),
        Usage("published", "pubDate", 1),
    ]
    for one in said:
        one.pop("content", None)
    assert usage(said)[3:5] == [
        Usage("html", "art_story", 1, True),
        Usage("text", "art_story", 3, True),
    ]
    assert usage(said[:1], mapped={"title": ("link",)})[1] == Usage("title", "link", 1)
