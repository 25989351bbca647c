"""What subscribers see of a significant change: nothing, a later date, or a new entry."""

from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID, uuid5

from feedgen_news.model import Article, Kept, Listed, Topic

Moment_co = TypeVar("Moment_co", datetime, int, covariant=True)  # or seconds since 1970 UTC


class _Dated(Protocol[Moment_co]):
    """What a `Kept` and a `Listed` have in common."""

    @property
    def date(self) -> Moment_co: ...
    @property
    def changed(self) -> Moment_co: ...
    @property
    def announced(self) -> Moment_co: ...
    @property
    def revision(self) -> int: ...


def entry_id(article_id: str, kept: Kept | Listed, topic: Topic | None, *, per_topic: bool) -> str:
    """The article's id; in a topic that announces changes anew, one for each of them.

    It is made of how often the article changed, not of when: a clock that is put right must
    not announce it once more.
    """
    id_ = article_id
    if topic and per_topic:
        id_ = uuid5(UUID(id_), topic.slug).urn
    return uuid5(UUID(id_), f"revision {kept.revision}").urn if _anew(kept, topic) else id_


def date(kept: _Dated[Moment_co], topic: Topic | None) -> Moment_co:
    """For people: the article's, or that of the change which is announced."""
    return kept.changed if _anew(kept, topic) else kept.date


def updated(kept: _Dated[Moment_co], topic: Topic | None) -> Moment_co:
    """When the entry changed; where changes are silent, when the article was announced."""
    if topic and topic.updates == "silent":
        return kept.announced
    return kept.changed


def modified(kept: Kept, topic: Topic | None) -> datetime | None:
    """When it changed after it was announced, or after its source published it; None if neither.

    `updated` alone does not tell: what changes in one second is spread over the next ones.
    """
    moment = updated(kept, topic)
    since_announced = kept.revision > 0 or kept.date <= kept.announced < moment
    changed = since_announced or _is_said_to_have_changed(kept.article, moment)
    return moment if changed and moment > date(kept, topic) else None


def _is_said_to_have_changed(article: Article, moment: datetime) -> bool:
    """Whether it was new when it was announced, but not as it was published."""
    if article.published is None or article.updated is None:
        return False
    return article.published.last < article.updated.instant <= moment


def _anew(kept: _Dated[Moment_co] | Kept | Listed, topic: Topic | None) -> bool:
    return topic is not None and topic.updates == "reannounce" and kept.revision > 0
