"""The menu of all feeds at a well-known address (draft-nottingham-feed-menu-01)."""

import msgspec

from feedgen_news.site import Head, Site
from feedgen_news.writers.plain_text import unmistakable

PATH = ".well-known/feed-menu.json"
_FORMATS = ("atom", "rss")  # the draft knows no other


class _Item(msgspec.Struct, omit_defaults=True, kw_only=True, rename={"title": "feed-title"}):
    title: str
    description: str = ""
    lang: str | None = None
    atom: str | None = None
    rss: str | None = None


class _Menu(msgspec.Struct, omit_defaults=True, kw_only=True, rename={"title": "feed-menu"}):
    title: str
    lang: str | None = None
    items: list["_Menu | _Item"] = []


def write(site: Site) -> bytes:
    """Every topic that is published in a format of the draft; a group is a menu of its own."""
    top = _Menu(title=unmistakable(site.title), lang=site.language)
    menus = {"": top}
    for head in site.heads:
        group = head.topic.group
        if not any(name in head.urls for name in _FORMATS):
            continue
        if group not in menus:
            menus[group] = _Menu(title=unmistakable(group))
            top.items.append(menus[group])
        menus[group].items.append(_item(head, site))
    return msgspec.json.format(msgspec.json.encode(top), indent=2) + b"\n"


def _item(head: Head, site: Site) -> _Item:
    return _Item(
        title=unmistakable(head.topic.title),
        description=unmistakable(head.topic.description),
        lang=head.language if head.language != site.language else None,
        atom=head.urls.get("atom"),
        rss=head.urls.get("rss"),
    )
