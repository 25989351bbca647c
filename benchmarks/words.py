"""What words cost: sorting an article by 10 words in one topic, and by 1,000 in 100.

    python benchmarks/words.py

The article is 3.5 kB of the seeds. Of the words a share occurs in it, the rest is made up:
1 to 5 % is what a list of names and places finds, 20 % is nearly every word of four letters
or more that the article has. Reported are microseconds per article, the best of several
rounds, and the ratio.
"""

import hashlib
import itertools
import re
import timeit
from pathlib import Path

from feedgen_news.config import Clause, Config, Match, SiteSettings, Source, TopicSettings
from feedgen_news.config.schema import TagSettings
from feedgen_news.model import Article, Origin
from feedgen_news.topics import Sorter

SEEDS = Path(__file__).parents[1] / "seeds"
LENGTH = 3_500
ROUNDS, ARTICLES = 15, 300


def main() -> None:
    article = made_article()
    for share, (kind, config) in itertools.product(
        (0.01, 0.05, 0.2), (("in clauses", clauses), ("that earn tags", tags))
    ):
        few = microseconds(Sorter(config(vocabulary(article, 10, share), topics=1)), article)
        many = microseconds(Sorter(config(vocabulary(article, 1_000, share), topics=100)), article)
        print(
            f"words {kind}, {share:.0%} of them in the article: 10 in 1 topic {few:.0f} µs, "
            f"1,000 in 100 topics {many:.0f} µs, ratio {many / few:.2f}"
        )


def microseconds(sorter: Sorter, article: Article) -> float:
    rounds = timeit.repeat(lambda: sorter.sort(article), number=ARTICLES, repeat=ROUNDS)
    return min(rounds) / ARTICLES * 1e6


def made_article() -> Article:
    text = "\n".join(path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt")))
    title, _, body = text.partition("\n")
    return Article(
        id="urn:x",
        keys=("urn:x",),
        url="https://example.org/world/1",
        title=title,
        summary="",
        text=body.strip()[:LENGTH],
        html="",
        authors=(),
        published=None,
        updated=None,
        sections=("World",),
        tags=(),
        language="en",
        place=None,
        images=(),
        publisher=None,
        source="S",
        origin=Origin("d"),
    )


def vocabulary(article: Article, size: int, share: float) -> list[str]:
    present = sorted(set(re.findall(r"[a-z]{4,}", article.text.lower())))
    scattered = sorted(present, key=lambda word: hashlib.sha256(word.encode()).digest())
    syllables = ("ba", "cor", "den", "fi", "gra", "hos", "li", "mon", "ne", "par", "ri", "sta")
    made_up = ("".join(parts) for parts in itertools.product(syllables, repeat=3))
    found = scattered[: max(1, round(size * share))]
    return [*found, *itertools.islice(made_up, size - len(found))]


def clauses(words: list[str], *, topics: int) -> Config:
    groups = [tuple(words[n::topics]) for n in range(topics)]
    return config({}, [Clause(words=group) for group in groups])


def tags(words: list[str], *, topics: int) -> Config:
    groups = [tuple(words[n::topics]) for n in range(topics)]
    declared = {f"tag{n}": TagSettings(title=f"Tag {n}", words=g) for n, g in enumerate(groups)}
    return config(declared, [Clause(tags=(slug,)) for slug in declared])


def config(declared: dict[str, TagSettings], rules: list[Clause]) -> Config:
    return Config(
        site=SiteSettings(title="T", url="https://feeds.example.org/"),
        sources=(Source(name="S", files=("x",)),),
        tags=declared,
        topics={
            f"topic{n}": TopicSettings(title=f"Topic {n}", match=Match(any=(clause,)))
            for n, clause in enumerate(rules)
        },
        archive=Path("archive"),
        output=Path("output"),
        folder=Path(),
    )


if __name__ == "__main__":
    main()
