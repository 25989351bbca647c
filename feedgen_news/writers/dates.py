"""Dates on pages: a time of day only where the source gave one."""

from feedgen_news.model import Entry, rfc3339

# English like the rest of the pages; `strftime` would ask the machine's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def for_machines(entry: Entry) -> str:
    """For `<time datetime>`: a date, or a date-time in UTC."""
    return rfc3339(entry.date) if _knows_the_time(entry) else entry.date.date().isoformat()


def for_people(entry: Entry) -> str:
    """`29 March 2024`, with `, 14:05 UTC` where the time is known."""
    date = entry.date
    day = f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
    return f"{day}, {date:%H:%M} UTC" if _knows_the_time(entry) else day


def _knows_the_time(entry: Entry) -> bool:
    date = entry.article.date
    return date is not None and date.precision == "second"
