"""What subscribers see of a significant change: nothing, a later date, or a new entry."""

from datetime import datetime
from uuid import UUID, uuid5

from feedgen_news.model import Kept, Topic


def entry_id(kept: Kept, topic: Topic | None, *, per_topic: bool) -> str:
    """The article's id; in a topic that announces changes anew, one for each of them.

    It is made of how often the article changed, not of when: a clock that is put right must
    not announce it once more.
    """
    id_ = kept.article.id
    if topic and per_topic:
        id_ = uuid5(UUID(id_), topic.slug).urn
    return uuid5(UUID(id_), f"revision {kept.revision}").urn if _anew(kept, topic) else id_


def date(kept: Kept, topic: Topic | None) -> datetime:
    """For people: the article's, or that of the change which is announced."""
    return kept.changed if _anew(kept, topic) else kept.date


def updated(kept: Kept, topic: Topic | None) -> datetime:
    """When the entry changed; where changes are silent, when the article was announced."""
    if topic and topic.updates == "silent":
        return max(kept.announced, kept.date)  # the date may have been corrected since
    return kept.changed


def _anew(kept: Kept, topic: Topic | None) -> bool:
    return topic is not None and topic.updates == "reannounce" and kept.revision > 0
