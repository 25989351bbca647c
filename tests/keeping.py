"""Articles to put into an archive."""

from datetime import UTC, datetime

import msgspec

from feedgen_news.model import Article, Origin, When

NOON = datetime(2024, 3, 29, 12, tzinfo=UTC)


def article(name: str = "a", **changes: object) -> Article:
    """One that its name tells from others; its id goes by the first letter of it."""
    plain = Article(
        id=f"urn:uuid:00000000-0000-5000-8000-{ord(name[0]):012d}",
        keys=(f"url:{name}",),
        url=f"https://news.example/{name}",
        title=f"Title {name}",
        summary="",
        text="Some text.",
        html="<p>Some text.</p>",
        authors=(),
        published=When(NOON),
        updated=None,
        sections=("World",),
        tags=(),
        language=None,
        place=None,
        images=(),
        publisher=None,
        source="s",
        origin=Origin("d.jsonl", 1, 1),
    )
    return msgspec.structs.replace(plain, **changes)


def moment(text: str) -> datetime:
    """An instant of UTC, or noon of a day."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T12:00").replace(tzinfo=UTC)
