"""A config drafted from what dumps hold: complete, so that it builds, with what to look at marked.

Lines with `# ?` are questions that no dump answers.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from feedgen_news.config.slugs import label_slug, reserved, slug_mistake
from feedgen_news.loaders import FALLBACK
from feedgen_news.pipeline.survey import ENOUGH, Seen, survey
from feedgen_news.problems import Report

# A scalar that needs no quotes.
_PLAIN = re.compile(r"(?:\.{0,2}/)*[^\W\d_](?:[\w /.*&'()-]*[\w.*/)])?")
_WORDS_OF_YAML = frozenset("y n yes no on off true false null".split())
_UNREAD = 3  # findings of a source that are named
_SHOWN = 40  # labels of a kind that are listed
_TOPICS = 12  # of a kind that are proposed
_LEAST = 3  # articles of a topic that is proposed
_ZONES = 3  # of a country that are offered
_MOST_OF = 0.8  # share of the addresses that are of that country

Found = dict[str, Counter[str]]


class Draft(msgspec.Struct, frozen=True):
    """A config, and the layout files it names, by their paths beside it."""

    config: str
    layouts: dict[str, str]


def draft(paths: Iterable[str], *, folder: Path, now: datetime, report: Report) -> Draft | None:
    """A config for the dumps at the paths, to lie in `folder`; None if they hold no article.

    What could not be read is in the report.
    """
    sources = survey(paths, base=folder, now=now, report=report)
    layouts: dict[str, str] = {}
    for seen in sources:
        if seen.drafted:
            seen.layout = _unused_file(seen.name, folder, layouts)
            layouts[seen.layout] = seen.drafted
    found = any(seen.articles for seen in sources)
    return Draft(written(sources), layouts) if found else None


def _unused_file(name: str, folder: Path, taken: Container[str]) -> str:
    names = (f"layouts/{label_slug(name)}{number}.yaml" for number in ("", *range(2, 1_000)))
    return next(path for path in names if path not in taken and not (folder / path).exists())


def written(sources: list[Seen]) -> str:
    """The text of a config with these sources; of several spellings the most frequent leads."""
    sections = _together(seen.sections for seen in sources)
    tags = _together(seen.tags for seen in sources)
    used = [seen for seen in sources if seen.articles]
    return "\n".join(
        (
            *_head(sources),
            *_site(used),
            "",
            *_sources(sources),
            *_labels("sections", sections),
            *_labels("tags", tags),
            "",
            *_topics(sections, tags),
            "",
        )
    )


def _together(several: Iterable[Found]) -> Found:
    """Labels of all sources, the most frequent first."""
    found: Found = {}
    for labels in several:
        for slug, spellings in labels.items():
            found.setdefault(slug, Counter()).update(spellings)
    return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))


def _head(sources: list[Seen]) -> Iterator[str]:
    dumps, articles = (
        sum(seen.dumps for seen in sources),
        sum(seen.articles for seen in sources),
    )
    more = "" if all(seen.whole for seen in sources) else f", of each source at most {ENOUGH:,}"
    seen = f"{_number(dumps, 'dump')}; looked at: {_number(articles, 'article')}{more}"
    yield f"# Drafted by `feedgen-news init` from {seen}."
    yield f"# {_promised(sources)} Lines with `# ?` are what dumps cannot say: please look at them."
    yield ""


def _promised(sources: list[Seen]) -> str:
    """What a build of the draft will come to, as far as is known."""
    if any(seen.unread for seen in sources):
        return (
            "It builds, without what is marked `# not read`, which each build will name\n"
            "# (exit code 2) until that is mended or taken out of `files`.\n#"
        )
    if all(seen.whole for seen in sources):
        return "It builds as it is."
    return "It builds as it is, unless what was not looked at is damaged.\n#"


def _site(sources: list[Seen]) -> Iterator[str]:
    languages = _sum(seen.languages for seen in sources)
    publishers = _sum(seen.publishers for seen in sources)
    articles = sum(seen.articles for seen in sources)
    title = next((name for name in publishers if 2 * publishers[name] > articles), "My News")
    language = max(languages, key=lambda tag: (languages[tag], tag), default="en")
    known = "most articles are" if languages else "nothing says what they are in"
    yield "site:"
    yield f"  title: {scalar(title)}  # ? the name of your collection of feeds"
    yield "  url: https://feeds.example.org/  # ? where output/ will be served"
    yield f"  language: {scalar(language)}  # {known}"


def _sum(several: Iterable[Counter[str]]) -> Counter[str]:
    return sum(several, Counter[str]())


def _sources(sources: list[Seen]) -> Iterator[str]:
    yield "# Where dumps come from, and what they cannot say themselves."
    yield "sources:"
    names: set[str] = set()
    for seen in sources:
        name = _unused(seen.name, names)
        yield f"  - name: {scalar(name)}"
        yield from (f"    {line}" for line in _source(seen))


def _unused(name: str, names: set[str]) -> str:
    number, wanted = 1, name
    while name in names:
        number += 1
        name = f"{wanted} {number}"
    names.add(name)
    return name


def _source(seen: Seen) -> Iterator[str]:
    yield f"files: {_listed(seen.files)}"
    yield f"format: {seen.format}  # {_counted(seen)}"
    if seen.layout and seen.layout != FALLBACK:
        said = "  # ? drafted from lines that repeat; look through it" if seen.drafted else ""
        yield f"layout: {scalar(seen.layout)}{said}"
    for problem in seen.unread[:_UNREAD]:
        yield f"# not read: {_comment(str(problem))}"
    if len(seen.unread) > _UNREAD:
        yield f"# not read: {len(seen.unread) - _UNREAD:,} more such findings; a build names them"
    yield from _timezone(seen)
    yield from _day_first(seen)
    yield from _fields(seen)


def _fields(seen: Seen) -> Iterator[str]:
    """The guess, to be corrected; only told where it does not hold for each dump of the source."""
    guesses = list(seen.guessed.items())
    if len(guesses) != seen.dumps or len(set(seen.guessed.values())) > 1:
        for dump, guess in guesses[:_SHOWN]:
            yield f"# guessed in {_comment(dump)}: {_comment(guess)}"
        return
    yield "# Guessed from names and values; correct it, or remove it to have it guessed."
    yield "fields:"
    for pair in guesses[0][1].split(", "):
        ours, _, theirs = pair.partition(" ← ")
        yield f"  {ours}: {scalar(theirs)}"


def _counted(seen: Seen) -> str:
    least = "" if seen.whole else "at least "
    refused = ", ".join(f"{count:,} {code}" for code, count in sorted(seen.refused.items()))
    said = f"{_number(seen.dumps, 'dump')}, {least}{_number(seen.articles, 'article')}"
    return f"{said}; refused: {refused}" if refused else said


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _timezone(seen: Seen) -> Iterator[str]:
    if not seen.zoneless:
        return
    zones = _zones(seen)
    hint = f"perhaps theirs is {' or '.join(zones)}" if zones else "name theirs"
    yield f"timezone: UTC  # ? {seen.zoneless:,} of {seen.dated:,} dates name no zone; {hint}"


def _zones(seen: Seen) -> list[str]:
    """The zones of the country that most addresses are of, where it has few."""
    countries = Counter[str]()
    for host, count in seen.hosts.items():
        countries[host.rpartition(".")[2].upper().replace("UK", "GB")] += count
    if not countries:
        return []
    country = max(countries, key=lambda name: (countries[name], name))
    if countries[country] < _MOST_OF * countries.total():
        return []
    from babel.core import get_global  # noqa: PLC0415 - `init` alone asks for a country's zones

    territories = get_global("zone_territories")
    zones = sorted(zone for zone, territory in territories.items() if territory == country)
    return zones if len(zones) <= _ZONES else []


def _day_first(seen: Seen) -> Iterator[str]:
    if not seen.ambiguous:
        return
    if bool(seen.day_first) != bool(seen.month_first):
        order = "day" if seen.day_first else "month"
        said = str(bool(seen.day_first)).lower()
        yield f"day_first: {said}  # other dates of it have the {order} first"
    else:
        said = _number(seen.ambiguous, "date")
        yield f"# day_first: true  # ? {said} such as 03/04/2024: April or March?"


def _labels(kind: str, found: Found) -> Iterator[str]:
    """The labels that have several spellings, and all others as comments, with their counts."""
    if not found:
        return
    yield ""
    yield f"# The {kind} found: {len(found):,}. Our slug → what dumps call it; what is not listed"
    yield "# keeps the name it has."
    yield f"{kind}:"
    for slug, spellings in list(found.items())[:_SHOWN]:
        names = _listed([name for name, _ in spellings.most_common()][:8])
        key = slug if not slug_mistake(slug) else label_slug(slug)
        yield f"  {scalar(key)}: {names}  # {spellings.total():,}"
    if len(found) > _SHOWN:
        yield f"  # … and {len(found) - _SHOWN:,} more; `feedgen-news topics` lists them"


def _topics(sections: Found, tags: Found) -> Iterator[str]:
    yield "# What is published: a feed for each of these."
    yield "topics:"
    yield "  everything: {title: All news, match: all}"
    taken = {"everything"}
    for kind, found in (("sections", sections), ("tags", tags)):
        for slug in _worth_it(found, taken):
            taken.add(slug)
            title = found[slug].most_common(1)[0][0]
            yield f"  {scalar(slug)}:"
            yield f"    title: {scalar(_title(title))}"
            yield f"    {kind}: [{scalar(slug)}]  # {found[slug].total():,} articles"
    yield ""
    yield "# Or one for each tag that enough articles have:"
    yield "# auto_topics: {from: tags, min_items: 5}"


def _worth_it(found: Found, taken: set[str]) -> list[str]:
    fit = (
        slug
        for slug, spellings in found.items()
        if spellings.total() >= _LEAST and slug not in taken
        if not slug_mistake(slug) and not reserved(slug)
    )
    return [slug for _, slug in zip(range(_TOPICS), fit, strict=False)]


def _title(label: str) -> str:
    return label[:1].upper() + label[1:] if label.islower() else label


def _listed(values: list[str]) -> str:
    if len(values) == 1:
        return scalar(values[0])
    return f"[{', '.join(map(_in_list, values))}]"


def _in_list(value: str) -> str:
    text = scalar(value)
    return quoted(value) if text == value and set(text) & set("*&") else text


def scalar(value: str) -> str:
    """A text as YAML writes it, with quotes where it needs them."""
    plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS_OF_YAML
    return value if plain else quoted(value)


def quoted(value: str) -> str:
    """A text in quotes; JSON's are YAML's (YAML 1.2 §1.2)."""
    return msgspec.json.encode(value).decode()


def _comment(text: str) -> str:
    return " ".join(text.split())
