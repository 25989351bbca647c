"""The entries of one feed held against each other, whatever its format."""

from itertools import pairwise

from feedgen_news.checks.finding import Check, Fault, Faults, shown

CODES = {
    "duplicate-id": Check("E", "two entries of a feed have one id: readers show one of them"),
    "oldest-first": Check("W", "the oldest entry stands first; some readers take it for the news"),
    "updated-behind": Check("W", "the feed's `updated` is older than an entry's"),
}


def distinct(identifiers: list[str]) -> Faults:
    """Each id once in a feed."""
    seen = set()
    for identifier in filter(None, identifiers):
        if identifier in seen:
            yield Fault("duplicate-id", shown(identifier))
        seen.add(identifier)


def newest_first(*orders: list[str]) -> Faults:
    """Not the wrong way round, by any of the dates that an order may follow.

    Dates are compared as text, so each list has to be of one form and zone.
    """
    if orders and all(len(dates) > 2 and all(dates) and _rises(dates) for dates in orders):
        yield Fault("oldest-first", "feed", shown(orders[0][0]))


def _rises(dates: list[str]) -> bool:
    return all(before < after for before, after in pairwise(dates))


def not_behind(updated: str, dates: list[str]) -> Faults:
    """No entry changed after the feed says it did."""
    newest = max((date for date in dates if date.endswith("Z")), default="")
    if updated.endswith("Z") and updated < newest:
        yield Fault("updated-behind", "feed", shown(f"{updated} < {newest}"))
