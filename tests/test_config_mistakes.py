"""Every mistake in a config: at its place, in words, all of them at once."""

import re
from pathlib import Path

import pytest

from feedgen_news.config import Choices, load
from feedgen_news.problems import ConfigError

CHOICES = Choices(("json", "text"), ("arab-news", "plain"), ("atom", "rss", "json"))

SITE = "site: {title: News, url: https://feeds.example.org/}\n"
HEAD = f"""\
{SITE}sources: [{{name: Wire, files: dumps/*}}]
"""
BODY = "topics: {all-news: all}\n"


def mistakes(folder: Path, text: str | bytes) -> list[str]:
    """The lines of the error without the config's path, less the last one (what to do).

    A file that is not there, or no text, cannot be corrected: then there is no such line.
    """
    path = folder / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as error:
        load(path, choices=CHOICES)
    lines = str(error.value).split("\n")
    if re.match(r".*?:\d+:\d+[: ]", lines[0].removeprefix(str(path))):
        assert lines.pop().startswith("correct the ")
    assert all(line.startswith(f"{path}:") for line in lines)
    return [line.removeprefix(f"{path}:") for line in lines]


BAD_YAML = [
    ("", "1:1: the file is empty; expected a block of keys"),
    ("# nothing\n", "1:1: the file is empty; expected a block of keys"),
    ("hello", "1:1: text where the file should be a block of keys (`key: value`)"),
    ("\n- a", "2:1: a list where the file should be a block of keys (`key: value`)"),
    (f"{HEAD}{BODY}---\na: 1", "4:1: a second document; one file holds one"),
    ("site:\n\ttitle: x", "2:1: a tab in the indentation; indent with spaces"),
    ('a: 1\nsite: "x\ny: 1\n', "2:7: the quotation mark here is never closed"),
    ("a: b: c", "1:5: a second ': ' in this line; put the text in quotes"),
    ("site: a\0b", "1:8: the control character U+0000; expected plain text"),
    ("a: 1\nb: \x1b[31m", "2:4: the control character U+001B; expected plain text"),
    ("a: é\nb: caf".encode() + b"\xe9", "2:7: the byte 0xE9 is not UTF-8; save the file as UTF-8"),
    ("a: *b", "1:4: *b names no anchor above it"),
    ("a: &a [*a]", "1:8: *a stands inside what it repeats"),
    ("a: &a\n  <<: *a", "2:7: *a stands inside what it repeats"),
    ("[" * 5_000 + "]" * 5_000, "1:66: nested deeper than 64 levels"),
    (
        "site:\n    a: 1\n  b: 2\n",
        (
            "3:3: no YAML from here on (did not find expected key); "
            "check indentation, quotes and brackets"
        ),
    ),
]


@pytest.mark.survives("G01", "G04")
@pytest.mark.parametrize(("text", "line"), BAD_YAML, ids=[line for _, line in BAD_YAML])
def test_what_is_no_yaml_of_ours(tmp_path: Path, text: str | bytes, line: str) -> None:
    assert mistakes(tmp_path, text) == [line]


MORE = [  # further lines of a config that is right without them, and what is told
    ("auto_topic: tags", 'auto_topic: unknown key; did you mean "auto_topics"?'),
    ("folder: /tmp", "folder: unknown key"),
    ("tags: {a: !!python/object/apply:os.system [x]}", "the tag"),
    ("tags: {a: !include /etc/passwd}", 'the tag "!include"; tags are not read, remove it'),
    ("tags: {a: !!binary aGk=}", "the tag"),
    ("tags: {a: !!str x}", "the tag"),
    ('tags: {a: "x\\0"}', "an escape for a control character; remove it"),
    ("tags: {[a]: x}", "a list as a key; a key is text"),
    ("tags: {<<: x}", "<< needs a block of keys, not text"),
    ("tags: x", 'tags: expected a block of keys, found "x"'),
    ("tags: {a: {title: [x]}}", "tags.a.title: expected text, found a list"),
    ("tags: {a: {words: ['']}}", "tags.a.words[0]: empty; write some text"),
    ("tags: {a: {words: '*'}}", 'tags.a.words: "*" holds no letter, digit or symbol to look for'),
    ("tags: {a: {words: immigr*}}", 'tags.a.words: "immigr*": words are found whole'),
    ("tags: {a: [World], b: [world]}", 'tags.b: "world" already means tags.a (line 4)'),
    ("sections: {a-b: , a_b: }", "sections.a_b: the same label as sections.a-b (line 4)"),
    ("sections: {Europe: x}", "sections.Europe: no slug: small letters"),
    ("defaults: {items: true}", 'defaults.items: expected a whole number from 1 to 1000, found "t'),
    ("defaults: {items: 1.5}", "defaults.items: expected a whole number from 1 to 1000"),
    ("defaults: {items: -1}", "defaults.items: expected a whole number from 1 to 1000"),
    ("defaults: {items: .nan}", "defaults.items: expected a whole number from 1 to 1000"),
    ("defaults: {items: 1" + "0" * 30 + "}", "defaults.items: expected a whole number from 1 to"),
    ("defaults: {items: 050}", 'defaults.items: "050" begins with a zero, as octal numbers do'),
    ("auto_topics: {from: tags, min_items: 00}", '"00" begins with a zero'),
    ("defaults: {items: 0}", "defaults.items: expected a whole number from 1 to 1000"),
    ("defaults: {items: 1001}", "defaults.items: expected a whole number from 1 to 1000"),
    ("defaults: {items: [5]}", "defaults.items: expected a whole number from 1 to 1000"),
    ("defaults: {max_bytes: 9999}", "defaults.max_bytes: expected a whole number from 10000 to 50"),
    ("defaults: {formats: [atm]}", 'defaults.formats: "atm" is not known; did you mean "atom"?'),
    ("defaults: {formats: []}", "defaults.formats: an empty list; give at least one value"),
    (
        "defaults: {content: all}",
        "defaults.content: expected 'full', 'summary' or 'none', found \"all\"",
    ),
    (
        "defaults: {max_age: 30}",
        "defaults.max_age: expected a span such as 30 days, 6 weeks or 2 y",
    ),
    ("defaults: {max_age: 0 days}", "defaults.max_age: expected a span such as 30 days"),
    ("defaults: {max_age: 101 years}", "defaults.max_age: expected a span such as 30 days"),
    ("defaults: {order: newest}", "defaults.order: expected 'published' or 'first_seen', found"),
    ("defaults: {history: monthly}", 'defaults.history: expected true or false, found "monthly"'),
    ("templates: nowhere", 'templates: "'),
    ("compress: gzip", 'compress: expected true or false, found "gzip"'),
    (
        "auto_topics: {from: tags, min_items: 3, group: [x]}",
        "auto_topics.group: expected text, found a list",
    ),
    ("auto_topics: {from: tag}", "auto_topics.from: expected 'sections' or 'tags', found \"tag\""),
    ("auto_topics: {from: tags, min_items: 0}", "auto_topics.min_items: expected a whole number"),
    ("auto_topics: {origin: tags}", "auto_topics.from: missing; sections or tags"),
]


@pytest.mark.survives("G02", "G06", "G07", "G15")
@pytest.mark.parametrize(("more", "told"), MORE, ids=[told for _, told in MORE])
def test_mistakes_beside_a_good_config(tmp_path: Path, more: str, told: str) -> None:
    lines = mistakes(tmp_path, f"{HEAD}{BODY}{more}\n")
    assert any(line.startswith("4:") and told in line.split(" ", 1)[1] for line in lines), lines


TOPICS = [
    ("{europe: {title: Europe, tag: [eu]}}", 'europe.tag: unknown key; did you mean "tags"?'),
    ("{a: }", "a: empty; say which articles it takes: words, all, or a block such as"),
    ("{a: {title: A}}", "a.match: missing; which articles it takes"),
    ("{a: {match: most}}", "a.match: expected 'all' or 'rest', found \"most\""),
    ("{a: {match: all, tags: x}}", "a.tags: stands beside `match`; move it into the match"),
    ("{a: {match: {any: [{}]}}}", "a.match.any[0]: a clause without a condition"),
    ("{a: {match: {}}}", "a.match: no clause; give it any, all or none"),
    ("{a: {tags: []}}", "a.tags: an empty list; give at least one value"),
    ("{a: {words: ['a', '  ']}}", "a.words[1]: empty; write some text"),
    ("{a: {regex: '('}}", "a.regex: no regular expression (RE2): missing ): ("),
    ("{a: {regex: '(?=x)'}}", "a.regex: no regular expression (RE2)"),
    ("{a: {regex: 'x*'}}", 'a.regex: "x*" matches the empty text, and so every article'),
    (f"{{a: {{regex: '{'a' * 1001}'}}}}", "a.regex: a pattern of 1001 characters; at most 1000"),
    ("{a: {paths: sport/*}}", 'a.paths: "sport/*": the path of a URL begins with /'),
    ("{a: {languages: english}}", 'a.languages: "english" is no language tag'),
    ("{a: {sources: Wier}}", 'a.sources: no source is named "Wier"; did you mean "Wire"?'),
    ("{a: {words: x, formats: [pdf]}}", 'a.formats: "pdf" is not known; known: atom, json'),
    ("{index: x}", "index: taken by our own files or by servers"),
    ("{index.html: x}", "index.html: taken by our own files or by servers"),
    ("{feed: x}", "feed: taken by our own files or by servers"),
    ("{feeds.opml: x}", "feeds.opml: taken by our own files or by servers"),
    ("{articles: x}", "articles: taken by our own files or by servers"),
    ("{robots.txt: x}", "robots.txt: taken by our own files or by servers"),
    ("{con: x}", "con: taken by our own files or by servers"),
    ("{aux.news: x}", "aux.news: taken by our own files or by servers"),
    ("{com1: x}", "com1: taken by our own files or by servers"),
    ("{.git: x}", ".git: no slug"),
    ("{.htaccess: x}", ".htaccess: no slug"),
    ("{../x: x}", "../x: no slug"),
    ("{/etc/x: x}", "/etc/x: no slug"),
    ("{'C:\\x': x}", "C:\\x: no slug"),
    ("{~: x}", "~: no slug"),
    ("{a..b: x}", "a..b: no slug"),
    ("{a.: x}", "a.: no slug"),
    ("{-a: x}", "-a: no slug"),
    ("{'a b': x}", "a b: no slug"),
    ("{'%2e%2e': x}", "%2e%2e: no slug"),
    ("{'': x}", ": no slug"),
    ("{日本: x}", "日本: no slug: small letters a-z, digits, '-', '_' and '.' only"),
    ("{Россия: x}", "for example rossiia, with the name people read in `title`"),
    (f"{{{'a' * 81}: x}}", "a slug of 81 characters; at most 80"),
    ("{world: x, World: y}", 'World: the same name as "world" in line 3 to file systems'),
    ("{café: x, cafe\u0301: y}", 'cafe\u0301: the same name as "café" in line 3'),
    ("{a: x, a: y}", '"a" is given twice, first in line 3'),
    ("[]", "topics: expected a block of keys, found a list"),
    ("{}", "topics: empty; name at least one topic, or use auto_topics"),
]


@pytest.mark.survives("G03", "G07", "G08", "G09", "G14", "G15", "F01", "F02", "F03", "F04", "F05")
@pytest.mark.survives("F06", "F07", "F08")
@pytest.mark.parametrize(("topics", "told"), TOPICS, ids=[told for _, told in TOPICS])
def test_topics(tmp_path: Path, topics: str, told: str) -> None:
    lines = mistakes(tmp_path, f"{HEAD}topics: {topics}\n")
    assert any(line.startswith("3:") and told in line for line in lines), lines


SITES = [
    ("javascript:alert(1)", "is no address; expected https://host/ in ASCII"),
    ("ftp://x.example/", "is no address"),
    ("feeds.example.org", "is no address"),
    ("https://", "is no address"),
    ("https:///x", "is no address"),
    ("https://[::1/", "is no address"),
    ("https://x.example:99999/", "is no address"),
    ("https://x_.-/", "is no address"),
    ("https://x.example/a b", "is no address"),
    ("https://bücher.example/", "is no address"),
    ("https://me:secret@x.example/", "an address with a user name or password"),
    ("https://x.example/?a=1", "an address of a folder; remove what stands after the ? or #"),
    ("https://x.example/#a", "an address of a folder"),
    ("https://x.example/../a", "remove the . and .. from the path"),
]


@pytest.mark.survives("G12", "R07")
@pytest.mark.parametrize(("url", "told"), SITES)
def test_site_url(tmp_path: Path, url: str, told: str) -> None:
    (line,) = mistakes(tmp_path, HEAD.replace("https://feeds.example.org/", f"'{url}'") + BODY)
    assert line.startswith("1:26 site.url: ")
    assert told in line
    assert "secret" not in line


@pytest.mark.survives("G12")
@pytest.mark.parametrize("url", [r"https://x.example/\n", r" https://x.example/", r"\thttp://x/"])
def test_white_space_about_an_address(tmp_path: Path, url: str) -> None:
    (line,) = mistakes(tmp_path, HEAD.replace("https://feeds.example.org/", f'"{url}"') + BODY)
    assert line == "1:26 site.url: white space before or after the address; remove it"


@pytest.mark.parametrize("url", ["http://localhost:8000/", "https://localhost/", "http://[::1]/"])
def test_previews_have_an_address_too(tmp_path: Path, url: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(HEAD.replace("https://feeds.example.org/", f"'{url}'") + BODY, "utf-8")
    assert load(path, choices=CHOICES).site.url == url


TITLES = [  # what is wrong, or None
    (r"a\u202Eb", "U+202C"),
    (r"a\u2067b", "U+2069"),
    (r"a\u2069b", "U+2069"),
    (r"\u2067\u202Ab\u2069\u202C", "U+2069"),
    (r"\u2067\u202Ab\u202C\u2069", None),
    (r"\u200Fשלום", None),
]


@pytest.mark.parametrize(("title", "told"), TITLES)
def test_controls_of_direction_come_in_pairs(tmp_path: Path, title: str, told: str | None) -> None:
    text = HEAD.replace("title: News", f'title: "{title}"') + BODY
    if told:
        (line,) = mistakes(tmp_path, text)
        assert line.startswith("1:15 site.title: a control of the direction of text without its")
        assert told in line
    else:
        (tmp_path / "config.yaml").write_text(text, "utf-8")
        assert load(tmp_path / "config.yaml", choices=CHOICES).site.title


SOURCES = [
    ("timezone: Mars/Olympus", '"Mars/Olympus" is no time zone; expected an IANA name'),
    ("timezone: ../../etc/passwd", "is no time zone"),
    ("timezone: /etc/passwd", "is no time zone"),
    ("timezone: Europe", "is no time zone"),
    ("timezone: localtime", "is no time zone"),
    ("timezone: Asia/Riyad", 'did you mean "Asia/Riyadh"?'),
    ("layout: arab-new", '"arab-new" is not known; did you mean "arab-news"?; or put a file'),
    ("format: jsn", '"jsn" is not known; did you mean "json"?'),
    ("encoding: zlib_codec", "is no encoding of text"),
    ("encoding: ../x", "is no encoding of text"),
    ("encoding: klingon", "is no encoding of text"),
    ("day_first: yes", 'expected true or false, found "yes"'),
    ("fields: {titel: x}", 'no field of an article; did you mean "title"?'),
    ("fields: {origin: x}", "no field of an article"),
    ("base_url: /x", "is no address"),
    ("language: '?'", "is no language tag"),
    ("file: x", 'sources[0].file: unknown key; did you mean "files"?'),
]


@pytest.mark.survives("G13")
@pytest.mark.parametrize(("setting", "told"), SOURCES)
def test_sources(tmp_path: Path, setting: str, told: str) -> None:
    (line,) = mistakes(tmp_path, HEAD.replace("files:", f"{setting}, files:") + BODY)
    assert line.startswith("2:")
    assert told in line


FORMER = [
    ("{a: {match: all, formerly: [b]}, b: rest}", '"b" is a topic of today; remove it here or'),
    ("{a: {match: all, formerly: c}, b: {match: rest, formerly: c}}", '"c" leads to topics.a'),
    ("{a: {match: all, formerly: [articles]}}", '"articles" is taken by our own files or by s'),
    ("{a: {match: all, formerly: [A B]}}", '"A B" is no slug: small letters'),
    ("{a: {match: all, title: News}, b: {match: rest, title: news}}", '"news" is the title of to'),
]


@pytest.mark.parametrize(("topics", "told"), FORMER, ids=[told for _, told in FORMER])
def test_addresses_and_titles_are_one_topics_each(tmp_path: Path, topics: str, told: str) -> None:
    (line,) = mistakes(tmp_path, f"{HEAD}topics: {topics}\n")
    assert line.startswith("3:")
    assert told in line


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://feeds.example.org/news/", ["works only where `url` is the root of its host; "]),
        ("https://feeds.example.org", []),
    ],
)
def test_a_feed_menu_lies_at_the_root_of_a_host(tmp_path: Path, url: str, told: list[str]) -> None:
    text = f"site: {{title: News, url: '{url}', feed_menu: true}}\n{HEAD}{BODY}junk: x\n"
    lines = mistakes(tmp_path, text.replace(SITE, ""))
    assert [line for line in lines if "feed_menu" in line] == [
        f"1:{text.index('true') + 1} site.feed_menu: {message}remove it" for message in told
    ]


def test_two_sources_of_one_name(tmp_path: Path) -> None:
    second = "sources:\n- {name: Wire, files: a}\n- {name: wire, files: b}\n"
    assert mistakes(tmp_path, SITE + second + BODY) == [
        '4:10 sources[1].name: "wire" names a source already in line 3'
    ]


def test_missing_and_empty(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "site: {title: , language: en}\nsources: []\ntopics: {a: b}\n") == [
        (
            "1:7 site.url: missing; public address of the output folder: http(s), no query, "
            "ends in '/'"
        ),
        "1:8 site.title: empty; the name of the collection of feeds",
        "2:10 sources: an empty list; give at least one value, or remove the key",
    ]


def test_nothing_of_the_file_reaches_the_terminal_raw(tmp_path: Path) -> None:
    (*_, line) = mistakes(tmp_path, f'{HEAD}{BODY}"a\\e[31m\u202eb\\n": "https://u:pw@h"\n')
    assert line.startswith(r"4:1 a\x1b[31m\u202eb\n: unknown key")


def test_a_hundred_mistakes_are_a_hundred_lines(tmp_path: Path) -> None:
    topics = "".join(f"  t{n}: {{title: T{n}, tag: x{n}}}\n" for n in range(50))
    lines = mistakes(tmp_path, f"{HEAD}topics:\n{topics}")
    assert len(lines) == 100
    assert lines[-1] == '53:21 topics.t49.tag: unknown key; did you mean "tags"?'
    positions = [tuple(map(int, line.split(" ")[0].split(":"))) for line in lines]
    assert positions == sorted(positions)
