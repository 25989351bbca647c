"""What repeats in texts of an unknown site: the same lines, and lines of the same shape."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from feedgen_news.config.patterns import compiled
from feedgen_news.loaders.fields.keys import FIELDS, fold
from feedgen_news.loaders.text.layout import Role
from feedgen_news.loaders.text.lines import Line, lines_of
from feedgen_news.loaders.text.shapes import is_name, is_prose, words
from feedgen_news.loaders.text.tokens import automaton

MOST_TEXTS = 500
MOST_LINES = 5_000  # of a text
MOST_PLACES = 60_000  # short lines of all of them
LEAST = 3  # times
SHARE = 0.1  # of the texts, where they are many
MOST_REPEATS = 200  # of a kind
NEAR = 2  # paragraphs
LONGEST = 160  # characters of a line that repeats

_YEAR = r"(?:19|20)\d\d"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}|Uhr|[+-]\d\d:?\d\d))?"
_TIME = rf"(?:,? (?:at |um |à |- )?\d{{1,2}}[:.]\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?{_ZONE})?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
DATES = (
    rf"{_YEAR}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?{_ZONE})?",
    rf"(?:\pL{{3,12}}[.,]* )?{_DAY}(?: de)? \pL{{3,12}}\.?,?(?: de)? {_YEAR}{_TIME}",
    rf"(?:\pL{{3,12}}[.,]* )?\pL{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}{_TIME}",
    rf"\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}{_TIME}",
    r"(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日(?: ?\d{1,2}[:：]\d\d)?",
)
_DATES = tuple(compiled(f"^(.{{0,60}}?)({form})(.{{0,60}})$") for form in DATES)
_LABEL = re.compile(r"([^\W\d_][\w .-]{0,24}?)\s?[:：=]\s*(\S.*)")
_BY = re.compile(r"([Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]v|[Aa]f)\s+(.+)")
_CREDITED = re.compile(r".{15,}\(([^()]{2,40})\)\.?")
_APART = re.compile(r"\s*[|•·–—(,/-]")
_DIGITS = re.compile(r"\d+")
_CHANGED = re.compile(
    r"updat|modif|aktuali|mis à jour|actuali|aggiorn|atuali|обновл|更新|تحديث|수정|oppdat|uppdat",
    re.IGNORECASE,
)
_ROLES: dict[str, Role] = {
    "url": "url",
    "title": "title",
    "summary": "summary",
    "authors": "author",
    "published": "published",
    "updated": "updated",
    "sections": "section",
    "tags": "tags",
    "language": "language",
    "publisher": "publisher",
}
_FIELD_OF = {fold(key): field for field, keys in reversed(FIELDS.items()) for key in keys}


class Repeat(msgspec.Struct, frozen=True):
    """A kind of line that shows again and again: what it seems to be, and how often it was seen."""

    role: Role
    pattern: str
    times: int
    texts: int
    example: str
    head: bool = False  # whether it stands above the first paragraph of its text


class Place(msgspec.Struct, frozen=True):
    """A line, the text it is of, and whether it stands above that text's first paragraph."""

    text: str
    number: int  # of its text
    above: int  # paragraphs above it in its text
    head: bool
    last: bool  # below the last paragraph, and not the last line


def places_of(texts: Iterable[str]) -> tuple[list[Place], int]:
    """Every short line of the texts, and how many texts there are."""
    found: list[Place] = []
    number = 0
    for number, text in enumerate(texts, start=1):
        lines = lines_of(text.encode("utf-8", "replace").decode())[:MOST_LINES]
        found += _places(lines, number)
        if number == MOST_TEXTS or len(found) > MOST_PLACES:
            break
    return found, number


def _places(lines: Sequence[Line], number: int) -> Iterator[Place]:
    prose = [index for index, line in enumerate(lines) if is_prose(line.text)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), len(lines))
    above = 0
    for index, line in enumerate(lines):
        above += above < len(prose) and prose[above] < index
        if len(line.text) <= LONGEST:
            text = line.text.replace("\xa0", " ")
            yield Place(text, number, above, index < first, last < index < len(lines) - 1)


def repeats_of(places: Sequence[Place], texts: int) -> list[Repeat]:
    """What repeats, in the order in which classes should be tried."""
    least = max(LEAST, int(SHARE * texts))
    rest = list(places)
    found: list[Repeat] = []
    for find in (_separators, _dated, _labelled, _credited, _sections, _same, _alike):
        new = [repeat for repeat in find(rest) if repeat.times >= least][:MOST_REPEATS]
        known = automaton(repeat.pattern for repeat in new)
        if known is not None:  # the last of its patterns fits anything
            rest = [place for place in rest if len(known.Match(place.text)) == 1]
        found += new
    return found


def _grouped(
    places: Iterable[Place], key: Callable[[Place], str | None]
) -> Iterator[tuple[str, list[Place]]]:
    groups: dict[str, list[Place]] = {}
    for place in places:
        if (name := key(place)) is not None:
            groups.setdefault(name, []).append(place)
    return iter(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def _repeat(role: Role, pattern: str, group: Sequence[Place]) -> Repeat:
    head = sum(place.head for place in group) >= 0.8 * len(group)
    texts = len({place.number for place in group})
    return Repeat(role, pattern, len(group), texts, group[0].text, head)


def _separators(places: Sequence[Place]) -> Iterator[Repeat]:
    """Lines of signs alone."""
    signs = (p for p in places if len(p.text) > 2 and not any(map(str.isalnum, p.text)))
    for text, group in _grouped(signs, lambda place: place.text):
        yield _repeat("separator", f"^{quoted(text)}$", group)


def _dated(places: Sequence[Place]) -> Iterator[Repeat]:
    """Lines that are a date, with the same words before it, or with none."""
    for form, pattern in zip(DATES, _DATES, strict=True):
        dated = [(place, found) for place in places if (found := _date(pattern, place.text))]
        alone = compiled(f"^{form}$")
        firsts = Counter(_first_word(found[1], alone) for _, found in dated)
        groups: dict[str, list[tuple[Place, str]]] = {}
        for place, (before, value, after) in dated:
            word = _first_word(value, alone)
            label = word if 2 * firsts[word] > firsts.total() - firsts[""] else ""  # no weekday
            groups.setdefault(before + label, []).append((place, after))
        for before, group in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0])):
            yield from _dates(form, before, group)


def _dates(form: str, before: str, group: Sequence[tuple[Place, str]]) -> Iterator[Repeat]:
    afters = {after for _, after in group}
    role: Role = "updated" if _CHANGED.search(before) else "published"
    if len(afters) == 1 or all(_APART.match(after) for after in afters if after):
        after = quoted(afters.pop()) if len(afters) == 1 else ".{0,60}"
        whole = f"^{quoted(before)}(?P<value>{form}){after}$"
        yield _repeat(role, whole, [place for place, _ in group])


def _first_word(date: str, alone: Any) -> str:
    """The word before what is a date without it: a weekday, or what a page writes there."""
    word, space, rest = date.partition(" ")
    return word + space if word.isalpha() and alone.search(rest) else ""


def _date(pattern: Any, text: str) -> tuple[str, str, str] | None:
    if is_prose(text) or not any(map(str.isdigit, text)):
        return None
    found = pattern.search(text)
    before, value, after = found.groups() if found else ("", "", "")
    return (before, value, after) if value else None


def _labelled(places: Sequence[Place]) -> Iterator[Repeat]:
    """Lines such as `Section: World` and `By Maria Lund`."""
    for label, group in _grouped(places, _label):
        role = _ROLES.get(_FIELD_OF.get(fold(label), ""))
        if role and len({place.text for place in group}) > 1:
            yield _repeat(role, rf"^{quoted(label)}\s?[:：=]\s*(?P<value>\S.*)$", group)
    for word, group in _grouped(places, _by):
        yield _repeat("author", rf"^{quoted(word)}\s+(?P<value>\p{{Lu}}.{{1,80}})$", group)


def _label(place: Place) -> str | None:
    found = _LABEL.fullmatch(place.text)
    return found[1] if found else None


def _by(place: Place) -> str | None:
    found = _BY.fullmatch(place.text)
    return found[1] if found and is_name(found[2]) else None


def _credited(places: Sequence[Place]) -> Iterator[Repeat]:
    """Lines that end in the name of a photographer or an agency that many end in."""
    for credit, group in _grouped(places, _credit):
        whole = rf"^(?P<value>.{{10,}}?)\s*\((?P<credit>{quoted(credit)})\)\.?$"
        yield _repeat("caption", whole, group)


def _credit(place: Place) -> str | None:
    found = _CREDITED.fullmatch(place.text)
    return found[1] if found and not found[1][:1].islower() else None


def _sections(places: Sequence[Place]) -> Iterator[Repeat]:
    """Names above the text that many texts share with some others, and of which each has one."""
    texts = {place.number for place in places}
    found: list[list[Place]] = []
    taken: set[int] = set()
    for _, group in _grouped(places, lambda p: p.text if p.head and words(p.text) <= 3 else None):
        numbers = {place.number for place in group}
        if LEAST <= len(numbers) < 0.6 * len(texts) and not numbers & taken:
            found.append(group)
            taken |= numbers
    if len(found) > 1 and len(taken) >= 0.5 * len(texts):
        names = "|".join(quoted(group[0].text) for group in found)
        yield _repeat("section", f"^(?P<value>{names})$", [p for group in found for p in group])


def _same(places: Sequence[Place]) -> Iterator[Repeat]:
    """Lines that say the same each time: the page's, not the article's."""
    for text, group in _grouped(places, lambda place: place.text):
        apart = list(_apart(group))
        ends = sum(place.last for place in apart) > 0.8 * len(apart)
        yield _repeat("tail" if ends else "drop", f"^{quoted(text)}$", apart)


def _apart(group: Iterable[Place]) -> Iterator[Place]:
    """The places that are not near one before them: a title shows again near itself."""
    last: Place | None = None
    for place in group:
        if last is None or place.number != last.number or place.above - last.above >= NEAR:
            yield place
        last = place


def _alike(places: Sequence[Place]) -> Iterator[Repeat]:
    """Lines that differ in their numbers alone, such as `3 comments`."""
    for shape, group in _grouped(places, _shape):
        pattern = quoted(shape).replace("0", r"\d{1,9}")
        counted = re.match(
            r"\W*(?:document|article|dokument|artikel|story)\W*0", shape, re.IGNORECASE
        )
        yield _repeat("separator" if counted else "drop", f"^{pattern}$", group)


def _shape(place: Place) -> str | None:
    most = 3 if place.head else 6  # `Harbour report number 3 is out` may be the title
    if is_prose(place.text) or words(place.text) > most or not any(map(str.isdigit, place.text)):
        return None
    return _DIGITS.sub("0", place.text)


def quoted(text: str) -> str:
    """The text as a pattern of RE2 that matches it and nothing else."""
    return re.sub(r"([\\.^$|()\[\]{}*+?])", r"\\\1", text)
