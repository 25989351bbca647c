"""Mistakes that no single value shows: names that must be known, and names that meet.

Each check reads the tree and passes over what has another shape than it expects, for that
is reported by the models; so all mistakes of a file come at once.
"""

from collections.abc import Iterable, Iterator

from feedgen_news.config.clauses import Match
from feedgen_news.config.folding import fold
from feedgen_news.config.json_schema import RECORD_FIELDS, Choices
from feedgen_news.config.mistakes import Mistake, near_miss, shown
from feedgen_news.config.nodes import Key, Node, Spot, child, items_of, keys_of, text_of
from feedgen_news.config.slugs import label_slug, reserved, same_name, slug_mistake


def name_mistakes(root: Node, choices: Choices) -> Iterator[Mistake]:
    """Every name in the tree (spelt out in full) that is unknown, taken or impossible."""
    if "folder" in keys_of(root):  # a field of Config, but the loader's to fill in
        yield _at(keys_of(root)["folder"].spot, "folder", "unknown key")
    yield from _source_mistakes(root, choices)
    for kind in ("sections", "tags", "topics"):
        yield from _slug_mistakes(kind, keys_of(child(root, kind)))
    for kind in ("sections", "tags"):
        yield from _claimed_twice(kind, keys_of(child(root, kind)))
    sources = _named_sources(root)
    for slug, key in keys_of(child(root, "topics")).items():
        yield from _unknown_sources(f"topics.{slug}", key.node, sources)
        yield from _unknown_formats(f"topics.{slug}.formats", child(key.node, "formats"), choices)
    yield from _unknown_formats("defaults.formats", child(root, "defaults", "formats"), choices)
    yield from _titles_twice(keys_of(child(root, "topics")))
    yield from _former_slugs(keys_of(child(root, "topics")))
    yield from _menu_below_the_root(root)
    yield from _unknown("host", child(root, "host"), choices.hosts)
    yield from _host_below_the_root(root, choices)
    yield from _nothing_to_publish(root)


def _source_mistakes(root: Node, choices: Choices) -> Iterator[Mistake]:
    lines: dict[str, int] = {}
    for number, source in enumerate(items_of(child(root, "sources"))):
        at = f"sources[{number}]"
        yield from _unknown(f"{at}.format", child(source, "format"), ("auto", *choices.formats))
        yield from _unknown_layout(f"{at}.layout", child(source, "layout"), choices)
        for name, key in keys_of(child(source, "fields")).items():
            if name not in RECORD_FIELDS:
                message = f"no field of an article{near_miss(name, RECORD_FIELDS)}"
                yield _at(key.spot, f"{at}.fields.{name}", message)
        node = child(source, "name")
        if node and (text := text_of(node)):
            first = lines.setdefault(fold(text), node.spot.line)
            if first != node.spot.line:
                message = f"{shown(text)} names a source already in line {first}"
                yield _at(node.spot, f"{at}.name", message)


def _unknown_layout(at: str, node: Node | None, choices: Choices) -> Iterator[Mistake]:
    text = text_of(node)
    if node and text and not text.startswith("/"):
        for mistake in _unknown(at, node, ("auto", *choices.layouts)):
            advice = "; or put a file of that name beside the config"
            yield Mistake(mistake.line, mistake.column, at, mistake.message + advice)


def _unknown(at: str, node: Node | None, known: Iterable[str]) -> Iterator[Mistake]:
    text = text_of(node)
    words = tuple(known)
    if node is not None and text is not None and text not in words:
        yield _at(node.spot, at, f"{shown(text)} is not known{near_miss(text, words)}")


def _unknown_formats(at: str, node: Node | None, choices: Choices) -> Iterator[Mistake]:
    for item in items_of(node):
        yield from _unknown(at, item, choices.writers)


def _named_sources(root: Node) -> dict[str, str]:
    """The sources' names, by what they are compared as."""
    names = [text_of(child(source, "name")) for source in items_of(child(root, "sources"))]
    return {fold(name): name for name in names if name}


def _unknown_sources(at: str, topic: Node, known: dict[str, str]) -> Iterator[Mistake]:
    for group in Match.model_fields:
        for clause in items_of(child(topic, "match", group)):
            for item in items_of(child(clause, "sources")):
                text = text_of(item)
                if text and fold(text) not in known:
                    hint = near_miss(text, known.values())
                    yield _at(item.spot, f"{at}.sources", f"no source is named {shown(text)}{hint}")


def _slug_mistakes(kind: str, keys: dict[str, Key]) -> Iterator[Mistake]:
    first: dict[str, str] = {}
    for slug, key in keys.items():
        other = first.setdefault(same_name(slug), slug)
        wrong = slug_mistake(slug)
        if other != slug:
            line = keys[other].spot.line
            wrong = f"the same name as {shown(other)} in line {line} to file systems; rename one"
        elif kind == "topics" and not wrong and reserved(slug):
            wrong = f"taken by our own files or by servers; for example {slug.split('.')[0]}-news"
        if wrong:
            yield _at(key.spot, f"{kind}.{slug}", wrong)


def _claimed_twice(kind: str, keys: dict[str, Key]) -> Iterator[Mistake]:
    owners: dict[str, str] = {}
    for slug, key in keys.items():
        owner = owners.setdefault(label_slug(slug), slug)
        if same_name(owner) != same_name(slug):
            message = f"the same label as {kind}.{owner} (line {keys[owner].spot.line}); rename one"
            yield _at(key.spot, f"{kind}.{slug}", message)
    for slug, key in keys.items():
        for alias in items_of(child(key.node, "aliases")):
            text = text_of(alias)
            if not text or not text.strip():
                continue
            owner = owners.setdefault(label_slug(text), slug)
            if owner != slug:
                line = keys[owner].spot.line
                message = f"{shown(text)} already means {kind}.{owner} (line {line}); keep it once"
                yield _at(alias.spot, f"{kind}.{slug}", message)


def _titles_twice(topics: dict[str, Key]) -> Iterator[Mistake]:
    """Readers show two feeds of one title as one, or cannot be told apart."""
    first: dict[str, tuple[str, int]] = {}
    for slug, key in topics.items():
        node = child(key.node, "title")
        title = text_of(node)
        if node is None or not title or not title.strip():
            continue
        other, line = first.setdefault(same_name(title.strip()), (slug, node.spot.line))
        if other != slug:
            message = (
                f"{shown(title)} is the title of topics.{other} (line {line}); give it another"
            )
            yield _at(node.spot, f"topics.{slug}.title", message)


def _former_slugs(topics: dict[str, Key]) -> Iterator[Mistake]:
    """A former address leads to one topic, and is none's of today."""
    heirs: dict[str, str] = {}
    for slug, key in topics.items():
        for node in items_of(child(key.node, "formerly")):
            old = text_of(node)
            if old is None:
                continue
            heir = heirs.setdefault(old, slug)
            if reserved(old):
                message = f"{shown(old)} is taken by our own files or by servers; remove it"
                yield _at(node.spot, f"topics.{slug}.formerly", message)
            elif old in topics:
                message = f"{shown(old)} is a topic of today; remove it here or there"
                yield _at(node.spot, f"topics.{slug}.formerly", message)
            elif heir != slug:
                message = f"{shown(old)} leads to topics.{heir} already; keep it once"
                yield _at(node.spot, f"topics.{slug}.formerly", message)


def _menu_below_the_root(root: Node) -> Iterator[Mistake]:
    """RFC 8615 §3: well-known addresses are at the root of a host."""
    menu = child(root, "site", "feed_menu")
    if menu and _below_the_root(root) and (text_of(menu) or "").lower() == "true":
        message = "works only where `url` is the root of its host; remove it"
        yield _at(menu.spot, "site.feed_menu", message)


def _host_below_the_root(root: Node, choices: Choices) -> Iterator[Mistake]:
    node = child(root, "host")
    if node and _below_the_root(root) and text_of(node) in choices.hosts_at_root:
        message = (
            f"{shown(text_of(node) or '')} reads its files at the root of its host, and `site.url` "
            "is a folder; remove it, and see `feedgen-news host`"
        )
        yield _at(node.spot, "host", message)


def _below_the_root(root: Node) -> bool:
    url = text_of(child(root, "site", "url")) or ""
    return bool(url.partition("://")[2].partition("/")[2])


def _nothing_to_publish(root: Node) -> Iterator[Mistake]:
    if not child(root, "topics") and not child(root, "auto_topics"):
        yield _at(root.spot, "topics", "missing; name at least one topic, or use auto_topics")
    elif not (keys_of(child(root, "topics")) or items_of(child(root, "auto_topics"))):
        node = child(root, "topics") or root
        if isinstance(node.value, dict | list) and not node.value:
            yield _at(node.spot, "topics", "empty; name at least one topic, or use auto_topics")


def _at(spot: Spot, key: str, message: str) -> Mistake:
    return Mistake(spot.line, spot.column, key, message)
