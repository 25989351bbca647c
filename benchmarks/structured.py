"""Whether structured dumps come out as their tools meant them.

    python benchmarks/structured.py FOLDER

FOLDER holds a folder for each tool (`news-please`, `newspaper4k`, `fundus`, `trafilatura`,
`scrapy`, `rss-link-database`, `jsonld`) with what it wrote as JSON, JSON Lines or CSV. What
each field should be is taken from the file itself, by the tool's own documented names and
by code that shares nothing with the loaders; what is compared is the finished article.
Not counted as differences: what we leave out of a name (`By`, addresses of mail), that long
labels are cut at 100 characters, and a title made of the text where the dump has none.
"""

import csv
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from dateutil import parser

from feedgen_news.config.schema import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.model import Article, Record
from feedgen_news.normalise import Normaliser
from feedgen_news.problems import REFUSED, Problem, Report

Raw = dict[str, Any]
SOURCE = Source(name="benchmark", files=("*",))
NOW = datetime(2100, 1, 1, tzinfo=UTC)
FIELDS = ("url", "title", "authors", "published", "sections", "tags")
SHOWN = 3  # differences of a field
BY = re.compile(r"(?i:by |von )|\Awww\..*")
CUT = 60  # characters of a name that are compared: longer ones are cut at 100, at a word
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f]")


class Tool(NamedTuple):
    """Where a tool's output lies, how its objects are found, and which key is which."""

    files: str
    objects: Callable[[Path], list[Raw]]
    keys: Callable[[Raw], tuple[Any, ...]]  # in the order of FIELDS


def array(path: Path) -> list[Raw]:
    found = json.loads(path.read_text("utf-8"))
    return found if isinstance(found, list) else [found]


def entries(path: Path) -> list[Raw]:
    found = json.loads(path.read_text("utf-8"))
    return list(found["entries"] if isinstance(found, dict) else found)


def lines(path: Path) -> list[Raw]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def table(path: Path) -> list[Raw]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def trafilatura_table(path: Path) -> list[Raw]:
    """Without a header; in `all.csv` every row is the first line of what was written."""
    names = ["url", "id", "fingerprint", "hostname", "title", "image", "date", "text"]
    text = path.read_text("utf-8")
    parts = text.split("\n") if path.name == "all.csv" else [text]
    rows = (
        next(csv.reader(part.splitlines(keepends=True), delimiter="\t")) for part in parts if part
    )
    return [dict(zip(names, row, strict=False)) for row in rows]


def linked_data(path: Path) -> list[Raw]:
    """The articles among the blocks; a file with a broken block is left out."""
    decoder, text, at, found = json.JSONDecoder(), path.read_text("utf-8"), 0, []
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return []
        for block in value if isinstance(value, list) else [value]:
            found += [node for node in block.get("@graph", [block]) if is_article(node)]
    return found


def is_article(node: Raw) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(str(kind).endswith(("Article", "BlogPosting")) for kind in names)


TOOLS: dict[str, Tool] = {
    "news-please": Tool(
        "news-please/json/*.json",
        array,
        lambda r: (r["url"], r["title"], r["authors"], r["date_publish"], None, None),
    ),
    "newspaper4k": Tool(
        "newspaper4k/json/*.json",
        array,
        lambda r: (
            *(r["canonical_link"] or r["url"], r["title"], r["authors"]),
            *(r["publish_date"], None, r["meta_keywords"]),
        ),
    ),
    "fundus": Tool(
        "fundus/json/*.json",
        array,
        lambda r: (
            *(r.get("url"), r["title"], r["authors"], r["publishing_date"], None, r["topics"]),
        ),
    ),
    "trafilatura": Tool(
        "trafilatura/json/*.json",
        array,
        lambda r: (r["source"], r["title"], r["author"], r["date"], r["categories"], r["tags"]),
    ),
    "trafilatura, lines": Tool(
        "trafilatura/all.jsonl",
        lines,
        lambda r: (r["source"], r["title"], r["author"], r["date"], r["categories"], r["tags"]),
    ),
    "trafilatura, table": Tool(
        "trafilatura/csv/*.csv",
        trafilatura_table,
        lambda r: (r["url"], r["title"], None, r["date"], None, None),
    ),
    "trafilatura, tables": Tool(
        "trafilatura/all.csv",
        trafilatura_table,
        lambda r: (r["url"], r["title"], None, r["date"], None, None),
    ),
    "scrapy": Tool(
        "scrapy/items.json",
        array,
        lambda r: (r["url"], r["title"], r["author"], r["date"], None, r["tags"]),
    ),
    "scrapy, lines": Tool(
        "scrapy/items.jsonl",
        lines,
        lambda r: (r["url"], r["title"], r["author"], r["date"], None, r["tags"]),
    ),
    "scrapy, table": Tool(
        "scrapy/items.csv",
        table,
        lambda r: (r["url"], r["title"], r["author"], r["date"], None, r["tags"]),
    ),
    "feeds": Tool(
        "rss-link-database/*/*.json",
        entries,
        lambda r: (
            r["link"],
            r["title"],
            r.get("author"),
            r["date_published"],
            None,
            r.get("tags"),
        ),
    ),
    "JSON-LD": Tool(
        "jsonld/*.json",
        linked_data,
        lambda r: (
            *(r.get("url") or r.get("mainEntityOfPage"), r["headline"], None),
            *(r.get("datePublished"), r.get("articleSection"), r.get("keywords")),
        ),
    ),
}


def nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip() in {"", "None", "null"})


def words(value: Any) -> str:
    """A title as a person reads it."""
    said = "" if nothing(value) else INVISIBLE.sub("", html.unescape(html.unescape(str(value))))
    return " ".join(re.sub(r"</?(?:b|i|em|strong|br|span|p)\b[^>]*>", "", said).split())


def address(value: Any) -> str:
    """Host and path: what tells an article; parameters may be those of tracking."""
    value = (value.get("@id") or value.get("url")) if isinstance(value, dict) else value
    value = value[0] if isinstance(value, list) else value
    parts = urlsplit("" if nothing(value) else str(value).strip())
    return f"{parts.netloc.lower().removesuffix(':80')}{unquote(parts.path).rstrip('/')}"


def names(value: Any) -> frozenset[str]:
    """A set of names, whatever joined them."""
    parts = value if isinstance(value, list) else [value]
    joined = ",".join(words(part) for part in parts if not nothing(part))
    split = re.split(r"[,;]| and | und | et | y | & |&", joined)
    bare = (BY.sub("", " ".join(p.split()).strip("() ")).rstrip("…")[:CUT].strip() for p in split)
    return frozenset(p for p in bare if p and "//" not in p and "@" not in p)


def moment(value: Any) -> str:
    """A day, or an instant in UTC; a date without a zone is in UTC."""
    if nothing(value):
        return ""
    text = str(value).strip()
    try:
        when = parser.parse(text, tzinfos={"CEST": 7200, "CET": 3600, "MESZ": 7200, "MEZ": 3600})
    except (ValueError, OverflowError):
        return ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return text
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def expected(tool: Tool, raw: Raw) -> dict[str, Any]:
    url, title, authors, published, sections, tags = tool.keys(raw)
    return {
        "url": address(url),
        "title": words(title),
        "authors": names(authors),
        "published": moment(published),
        "sections": names(sections),
        "tags": names(tags),
    }


def made(article: Article) -> dict[str, Any]:
    return {
        "url": address(article.url),
        "title": words(article.title),
        "authors": names([person.name for person in article.authors]),
        "published": str(article.published or ""),
        "sections": names(list(article.sections)),
        "tags": names(list(article.tags)),
    }


def read(path: Path, problems: list[Problem]) -> Iterator[tuple[Record, Article | None]]:
    report = Report(problems.append)
    normaliser = Normaliser(SOURCE, now=NOW, report=report)
    for record in load(Dump(path.name, path), source=SOURCE, report=report):
        yield record, normaliser.article(record)


class Tally:
    """What came out of one tool's files."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.same: Counter[str] = Counter()
        self.differences: list[str] = []

    def file(self, tool: Tool, path: Path) -> None:
        raws = tool.objects(path)
        problems: list[Problem] = []
        found = list(read(path, problems))
        refused = sum(problem.effect == REFUSED for problem in problems)
        self.counts["objects"] += len(raws)
        self.counts["articles"] += sum(article is not None for _, article in found)
        self.counts["refused"] += refused
        self.counts["guessed"] += sum(problem.code == "fields-guessed" for problem in problems)
        if not raws or len(found) != len(raws):
            self.counts["unmatched"] += len(raws)
            self.differences += [f"{path.name}: {len(raws)} objects, {len(found)} records"]
            return
        for raw, (record, article) in zip(raws, found, strict=True):
            if article is not None:
                self.article(expected(tool, raw), made(article), str(record.origin))

    def article(self, wanted: dict[str, Any], found: dict[str, Any], origin: str) -> None:
        self.counts["compared"] += 1
        for field in FIELDS:
            if field in {"authors", "tags", "sections"} and not wanted[field]:
                same = field != "tags" or not found[field]
            elif field == "title" and not wanted[field]:
                same = True
            else:
                same = wanted[field] == found[field]
            self.same[field] += same
            if not same:
                self.differences.append(f"{origin} {field}: {wanted[field]!r} != {found[field]!r}")


def main() -> None:
    folder = Path(sys.argv[1])
    head = "".join(f"{field:>11}" for field in FIELDS)
    print(f"{'':20}{'objects':>8}{'articles':>9}{'refused':>8}{head}")
    for name, tool in TOOLS.items():
        tally = Tally()
        for path in sorted(folder.glob(tool.files)):
            tally.file(tool, path)
        compared = max(tally.counts["compared"], 1)
        shares = "".join(f"{tally.same[field] / compared:11.3f}" for field in FIELDS)
        counts = tally.counts
        print(f"{name:20}{counts['objects']:8}{counts['articles']:9}{counts['refused']:8}{shares}")
        kinds: Counter[str] = Counter()
        for difference in tally.differences:
            kind = difference.split(": ")[0].rpartition(" ")[2]
            kinds[kind] += 1
            if kinds[kind] <= SHOWN:
                print(f"    {difference[:300]}")


if __name__ == "__main__":
    main()
