"""The list of all feeds as OPML 2.0, for importing them into a reader at once."""

from lxml import etree

from feedgen_news.site import Head, Site
from feedgen_news.writers.plain_text import never_markup


def write(site: Site, *, preference: tuple[str, ...]) -> bytes:
    """One outline per topic, in the first format of `preference` that the topic has.

    A second format would give people everything twice. Topics of a group stand in a folder
    where the group's first one stands. `type` is "rss" for Atom too (OPML 2.0, Subscription
    lists). No dates: the same site is the same bytes.
    """
    root = etree.Element("opml", version="2.0")
    root.append(etree.Comment(" made by feedgen-news "))
    etree.SubElement(etree.SubElement(root, "head"), "title").text = never_markup(site.title)
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {"": body}
    for head in site.heads:
        group = head.topic.group
        if group not in folders:
            folders[group] = etree.SubElement(body, "outline", text=never_markup(group))
        etree.SubElement(folders[group], "outline", _outline(head, preference))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _outline(head: Head, preference: tuple[str, ...]) -> dict[str, str]:
    format_ = next(name for name in preference if name in head.urls)
    return {
        "text": never_markup(head.title),
        "title": never_markup(head.title),
        "type": "rss",
        "xmlUrl": head.urls[format_],
        "htmlUrl": head.page,
        **({"description": never_markup(head.topic.description)} if head.topic.description else {}),
    }
