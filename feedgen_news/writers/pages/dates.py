"""Dates on pages: a time of day only where the source gave one, always UTC, no clock."""

from datetime import datetime

from feedgen_news.model import rfc3339
from feedgen_news.site import Entry
from feedgen_news.writers.pages.views import DateView

# English like the rest of the pages; `strftime` would ask the machine's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def of_entry(entry: Entry) -> DateView:
    """The date of an article as people know it."""
    date = entry.article.date
    exact = date is not None and date.precision == "second"
    return _view(entry.date, exact=exact)


def of_day(moment: datetime) -> DateView:
    """The day of a change."""
    return _view(moment, exact=False)


def _view(moment: datetime, *, exact: bool) -> DateView:
    machine = rfc3339(moment)
    time = f"{machine[11:16]} UTC" if exact else ""
    month = _MONTHS[moment.month - 1]
    day = f"{moment.day} {month} {moment.year}"
    return DateView(
        machine=machine if exact else machine[:10],
        day=day,
        short=f"{moment.day} {month[:3]} {moment.year}",
        time=time,
        text=f"{day}, {time}" if time else day,
    )
