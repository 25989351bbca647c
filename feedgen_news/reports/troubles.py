"""The operator's own feed (Atom, RFC 4287): what went wrong, and when it was well again.

A new kind of trouble is an entry, and so is the end of it; the same trouble in build after
build is none. The file itself remembers what was told.
"""

import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedgen_news.model import rfc3339
from feedgen_news.reports.outcomes import OUTCOMES
from feedgen_news.reports.run import Run

# The parser is loaded in functions: few configs ask for this report.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from lxml import etree

MARK = b"<?xml version='1.0' encoding='UTF-8'?>\n<!-- feedgen-news: what went wrong -->\n"

_ATOM = "http://www.w3.org/2005/Atom"
_BARE: Any = {None: _ATOM}  # the stubs know no namespace without a prefix
_MOST = 50  # entries
_NAMES = uuid.UUID("5a0a7f0e-6f0b-4f5e-9d42-6c7f3c0a51e7")  # ours, for ids of version 5


def body(run: Run, before: Run | None, path: Path) -> bytes:
    """The feed after this run: with one more entry where the trouble is another than before.

    `path` is where it lies; what stands there is kept, unless it is no such feed.
    """
    from lxml import etree

    root = _there(path)
    entries = [] if root is None else root.findall(f"{{{_ATOM}}}entry")
    if run.trouble != (before.trouble if before else None):
        entries = [_entry(run, path), *entries]
    return MARK + etree.tostring(_feed(run, path, root, entries[:_MOST]), encoding="utf-8") + b"\n"


def _there(path: Path) -> "etree._Element | None":
    """The feed as it is; the reader opens nothing else, whatever is written in it."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except (OSError, etree.XMLSyntaxError):
        return None
    return root if root.tag == f"{{{_ATOM}}}feed" else None


def _feed(
    run: Run, path: Path, old: "etree._Element | None", entries: "list[etree._Element]"
) -> "etree._Element":
    from lxml import etree

    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_BARE)
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    known = None if old is None else old.findtext(f"{{{_ATOM}}}id")
    since = None if old is None else old.findtext(f"{{{_ATOM}}}updated")
    newest = entries[0].findtext(f"{{{_ATOM}}}updated") if entries else since
    _child(feed, "id", known or _id(str(path)))
    _child(feed, "title", f"feedgen-news: what went wrong ({run.site or path.stem})")
    _child(feed, "updated", newest or rfc3339(run.finished))
    _child(_child(feed, "author"), "name", "feedgen-news")
    feed.extend(entries)
    etree.indent(feed)
    return feed


def _entry(run: Run, path: Path) -> "etree._Element":
    from lxml import etree

    entry = etree.Element(f"{{{_ATOM}}}entry")
    _child(entry, "id", _id(f"{path}\n{run.finished.isoformat()}\n{run.trouble}"))
    _child(
        entry, "title", f"{run.trouble}: {OUTCOMES[run.outcome]}" if run.trouble else "well again"
    )
    _child(entry, "updated", rfc3339(run.finished))
    _child(entry, "content", _told(run)).set("type", "text")
    return entry


def _told(run: Run) -> str:
    since = f"The last build that went well: {_moment(run.last_success)}."
    if run.trouble is None:
        return f"The build went well again. {OUTCOMES[run.outcome].capitalize()}."
    return f"{run.message or OUTCOMES[run.outcome]}\nExit code {run.exit_code}. {since}"


def _moment(at: datetime | None) -> str:
    return rfc3339(at) if at else "none is known"


def _child(parent: "etree._Element", name: str, text: str | None = None) -> "etree._Element":
    from lxml import etree

    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = text
    return child


def _id(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, name)}"
