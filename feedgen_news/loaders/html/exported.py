"""Pages that trafilatura wrote: its facts are in `<meta>`s of its own, the body is the text."""

from selectolax.lexbor import LexborHTMLParser

from feedgen_news.loaders.fields.people import people
from feedgen_news.loaders.fields.values import labels
from feedgen_news.loaders.html.facts import Facts
from feedgen_news.model import Origin, Record

# META_ATTRIBUTES of trafilatura/xml.py, all that it ever writes
_ITS_OWN = frozenset(
    "sitename title author date url hostname description categories tags license id fingerprint"
    " language image pagetype".split()
)
_TELLING = frozenset({"hostname", "fingerprint", "sitename"})


def is_it(facts: Facts) -> bool:
    """A title among the metas, no `<title>`, and no meta that others would write."""
    names = facts.metas.keys()
    return (
        "title" in names
        and not (facts.title or facts.canonical or facts.json_ld)
        and names <= _ITS_OWN
        and not names.isdisjoint(_TELLING)
    )


def record(facts: Facts, tree: LexborHTMLParser, *, origin: Origin) -> Record:
    """What trafilatura took for the article, as it is."""
    body = tree.body
    text = (body.text() or "").strip() if body else ""
    return Record(
        origin=origin,
        title=facts.first("title"),
        url=facts.first("url") or None,
        html=(body.inner_html or None) if body and text else None,
        summary=facts.first("description") or None,
        authors=people(facts.first("author")),
        published=facts.first("date") or None,
        sections=labels(facts.first("categories")),
        tags=labels(facts.first("tags")),
        language=facts.first("language") or None,
        publisher=facts.first("sitename", "hostname") or None,
    )
