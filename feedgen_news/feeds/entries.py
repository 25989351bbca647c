"""An article as an entry: its body with its pictures, what it is about, who published it."""

import html
import re
from collections.abc import Callable, Collection
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from feedgen_news.config import Config
from feedgen_news.feeds import updates
from feedgen_news.model import Article, Image, Kept, Label, Topic, unique
from feedgen_news.site import Elsewhere, Entry, Publisher

MOST_COPIES = 10  # named
MOST_PICTURES = 10  # in a body beside the lead; dumps hold whole galleries

_SIZE = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|scaled|\d{3,4}w?)$")
_PICTURE = re.compile(r'<img[^>]*? src="([^"]*)"')


class Publishers:
    """Who published an article: the source, with its home page where the config names one."""

    def __init__(self, config: Config, *, seed: str) -> None:
        self._homes = {source.name: source.url for source in config.sources}
        self._site = config.site
        self._seed = seed

    def of(self, article: Article) -> Publisher:
        """Its publisher; where nothing says where that is, the site itself stands in.

        The id is of the name and the place, so that one publisher is one source everywhere;
        `seed` is where the site began, so that it may move.
        """
        url = self._homes.get(article.source) or _home(article.url)
        title = article.publisher or article.source or self._site.title
        return _publisher(title, seed=url or self._seed, url=url or self._site.url)


@lru_cache(maxsize=1024)  # articles are many, publishers few
def _publisher(title: str, *, seed: str, url: str) -> Publisher:
    return Publisher(id=uuid5(NAMESPACE_URL, f"{seed}\0{title}").urn, title=title, url=url)


def _home(url: str | None) -> str | None:
    return _origin("/".join((url or "").split("/", 3)[:3]))


@lru_cache(maxsize=1024)
def _origin(url: str) -> str | None:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else None


def elsewhere(
    kept: Kept, publishers: Publishers, link: Callable[[Article], str]
) -> tuple[Elsewhere, ...]:
    """The copies that an entry names: each site once, by its host where the name is taken."""
    if not kept.copies:
        return ()
    names, sites = {publishers.of(kept.article).title}, {_site(kept.article)}
    named: list[Elsewhere] = []
    for copy in kept.copies:
        title, site = publishers.of(copy).title, _site(copy)
        name = site if title in names else title
        if site not in sites and name not in names:
            named.append(Elsewhere(name, link(copy)))
        names.add(name)
        sites.add(site)
    return tuple(named[:MOST_COPIES])


def _site(article: Article) -> str:
    host = urlsplit(article.url or "").hostname or ""
    return host.removeprefix("www.") or article.publisher or article.source


def entry(
    kept: Kept,
    topic: Topic | None,
    *,
    id_: str,
    link: str,
    publisher: Publisher,
    copies: tuple[Elsewhere, ...] = (),
    named: bool = True,
) -> Entry:
    """The article as it stands in the feed of a topic, or on a page of its own.

    `named` says that the topic is one of its categories.
    """
    article = kept.article
    own = (Label(topic.slug, topic.title),) if topic and named else ()
    return Entry(
        article=article,
        id=id_,
        link=link,
        html=_with_pictures(article),
        summary=article.summary,
        date=updates.date(kept, topic),
        updated=updates.updated(kept, topic),
        modified=updates.modified(kept, topic),
        categories=_categories(kept.labels.sections + kept.labels.tags + own),
        publisher=publisher,
        copies=copies,
    )


def own_category(topic: Topic, *, slugs: Collection[str], titles: Collection[str]) -> Label | None:
    """The category that an entry has of its topic alone.

    `slugs` are those of all its labels, `titles` those of its categories.
    """
    known = topic.slug in slugs or topic.title in titles
    return None if known else Label(topic.slug, topic.title)


def _categories(labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """Each slug once, under the first of its titles, and each title once."""
    slugs: dict[str, Label] = {}
    for label in labels:
        slugs.setdefault(label.slug, label)
    titles: dict[str, Label] = {}
    for label in slugs.values():
        titles.setdefault(label.title, label)
    return tuple(titles.values())


def _with_pictures(article: Article) -> str:
    """The body with the lead picture on top and the further ones below it.

    A picture that the body shows, in whatever size, is not shown again. Between pictures
    without a body stands the summary, for readers that show the content alone.
    """
    body, images = article.html, article.images
    pictures = _PICTURE.findall(body) if images and "<img" in body else ()
    shown = {_stem(html.unescape(url)) for url in pictures}
    missing = [i for i in images if i.url and not (shown and _stem(i.url) in shown)]
    if not missing:
        return body
    body = body or "".join(
        f"<p>{html.escape(line)}</p>" for line in article.summary.split("\n") if line
    )
    lead, *further = missing if missing[0] is _first(images) else (None, *missing)
    above = [_figure(lead, lead.caption or article.title)] if lead and lead.url else []
    below = [_figure(image, image.caption) for image in further[:MOST_PICTURES] if image]
    return "\n".join(filter(None, (*above, body, *below)))


def _first(images: tuple[Image, ...]) -> Image | None:
    return next((image for image in images if image.url), None)


def _stem(url: str) -> str:
    """What two sizes of one picture have in common."""
    name = urlsplit(url).path.rpartition("/")[2] or url
    return _SIZE.sub("", name.rpartition(".")[0] or name)


def _figure(image: Image, alt: str) -> str:
    caption = " ".join(
        unique(filter(None, (image.caption, f"({image.credit})" if image.credit else "")))
    )
    figure = f'<img src="{html.escape(image.url or "")}" alt="{html.escape(alt)}">'
    if caption:
        figure += f"<figcaption>{html.escape(caption, quote=False)}</figcaption>"
    return f"<figure>{figure}</figure>"
