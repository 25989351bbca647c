"""Finds the articles in an object that is none: answers of APIs, feeds, JSON-LD graphs."""

from typing import Any

from feedgen_news.loaders.fields.keys import fold
from feedgen_news.loaders.fields.kinds import is_article_type

_DEPTH = 4  # {"rss": {"channel": {"item": […]}}}
_LISTS = (
    "articles results items item entries entry docs documents posts stories news data hits"
    " records value values response feed rss channel list pages content".split()
)
_WRAPPERS = ("article", "source", "data", "item", "post", "story", "news", "doc", "fields")
_BODY = frozenset(
    "text html content contenthtml contenttext body articlebody maintext fulltext plaintext"
    " rawtext".split()
)
_TITLE = frozenset({"title", "headline", "webtitle"})
_WHERE = frozenset({"url", "link", "weburl", "guid", "canonicallink", "published", "publishedat"})
_FEED_LISTS = frozenset({"items", "entries", "articles", "item", "entry"})
_SAMPLE = 20  # entries of a list that are looked at


def is_alone(value: dict[str, Any]) -> bool:
    """Whether an object surely is an article itself, as most are: it has a text of its own."""
    for key in _BODY.intersection(value):
        if isinstance(value[key], str) and value[key]:
            return not isinstance(value.get("@graph"), list)
    return False


def articles_in(value: dict[str, Any]) -> list[Any]:
    """The articles an object holds; the object itself where it holds no list of them."""
    if isinstance(graph := value.get("@graph"), list):
        return _from_graph(graph) or [value]
    if _is_article(value):
        return [value]
    found = _list_in(value, depth=_DEPTH)
    if found is None:
        return [_unwrapped(value)]
    return [_unwrapped(entry) if isinstance(entry, dict) else entry for entry in found]


def _from_graph(graph: list[Any]) -> list[Any]:
    """The articles among the nodes, with the nodes they refer to put in their place."""
    nodes = [node for node in graph if isinstance(node, dict)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    return [resolved(node, by_id) for node in nodes if is_article_type(node.get("@type"))]


def resolved(node: dict[str, Any], by_id: dict[str, Any]) -> dict[str, Any]:
    """A node of JSON-LD with the nodes it refers to put in their place, one level deep."""

    def resolve(value: Any) -> Any:
        if isinstance(value, list):
            return [resolve(entry) if isinstance(entry, dict) else entry for entry in value]
        if isinstance(value, dict) and set(value) <= {"@id", "@type", "name"}:
            return {**by_id.get(str(value.get("@id")), {}), **value}
        return value

    return {key: resolve(value) for key, value in node.items()}


def _is_article(value: dict[str, Any]) -> bool:
    """Whether the object speaks of itself: a type of article, or a body of its own."""
    if is_article_type(value.get("@type")):
        return True
    texts = [key for key, part in value.items() if part and isinstance(part, str)]
    return not _BODY.isdisjoint(map(fold, texts))


def _list_in(value: dict[str, Any], *, depth: int) -> list[Any] | None:
    """The list of articles nearest to the top; known names first, then the longest.

    What has a title and an address may be an article whose lists are beside the point
    (related stories, comments), or a feed, whose lists have few names.
    """
    folded = {fold(key): part for key, part in value.items()}
    titled = bool(_TITLE & folded.keys() and _WHERE & folded.keys())
    lists = {
        name: part
        for name, part in folded.items()
        if isinstance(part, list) and _looks_like_articles(part, named=name in _LISTS)
    }
    if titled:
        return next((lists[name] for name in _LISTS if name in lists and name in _FEED_LISTS), None)
    if lists:
        best = min(lists, key=lambda name: (_rank(name), -len(lists[name])))
        return lists[best]
    return _list_below(folded, depth=depth - 1) if depth > 1 else None


def _list_below(folded: dict[str, Any], *, depth: int) -> list[Any] | None:
    names = sorted((name for name in folded if isinstance(folded[name], dict)), key=_rank)
    lists = (_list_in(folded[name], depth=depth) for name in names)
    return next((found for found in lists if found is not None), None)


def _rank(name: str) -> int:
    return _LISTS.index(name) if name in _LISTS else len(_LISTS)


def _looks_like_articles(entries: list[Any], *, named: bool) -> bool:
    """Whether most entries are objects that look like articles, the more so if named so."""
    sample = entries[:_SAMPLE]
    objects = [_unwrapped(entry) for entry in sample if isinstance(entry, dict)]
    likely = sum(_likely(entry, named=named) for entry in objects)
    return bool(sample) and 2 * likely >= len(sample)


def _likely(entry: dict[str, Any], *, named: bool = False) -> bool:
    keys = {fold(key) for key in entry}
    if named:
        return bool(keys & (_TITLE | _BODY))
    return bool(keys & _TITLE and keys & (_BODY | _WHERE))


def _unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """The article in `{"_source": {…}}`, `{"article": {…}}` and the like."""
    if isinstance(hit := value.get("_source"), dict):  # of a search engine, whatever its keys
        return hit
    folded = {fold(key): part for key, part in value.items()}
    if folded.keys() & (_TITLE | _BODY):
        return value
    wrapped = (folded[name] for name in _WRAPPERS if isinstance(folded.get(name), dict))
    return next((inner for inner in wrapped if _likely(inner)), value)
