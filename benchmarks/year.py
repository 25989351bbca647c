"""A year of a living news site: what its subscribers see, how the archive grows.

    python benchmarks/year.py [--days N] [--per-day N] [--step HOURS] [--poll N] [--seed N]

Sites that publish, edit, move and fail; scrapers that write dumps; a build every hour; a
subscriber who polls. Nothing is looked at but the published files. The tests run a short one.
"""

import argparse
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for the world that tests are made of

from tests.living_reader import Claim
from tests.living_year import PHASES, Figures, simulated

KINDS = (
    "announced twice",
    "edited copy told by itself",
    "became another article",
    "updated without cause",
    "updated went back",
    "change not told",
    "date moved",
    "formats differ",
    "not known",
)
EXAMPLES = 4


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--days", type=int, default=365, metavar="N")
    arguments.add_argument("--per-day", type=float, default=100, metavar="N", help="new articles")
    arguments.add_argument("--step", type=int, default=1, metavar="HOURS", help="between builds")
    arguments.add_argument("--poll", type=int, default=1, metavar="N", help="each N builds")
    arguments.add_argument("--seed", type=int, default=1, metavar="N")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        told(simulated(Path(name), **vars(given)))


def told(run: Figures) -> None:
    print(f"builds {run.builds:,}, records read {run.records:,}")
    print(f"articles {run.stories:,}, of them in dumps {run.delivered:,}")
    print(f"lost {len(run.lost)}")
    for (site, kind), count in Counter((s.site, s.kind) for s in run.lost).most_common():
        print(f"    {count:6,} {site}, {kind}")
    for story in run.lost[:EXAMPLES]:
        print(f"    {story.born:%F %T} {story.marker} {story.title!r} {story.history}")
    for phase in PHASES:
        print(f"subscribers {phase}".rstrip() + ":")
        for kind in KINDS:
            noticed(kind, run.of(kind, phase=phase))
    print(f"builds that stopped {len(run.stops)}")
    for when, why in run.stops[:EXAMPLES]:
        print(f"    {when:%F %H:%M} {why}")
    print(f"faults found by check {len(run.faults)}", *run.faults[:EXAMPLES], sep="\n    ")
    grown(run)


def noticed(kind: str, claims: list[Claim]) -> None:
    stories = {claim.story for claim in claims}
    print(f"  {kind} {len(claims):,} in all feeds, of {len(stories):,} articles")
    reasons = Counter(cause(claim) for claim in claims)
    for reason, count in reasons.most_common(2 * EXAMPLES):
        print(f"    {count:6,} {reason[:200]}")
    for claim in claims[:EXAMPLES]:
        print(f"    {claim.now:%F %H:%M} {claim.feed} {claim.story} {claim.detail[:240]}")


def cause(claim: Claim) -> str:
    """What befell the article, without dates of its own."""
    return claim.detail.rpartition("+00:00: ")[2]


def grown(run: Figures) -> None:
    print("archive, MB by month: ", *(f"{size / 1e6:.1f}" for size in run.archive_bytes))
    month = max(1, len(run.seconds) // max(1, len(run.archive_bytes)))
    medians = [
        statistics.median(run.seconds[at : at + month]) for at in range(0, len(run.seconds), month)
    ]
    print("median build, s by month: ", *(f"{seconds:.3f}" for seconds in medians))
    print(f"last to first {medians[-1] / medians[0]:.2f}, longest build {max(run.seconds):.2f} s")


if __name__ == "__main__":
    main()
