"""Rows of a topic's page: an article is the same in each topic, but for the first of a page.

They are what `story` of `parts.html` makes, which makes all others; here as text, for there are
thousands of them, and calls of macros take five times as long. A test holds the two together.
"""

from pathlib import Path

from feedgen_news.model import Image
from feedgen_news.writers.pages.views import ArticleView, DateView

_ROOT = "../"  # from the page of a topic
_USED = ("topic.html", "page.html", "parts.html")  # by the page of a topic
_NAMED = 4  # authors


def are_ours(folder: Path | None) -> bool:
    """Whether rows look as we say: templates of an operator's may make anything of an article."""
    return folder is None or not any((folder / name).exists() for name in _USED)


def row(it: ArticleView) -> bytes:
    """An entry as our templates show it below the first, in UTF-8."""
    link = f'href="{"" if it.foreign else _ROOT}{_escaped(it.href)}"'
    link += ' rel="noopener noreferrer"' if it.foreign else ""
    language = f' lang="{_escaped(it.language)}"' if it.language else ""
    publisher = (
        f' <bdi class="publisher">{_escaped(it.publisher.title)}</bdi>' if it.publisher else ""
    )
    return (
        f'<article class="story row{" pictured" if it.picture else ""}"{language}>\n'
        f'<div class="words">\n<p class="meta">{_date(it.date)}{publisher}</p>\n\n'
        f'<h3 dir="auto"><a {link}>{_escaped(it.title)}</a></h3>\n'
        f"{_points(it.points)}\n{_byline(it)}\n{_elsewhere(it)}</div>\n"
        f"{_frame(it.picture, link) if it.picture else ''}</article>\n\n"
    ).encode()


def _escaped(text: str) -> str:
    """As Jinja does it, which makes an object of its own of each text."""
    text = text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def _date(date: DateView) -> str:
    clock = f' <span class="clock">{date.time}</span>' if date.time else ""
    said = f"<span>{date.day}</span>{clock}"
    return f'<time datetime="{date.machine}" lang="en" dir="ltr">{said}</time>'


def _points(points: list[str]) -> str:
    if len(points) > 1:
        items = "".join(f'<li dir="auto">{_escaped(point)}</li>\n' for point in points)
        return f'<ul class="summary">\n{items}</ul>\n'
    return f'<p class="summary" dir="auto">{_escaped(points[0])}</p>\n' if points else ""


def _byline(it: ArticleView) -> str:
    place = f'<bdi class="place">{_escaped(it.place)}</bdi>' if it.place else ""
    names = ", ".join(f"<bdi>{_escaped(person.name)}</bdi>" for person in it.authors[:_NAMED])
    more = " …" if len(it.authors) > _NAMED else ""
    said = " · ".join(filter(None, (place, names)))
    return f'<p class="byline">{said}{more}</p>\n' if said else ""


def _elsewhere(it: ArticleView) -> str:
    links = ", ".join(
        f'<a href="{_escaped(copy.href)}" rel="noopener noreferrer">'
        f"<bdi>{_escaped(copy.title)}</bdi></a>"
        for copy in it.copies
    )
    also = f'<p class="byline" lang="en" dir="ltr">Also at: {links}</p>\n'
    return f"{also}\n" if links else ""


def _frame(picture: Image, link: str) -> str:
    image = f'<img src="{_escaped(picture.url or "")}" alt="" loading="lazy" decoding="async"'
    return (
        f'<a class="frame" {link} tabindex="-1" aria-hidden="true">'
        f'{image} referrerpolicy="no-referrer"></a>\n'
    )
