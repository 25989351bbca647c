"""Lines with what the layout says of them: the layout compiled, and applied line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import re2

from feedgen_news.config.patterns import compiled, quiet
from feedgen_news.loaders.text.layout import Layout, LineClass, Role, Zone
from feedgen_news.loaders.text.lines import Line
from feedgen_news.loaders.text.shapes import fold, is_prose

LONGEST = 2000  # characters; a longer line is a paragraph whatever it says
MEMORY = 64 << 20  # bytes for the automaton of all line classes
HEAD_MARKS: frozenset[Role] = frozenset({"drop", "published", "updated", "relative"})


class Hit(msgspec.Struct, frozen=True):
    """One class that fits a line, and what it takes of the line."""

    kind: LineClass
    value: str
    credit: str = ""


class Token(msgspec.Struct, frozen=True):
    """A line, the classes that fit it in the layout's order, and its folded form."""

    line: Line
    hits: tuple[Hit, ...]
    key: str  # equal for a title and its echo; "" where the line is too long for a title
    prose: bool

    @property
    def text(self) -> str:
        """The line's text."""
        return self.line.text

    def hit(self, zone: Zone) -> Hit | None:
        """What the line is, in this zone."""
        return next((hit for hit in self.hits if fits(hit.kind, zone, self.line.gap)), None)

    def role(self, zone: Zone) -> Role | None:
        """The role of the line in this zone."""
        hit = self.hit(zone)
        return hit.kind.role if hit else None

    @property
    def mark(self) -> bool:
        """Whether the line belongs to a head and to nothing else."""
        hit = self.hit("head")
        return hit is not None and hit.kind.zone == "head" and hit.kind.role in HEAD_MARKS

    @property
    def anchor(self) -> bool:
        """Whether an article may start here."""
        hit = self.hit("head")
        return hit is not None and hit.kind.anchor

    @property
    def paragraph(self) -> bool:
        """Whether the line is prose that no class of a head claims."""
        return self.prose and self.hit("head") is None


def fits(kind: LineClass, zone: Zone, gap: int) -> bool:
    """Whether a class applies in a zone, after so many blank lines."""
    return kind.zone in ("any", zone) and gap >= kind.gap


@dataclass(frozen=True)
class Lexicon:
    """A layout ready to run: all its line patterns tried in one pass over a line."""

    layout: Layout
    every: Any  # re2.Set, or None where the patterns are too many for one
    kinds: tuple[tuple[LineClass, Any], ...]
    starts: tuple[Any, ...]
    cuts: tuple[Any, ...]
    kickers: tuple[Any, ...]
    suffixes: tuple[Any, ...]
    datelines: tuple[Any, ...]
    credits: tuple[Any, ...]

    def tokens(self, lines: Iterable[Line]) -> Iterator[Token]:
        """Each line with its classes."""
        for line in lines:
            hits = tuple(hit for hit in self.hits(line.text) if hit.kind.indent <= line.indent)
            yield Token(
                line, hits, self.key(hits[0].value if hits else line.text), is_prose(line.text)
            )

    def hits(self, text: str) -> tuple[Hit, ...]:
        """The classes that fit, in their order."""
        if not self.kinds or len(text) > LONGEST:
            return ()
        spaced = text.replace("\xa0", " ").replace("\u202f", " ")
        return tuple(hit_of(*self.kinds[index], spaced) for index in self.fitting(spaced))

    def fitting(self, text: str) -> list[int]:
        """Which patterns fit; one by one where the automaton ran out of memory.

        It does so without a word, so a last pattern that fits anything tells the two apart.
        """
        found = self.every.Match(text) if self.every is not None else None
        if found:
            return sorted(found)[:-1]
        return [index for index, (_, pattern) in enumerate(self.kinds) if pattern.search(text)]

    def key(self, text: str) -> str:
        """The folded text without kickers and suffixes: what echoes are compared by."""
        if len(text) > 2 * self.layout.title.longest:
            return ""
        return fold(self.bare(text))

    def bare(self, text: str) -> str:
        """The text without the kickers before it and the suffixes after it."""
        for pattern in (*self.kickers, *self.suffixes):
            rest: str = pattern.sub("", text, count=1).strip()
            text = rest or text
        return text

    def trimmed(self, text: str) -> str:
        """The text without the suffixes after it."""
        for pattern in self.suffixes:
            text = pattern.sub("", text, count=1).strip() or text
        return text

    def dates(self, text: str) -> bool:
        """Whether a line can only be a date of a head."""
        return any(hit.kind.anchor for hit in self.hits(text))

    def hangs(self, text: str) -> bool:
        """Whether further lines may go on with this one."""
        return any(hit.kind.hanging for hit in self.hits(text))

    def cut(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines without what the layout cuts out of them."""
        pending = False
        for line in lines:
            text = line.text
            for pattern in self.cuts:
                text = pattern.sub("", text).strip()
            pending = pending or line.start
            if text:
                yield line.but(text, start=pending)
                pending = False

    def place(self, text: str) -> str | None:
        """The place a dateline names."""
        start = text[:120]
        found = next(filter(None, (pattern.match(start) for pattern in self.datelines)), None)
        return found.group("place").strip(" -–—") if found else None

    def caption(self, text: str) -> tuple[str, str]:
        """A caption known by its place, without its credit, and the credit."""
        short = text if len(text) <= LONGEST else ""
        found = next(filter(None, (pattern.search(short) for pattern in self.credits)), None)
        return (found.group("value"), found.group("credit")) if found else (text, "")


def hit_of(kind: LineClass, pattern: Any, text: str) -> Hit:
    """What a pattern that fits takes of the line."""
    groups: dict[str, str | None] = pattern.search(text).groupdict()
    value = text if groups.get("value") is None else groups["value"] or ""
    return Hit(kind, value.strip(), (groups.get("credit") or "").strip())


def lexicon(layout: Layout) -> Lexicon:
    """The layout's patterns compiled, all of its line classes into one automaton."""
    kinds = tuple((kind, pattern) for kind in layout.lines for pattern in kind.patterns)
    return Lexicon(
        layout=layout,
        every=automaton(pattern for _, pattern in kinds),
        kinds=tuple((kind, compiled(pattern)) for kind, pattern in kinds),
        starts=all_of(layout.boundaries.starts),
        cuts=all_of(layout.cuts),
        kickers=all_of(layout.title.kickers),
        suffixes=all_of(layout.title.suffixes),
        datelines=all_of(layout.body.datelines),
        credits=all_of(layout.credits),
    )


def automaton(patterns: Iterable[str]) -> Any:
    """One automaton of the patterns, and of one more that fits anything; None if too large."""
    options = quiet()
    options.max_mem = MEMORY
    every = re2.Set.SearchSet(options)
    for pattern in (*patterns, ""):
        every.Add(pattern)
    try:
        every.Compile()
    except re2.error:
        return None
    return every


def all_of(patterns: Iterable[str]) -> tuple[Any, ...]:
    """Each pattern compiled."""
    return tuple(map(compiled, patterns))
