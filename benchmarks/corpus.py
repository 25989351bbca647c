"""Made-up news as JSON Lines: the same number and edition are the same article everywhere.

    python benchmarks/corpus.py N FILE

An article has about 3.8 kB: eight paragraphs of markup in words that look like English, a
section out of 40, three tags out of 1,000, and four names of 20,000, the first of which are the
most frequent, as names in the news are. Article n came out two minutes after article n - 1.
"""

import functools
import itertools
import json
import random
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

SECTIONS, TAGS, PARAGRAPHS = 40, 1_000, 8
START = datetime(2020, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=2)  # a million articles are four years

COMMON = (
    "the of and to a in that is was he for it with as his on be at by had not are but from or "
    "have an they which one you were her all she there would their we him been has when who will "
    "more no if out so said what up its about into than them can only other new some could time "
    "these two may then do first any my now such like our over man me even most made after also "
    "did many before must through back years where much your way well down should because each"
)
ONSETS = "b br c ch d dr f fl g gr h j l m n p pl pr r s sh st t tr v w".split()
RIMES = "a al an ar at e ed el en er et i in ing is it o ol on or u us".split()
SYLLABLES = (
    "ba cor den fi gra hos ki li mon ne par ri sta tu va wen xi yo za ler "
    "dus mar pel ot bri sel dor nak"
).split()
NAMES = ["".join(parts).title() for parts in itertools.product(SYLLABLES, repeat=3)][:20_000]


def zipf(count: int) -> list[float]:
    """What `random.choices` takes: the nth most frequent is 1/n as frequent, roughly."""
    return list(itertools.accumulate(1 / (rank + 3) ** 0.9 for rank in range(count)))


FAME = zipf(len(NAMES))


@functools.cache
def sentences() -> list[str]:
    """Out of which all texts are made; so many that hardly two articles share three."""
    rng = random.Random(1)
    made = (
        "".join(rng.choice(ONSETS) + rng.choice(RIMES) for _ in range(rng.choice((1, 2, 2, 3))))
        for _ in range(12_000)
    )
    words = [*COMMON.split(), *dict.fromkeys(made)]
    often = zipf(len(words))
    lengths = rng.choices(range(6, 19), k=20_000)
    return [" ".join(rng.choices(words, cum_weights=often, k=n)).capitalize() for n in lengths]


def article(number: int, *, edition: int = 1) -> dict[str, object]:
    """Later editions say something else under the same address, date and labels."""
    rng = random.Random(number)
    published = START + number * APART + timedelta(seconds=rng.randrange(120))
    again = {"updated": (published + timedelta(hours=edition)).isoformat()} if edition > 1 else {}
    return {
        "url": f"https://news.example/{published:%Y/%m/%d}/{number}",
        "author": f"Ann Author {number % 50}",
        "published": published.isoformat(),
        **again,
        "section": f"Section {number % SECTIONS}",
        "tags": [f"Tag {tag}" for tag in rng.sample(range(TAGS), k=3)],
        "language": "en",
        "image": f"https://news.example/pictures/{number}.jpg",
        **written(number, random.Random(f"{number} {edition}")),
    }


def written(number: int, rng: random.Random) -> dict[str, str]:
    said = rng.choices(sentences(), k=PARAGRAPHS * 5)
    names = rng.choices(NAMES, cum_weights=FAME, k=4)
    for paragraph, name in enumerate(names):
        said[paragraph * 10] = f"{name} said: “{said[paragraph * 10]}”"
    first, _, rest = said[11].partition(" ")
    said[11] = f'{first} <a href="https://elsewhere.example/{number}">{rest}</a>'
    paragraphs = (". ".join(said[n : n + 5]) + "." for n in range(0, len(said), 5))
    return {
        "title": f"{' '.join(said[7].split()[:8])} {number}",
        "summary": said[8] + ".",
        "html": "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs),
    }


def write(path: Path, numbers: Iterable[int], *, edition: int = 1, mode: str = "w") -> None:
    """These articles, in this order, one a line; `mode` is that of `open`."""
    with path.open(mode, encoding="utf-8") as lines:
        for number in numbers:
            said = article(number, edition=edition)
            lines.write(json.dumps(said, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[2]), range(int(sys.argv[1])))
