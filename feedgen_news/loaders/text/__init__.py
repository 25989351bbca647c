"""Plain-text dumps: pages saved as text, one or many articles in a file.

What a site's pages look like is a layout, data in a YAML file (`layout` says what can be
said). The steps, in their order:

1. `lines`       text becomes numbered lines; wrapped ones are joined
2. `tokens`      each line with the classes of the layout that fit it
3. `boundaries`  where one article ends and the next begins
4. `heads`       how far an article's head reaches, and which line is its title
5. `fields`, `body`  what the lines say; `articles` makes the record of them
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from feedgen_news.config.loading import load_model
from feedgen_news.config.sources import Source
from feedgen_news.loaders.text.built_in import FOLDER, LAYOUTS
from feedgen_news.model import Origin, Record
from feedgen_news.problems import Report

# The steps are loaded in functions: every config asks for the names of layouts, but few runs
# meet plain text.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from feedgen_news.loaders.text.layout import Layout
    from feedgen_news.loaders.text.lines import Line
    from feedgen_news.loaders.text.tokens import Lexicon

FALLBACK = "plain"
MOST_LINES = 500_000  # of one text, blank ones not counted; bounds memory


def layout_names() -> tuple[str, ...]:
    """The names of the built-in layouts."""
    return LAYOUTS


def layout_digest(layout: str) -> str:
    """A digest of what a source's `layout` says: it changes when the layout does.

    Raises ConfigError where a layout file cannot be used.
    """
    said = map(_said, LAYOUTS if layout == "auto" else (layout,))
    return hashlib.blake2b(b"\0".join(said), digest_size=16).hexdigest()


def _said(layout: str) -> bytes:
    """What a layout says; of our own the file will do, for to compile all of them takes long."""
    if layout in LAYOUTS:
        return _file(layout).read_bytes()
    return described(_file(layout)).model_dump_json().encode()


def _file(layout: str) -> Path:
    return FOLDER / f"{layout}.yaml" if layout in LAYOUTS else Path(layout)


def read(text: str, *, dump: str, source: Source, report: Report) -> Iterator[Record]:
    """The articles of one decoded text, in their order.

    Each line is in a record or in the report. Raises ConfigError where the source names
    a layout file that cannot be used.
    """
    from feedgen_news.loaders.text.articles import record_of, refused
    from feedgen_news.loaders.text.boundaries import articles, begun
    from feedgen_news.loaders.text.lines import hung, lines_of, unwrapped
    from feedgen_news.loaders.text.preparation import prepared

    legal = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates: RE2 reads UTF-8
    lines = lines_of(legal, most=MOST_LINES)
    if not lines:
        report.add("empty-dump", "no text in it", Origin(dump))
        return
    if len(lines) > MOST_LINES:
        report.add("dump-too-large", f"more than {MOST_LINES:,} lines of text", Origin(dump))
        return
    chosen = lexicon_for(source.layout, lines)
    started = list(hung(begun(lines, chosen), hangs=chosen.hangs))
    broken = unwrapped(started, chosen.layout.wrapping, alone=chosen.dates)
    tokens = prepared(list(chosen.tokens(chosen.cut(broken))))
    if refused(tokens, chosen, dump=dump, report=report):
        return
    for article in articles(tokens, chosen.layout):
        record = record_of(article, chosen, dump=dump, report=report)
        if record is not None:
            yield record


def lexicon_for(layout: str, lines: "list[Line]") -> "Lexicon":
    """The layout a source names, or the one that fits the lines best."""
    return loaded(_file(_best(lines) if layout == "auto" else layout))


def layout_of(text: str) -> str:
    """The name of the built-in layout that fits a text best; the fallback where none does."""
    from feedgen_news.loaders.text.lines import lines_of

    return _best(lines_of(text))


def _best(lines: "list[Line]") -> str:
    from feedgen_news.loaders.text.recognition import best

    known = {name: described(FOLDER / f"{name}.yaml") for name in LAYOUTS}
    return best(known, lines) or FALLBACK


@cache
def loaded(path: Path) -> "Lexicon":
    """A layout file, read and compiled once."""
    from feedgen_news.loaders.text.tokens import lexicon

    return lexicon(described(path))


@cache
def described(path: Path) -> "Layout":
    """A layout file, read once, on its base."""
    from feedgen_news.loaders.text.layout import Layout, on_base

    layout = load_model(path, Layout)
    return on_base(layout, described(_file(layout.base))) if layout.base else layout
