"""`check --readers`: what feed readers take from the entries of each feed, side by side."""

from collections.abc import Iterator
from pathlib import Path

from feedgen_news.checks.finding import shown
from feedgen_news.checks.readers import EntryView, FeedView, views
from feedgen_news.cli.output import say, say_json, table

_ROWS = ("id", "date", "picture", "author", "link", "title")
_ALWAYS = 5  # of the rows; the title stands above, and in a row where readers differ


def show(folder: Path, *, only: tuple[str, ...], entries: int | None, as_json: bool) -> None:
    """Prints the views of a folder's feeds; `entries` of each, None for all."""
    found = views(folder, only=only, entries=entries)
    if as_json:
        say_json(list(found))
        return
    for number, view in enumerate(found):
        if number:
            say()
        for line in _feed(view):
            say(line)


def _feed(view: FeedView) -> Iterator[str]:
    shown_of = f"{len(view.entries)} of {view.count:,}" if view.count else "no"
    yield f"{view.path}: {shown_of} {'entry' if view.count == 1 else 'entries'}"
    for name in view.unread_by:
        yield f"  {name} does not read this format"
    for entry in view.entries:
        yield from _entry(entry)


def _entry(entry: EntryView) -> Iterator[str]:
    titles = [taken.title for taken in entry.taken.values() if taken.title]
    yield ""
    yield shown(titles[0]) if titles else "(no title)"
    rows = [row for name in _ROWS for row in _field(entry, name)]
    yield from (f"  {line}" for line in table(rows))
    for name, taken in entry.taken.items():
        for note in taken.notes:
            yield f"  {name}: {shown(note)}"


def _field(entry: EntryView, field: str) -> Iterator[tuple[str, str, str]]:
    """Field, readers, value: one row for each value, readers of one mind together."""
    values: dict[str, list[str]] = {}
    for name, taken in entry.taken.items():
        values.setdefault(getattr(taken, field), []).append(name)
    if field not in _ROWS[:_ALWAYS] and len(values) == 1:
        return
    for number, (value, names) in enumerate(values.items()):
        who = "all" if len(names) == len(entry.taken) > 1 else ", ".join(names)
        yield "" if number else field, who, shown(value) or "none"
