"""Not speed but safety: thousands of hostile dumps, and what of them is active when published.

    python benchmarks/attacks.py [--count N] [--seed N]

Builds them in batches and reads every page and feed back with other parsers than the ones
that wrote them. The tests do the same with a few hundred.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for the dumps that tests are made of

from tests.hostile import corpus
from tests.hostile_builds import built_of

BATCH = 250


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--count", type=int, default=2_400, metavar="N")
    arguments.add_argument("--seed", type=int, default=1, metavar="N")
    given = arguments.parse_args()
    dumps = corpus(seed=given.seed, count=given.count)
    totals: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    faults: list[str] = []
    began = time.perf_counter()
    for at in range(0, len(dumps), BATCH):
        umask = 0o077 if at // BATCH % 2 else 0o022
        with tempfile.TemporaryDirectory() as name:
            outcome = built_of(dumps[at : at + BATCH], Path(name) / "site", umask=umask)
            files = sum(1 for path in outcome.site.rglob("*") if path.is_file())
        built = outcome.built
        totals += Counter(
            dumps=len(dumps[at : at + BATCH]),
            records=built.read,
            articles=built.outcome.new,
            duplicate=built.outcome.duplicate,
            refused=built.refused,
            files=files,
        )
        problems += Counter(built.problems)
        faults += outcome.faults
    print(*(f"{count:,} {what}" for what, count in totals.items()), sep=", ")
    print(*(f"{count:,} {code}" for code, count in problems.most_common()), sep=", ")
    print(f"{time.perf_counter() - began:.0f} s, faults {len(faults)}")
    print(*faults[:20], sep="\n")


if __name__ == "__main__":
    main()
