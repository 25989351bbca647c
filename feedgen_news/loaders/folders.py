"""The folder as section: news/business/001.txt is about business, if it says nothing else."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, islice

from feedgen_news.model import Record

ONE_A_FILE = frozenset({"text", "markdown", "html"})  # formats that may hold one article a file

_LONGEST = 40  # characters
_JOINTS = frozenset(" -_&+,'’")
_NUMBER = re.compile(r"[ _-]?\d{1,3}\Z")  # covid-19
_PARTED = re.compile(r"[ _&+,-]+")
_OF_A_LANGUAGE = re.compile(r"[a-z]{2}[-_][A-Z]{2}")
_TELLTALE = frozenset(  # makes a name technical whatever else is in it
    "txt json jsonl ndjson html htm xhtml xml csv tsv md markdown rss warc dump dumps dataset"
    " datasets scrape scrapes scraped crawl crawls crawled export exports corpus".split()
)
_TECHNICAL = frozenset(
    "text texts plain atom pdf zip tar gz data db raw scraper crawler fetched fetch article"
    " articles news newsitems story stories post posts page pages web www http https site sites"
    " url urls link links body bodies content contents output outputs out input inputs in result"
    " results file files folder doc docs document documents archive archives exported import"
    " imports item items entry entries record records feed feeds download downloads downloaded"
    " processed clean cleaned parsed extracted full all misc other others various unknown none"
    " null default main index test tests train training dev valid validation sample samples"
    " example examples corpora collection collections src source sources tmp temp cache backup"
    " backups old new latest current archived daily weekly monthly yearly hourly batch batches"
    " part parts chunk chunks run runs split splits set sets version versions bucket shard shards"
    " seed seeds spider spiders scrapy newspaper trafilatura fundus home users user desktop public"
    " static assets images img uploads blog en de fr es it pt nl ru zh ja ko ar tr pl sv da no nb"
    " nn fi cs sk hu ro bg el he hi bn ta te ur fa id ms th vi sr hr sl lt lv et ca eu gl eng deu"
    " ger fra fre spa ita por nld dut rus english german deutsch french français spanish español"
    " italian italiano portuguese português dutch russian chinese japanese korean arabic turkish"
    " polish jan feb mar apr may jun jul aug sep sept oct nov dec january february march april"
    " june july august september october november december mon tue wed thu fri sat sun monday"
    " tuesday wednesday thursday friday saturday sunday today yesterday".split()
)


def in_folder(records: Iterator[Record], folders: tuple[str, ...]) -> Iterator[Record]:
    """The same; a record that stands alone and names no section is in that of its folder."""
    section = section_of(folders)
    if not section:
        yield from records
        return
    first = list(islice(records, 2))
    if len(first) == 1 and not first[0].sections:
        first[0].sections = [section]
    yield from chain(first, records)


def section_of(folders: tuple[str, ...]) -> str | None:
    """The innermost folder that is a word, and no technical one, number or date."""
    return next((folder for folder in reversed(folders) if _is_section(folder)), None)


def _is_section(folder: str) -> bool:
    if len(folder) > _LONGEST or _OF_A_LANGUAGE.fullmatch(folder):
        return False
    word = _NUMBER.sub("", folder)
    letters = sum(map(_is_letter, word))
    if letters < 2 or not all(_is_letter(char) or char in _JOINTS for char in word):
        return False
    pieces = set(_PARTED.split(word.lower()))
    return not pieces & _TELLTALE and not pieces <= _TECHNICAL


def _is_letter(char: str) -> bool:
    """Letters and the marks on them, of any script."""
    return unicodedata.category(char)[0] in "LM"
