"""The way through a feed's history: whole, and broken in each place where it can be."""

import json
import re
from pathlib import Path

import pytest

from feedgen_news.checks import check
from tests.published import BASE, publish, site

MONTHS = ("2024-01", "2024-02", "2024-02-2")  # from the oldest on
_FH = 'xmlns:fh="http://purl.org/syndication/history/1.0"'


def uuid(number: int) -> str:
    return f"urn:uuid:00000000-0000-5000-9000-{number:012d}"


def ways(month: str, suffix: str, element: str) -> str:
    at = MONTHS.index(month)
    leads = {
        "current": "feed",
        "prev-archive": MONTHS[at - 1] if at else None,
        "next-archive": MONTHS[at + 1] if at + 1 < len(MONTHS) else "2024-03",
    }
    return "\n".join(
        f'<{element} rel="{rel}" href="{BASE}europe/{name}.{suffix}"/>'
        for rel, name in leads.items()
        if name
    )


def atom(month: str) -> str:
    number = MONTHS.index(month)
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" {_FH} xml:lang="en">
<id>{uuid(900 + number)}</id>
<title type="text">Europe – Example News</title>
<updated>2024-02-01T08:00:00Z</updated>
<author><name>Example News</name></author>
<link rel="self" href="{BASE}europe/{month}.atom"/>
<link rel="alternate" href="{BASE}europe/"/>
{ways(month, "atom", "link")}
<fh:archive/>
<entry><id>{uuid(number)}</id><title type="text">Old {number}</title>
<updated>2024-02-01T08:00:00Z</updated>
<link rel="alternate" href="https://news.example.org/old/{number}"/>
<content type="html">&lt;p&gt;Old.&lt;/p&gt;</content></entry>
</feed>
"""


def rss(month: str) -> str:
    number = MONTHS.index(month)
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:atom="http://www.w3.org/2005/Atom" {_FH} version="2.0">
<channel>
<title>Europe – Example News</title>
<link>{BASE}europe/</link>
<description>Europe</description>
<language>en</language>
<atom:link rel="self" href="{BASE}europe/{month}.rss"/>
{ways(month, "rss", "atom:link")}
<fh:archive/>
<item><title>Old {number}</title>
<link>https://news.example.org/old/{number}</link>
<description>&lt;p&gt;Old.&lt;/p&gt;</description>
<guid isPermaLink="false">{uuid(number)}</guid>
<pubDate>Thu, 01 Feb 2024 08:00:00 +0000</pubDate></item>
</channel>
</rss>
"""


def json_feed(month: str) -> str:
    number = MONTHS.index(month)
    past = {"next_url": f"{BASE}europe/{MONTHS[number - 1]}.json"} if number else {}
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Europe – Example News",
            "home_page_url": f"{BASE}europe/",
            "feed_url": f"{BASE}europe/{month}.json",
            **past,
            "language": "en",
            "items": [
                {
                    "id": uuid(number),
                    "url": f"https://news.example.org/old/{number}",
                    "title": f"Old {number}",
                    "content_html": "<p>Old.</p>",
                    "date_published": "2024-02-01T08:00:00Z",
                }
            ],
        },
        indent=2,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    publish(site(), tmp_path)
    for month in MONTHS:
        for suffix, made in (("atom", atom), ("rss", rss), ("json", json_feed)):
            (tmp_path / f"europe/{month}.{suffix}").write_text(made(month), "utf-8")
    newest = f"{BASE}europe/{MONTHS[-1]}"
    edit(tmp_path, "europe/feed.atom", "<generator>",
         f'<link rel="prev-archive" href="{newest}.atom"/><generator>')  # fmt: skip
    edit(tmp_path, "europe/feed.rss", "<generator>",
         f'<atom:link rel="prev-archive" href="{newest}.rss"/><generator>')  # fmt: skip
    edit(tmp_path, "europe/feed.json", '"language"', f'"next_url": "{newest}.json", "language"')
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> None:
    before = (folder / name).read_text("utf-8")
    after = re.sub(old, new, before, count=1)
    assert after != before, f"nothing to edit in {name}: {old}"
    (folder / name).write_text(after, "utf-8")


FIRST, LAST = "europe/2024-01", "europe/2024-02-2"

# code, file that is edited, regular expression, what it becomes, file that is told of
CASES = [
    ("history-dead-link", "europe/2024-02.atom", "2024-01.atom", "2023-12.atom", None),
    ("history-dead-link", "europe/feed.json", "2024-02-2.json", "2024-02-3.json", None),
    ("history-loop", f"{FIRST}.json", '"language"', f'"next_url": "{BASE}{LAST}.json", "language"',
     None),
    ("history-loop", f"{FIRST}.json", '"language"',
     f'"next_url": "{BASE}europe/feed.json", "language"', None),
    ("history-order", "europe/feed.rss", "2024-02-2.rss", "2024-02.rss", "europe/2024-01.rss"),
    ("history-not-back", "europe/2024-02.atom", "2024-02-2.atom", "2024-01.atom", None),
    ("history-not-back", "europe/2024-02.rss", '<atom:link rel="next-archive".*', "", None),
    ("history-current", f"{FIRST}.atom", "europe/feed.atom", "quiet/feed.atom", None),
    ("history-current", f"{FIRST}.rss", '<atom:link rel="current".*', "", None),
    ("history-unreached", "europe/2024-02.json", "2024-01.json", "2024-01.atom",
     "europe/2024-01.json"),
    ("history-not-closed", f"{LAST}.rss", "<fh:archive/>", "", None),
    ("history-closed-feed", "europe/feed.rss", "<language>",
     f"<fh:archive {_FH}/><language>", None),
    ("history-repeated-id", f"{FIRST}.atom", uuid(0), uuid(1), None),
]  # fmt: skip

FOLLOWS = {
    "history-dead-link": {"history-unreached"},
    "history-order": {"history-unreached", "history-not-back"},
    "history-unreached": {"history-dead-link"},
    "history-not-closed": {"unused-namespace"},
    "history-repeated-id": {"ids-differ"},
}


def test_a_whole_history_has_no_fault(folder):
    assert list(check(folder)) == []


def test_the_document_that_is_still_open_is_reached_from_the_newest_closed_one(folder):
    opened = atom(MONTHS[-1]).replace(MONTHS[-1], "2024-03").replace("<fh:archive/>", "")
    opened = opened.replace("2024-02.atom", "2024-02-2.atom").replace(uuid(902), uuid(903))
    opened = opened.replace(f"{_FH} ", "").replace(uuid(2), uuid(3))
    opened = re.sub('<link rel="next-archive".*', "", opened)
    (folder / "europe/2024-03.atom").write_text(opened, "utf-8")
    assert list(check(folder)) == []


def test_a_document_that_nothing_leads_to_is_told(folder):
    (folder / "europe/2023-05.atom").write_text(
        re.sub(r'<link rel="(prev|next)-archive".*', "", atom("2024-01"))
        .replace("2024-01.atom", "2023-05.atom")
        .replace(uuid(900), uuid(800))
        .replace(uuid(0), uuid(700)),
        "utf-8",
    )
    assert {(f.code, f.path) for f in check(folder)} == {
        ("history-unreached", "europe/2023-05.atom")
    }


@pytest.mark.parametrize(
    ("code", "file", "old", "new", "told"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)]
)
def test_each_fault_has_its_code(folder, code, file, old, new, told):
    edit(folder, file, old, new)
    if code == "history-order":  # the way then begins at 2024-02 and goes up before it goes down
        edit(folder, "europe/2024-01.rss", "<fh:archive/>",
             f'<atom:link rel="prev-archive" href="{BASE}{LAST}.rss"/><fh:archive/>')  # fmt: skip
        edit(folder, f"{LAST}.rss", '<atom:link rel="prev-archive".*', "")
    found = list(check(folder))
    codes = {finding.code for finding in found}
    assert code in codes
    assert codes <= {code} | FOLLOWS.get(code, set())
    assert (told or file) in {finding.path for finding in found if finding.code == code}


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [
        (FIRST, 1_000_001, set()),
        (LAST, 1_000_001, set()),
        (FIRST, 5_000_001, {"too-large"}),
        ("europe/feed", 1_000_001, {"large"}),
    ],
)
def test_a_document_is_fetched_once_and_may_be_larger_than_a_feed(
    folder: Path, name: str, size: int, told: set[str]
) -> None:
    edit(folder, f"{name}.atom", "</feed>", f"<!--{'x' * size}--></feed>")
    found = {it.code for it in check(folder) if it.path == f"{name}.atom"}
    assert found & {"large", "too-large"} == told
