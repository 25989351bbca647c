"""A site whose pages hold what is hard to show: any script, long words, lost pictures, tables."""

from datetime import UTC, datetime, timedelta

import msgspec

from feedgen_news.model import Image, Person, Topic, When
from feedgen_news.site import Entry, Farewell, Feed, Moved, Site
from tests.published import BASE, CUBA, RESEARCH, entry, feed, head, whole

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LOST = "https://img.example.org/lost.jpg"
BODY = f"""<figure><img src="https://img.example.org/a.jpg" alt="Ships">
<figcaption>Two ships</figcaption></figure>
<p>It <a href="https://example.org/">opened</a> on Friday.</p><h4>What comes next</h4>
<ul><li>A bridge</li><li>{LONG}</li></ul><blockquote><p>We waited for this.</p></blockquote>
<table><thead><tr><th></th><th>Ships</th><th>{LONG}</th></tr></thead>
<tbody><tr><th scope="row">2024</th><td>120</td><td>12,400</td></tr></tbody></table>
<pre>$ a line of a program that is much longer than any telephone is wide and wraps</pre>
<p>{LONG}</p><p>هذه فقرة كاملة باللغة العربية.</p>
<p><a href="https://example.org/"><img src="{LOST}"></a></p>
<h1>Later</h1><p lang="klingon!">More.</p><img src="{LOST}">"""
ARABIC = (
    ("افتتاح الميناء القديم بعد سنوات من التأخير", "قال مسؤولون يوم الجمعة إن الخطة ستبدأ قريبا."),
    ("المجلس يصوت على الخطة Plan B للإسكان", "لم تحدد التكلفة بعد."),
)
OTHERS = (
    ("he", "המוזיאון נפתח מחדש אחרי שנים", "תושבים אמרו כי חיכו לכך."),
    ("zh-Hans", "港口在多年延误后重新开放", "市议会周五表示，新计划将于明年开始。"),
    ("hi", "वर्षों की देरी के बाद बंदरगाह फिर खुला", "नई योजना अगले वर्ष शुरू होगी।"),
    ("de", f"{LONG} wird umbenannt", f"Über die {LONG}."),
)


def made(number: int, **changes: object) -> Entry:
    moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=5 * number)
    facts = {
        "id": f"urn:uuid:00000000-0000-5000-8000-{number:012d}",
        "published": When(moment),
        "images": (Image(f"https://img.example.org/{number}.jpg"),) if number % 3 else (),
    }
    changed = entry(number % 60, **(facts | changes))
    return msgspec.structs.replace(changed, updated=moment, modified=None)


def topic(slug: str, title: str, entries: tuple[Entry, ...] = (), **changes: object) -> Feed:
    language = str(changes.pop("language", "en"))
    it = msgspec.structs.replace(
        feed(slug, entries), topic=Topic(slug=slug, title=title, **changes), language=language
    )
    return msgspec.structs.replace(it, title=f"{title} – Morning Papers")


def shown_site() -> Site:
    """A few topics in groups, in several languages, one of them empty; two that are gone."""
    home = made(
        80, url=None, html=BODY, title="Harbour of Havana opens", categories=(CUBA, RESEARCH),
        summary="First ship at dawn\nCouncil meets on Monday",
        images=(Image(None, "A caption without a picture", "AFP"),),
    )  # fmt: skip
    plain = tuple(made(n) for n in range(40, 20, -1))
    arabic = tuple(
        made(60 + n, language="ar", title=title, summary=summary, authors=(Person("منى الحسن"),))
        for n, (title, summary) in enumerate(ARABIC)
    )
    others = tuple(
        made(70 + n, language=language, title=title, summary=summary, images=(Image(LOST),))
        for n, (language, title, summary) in enumerate(OTHERS)
    )
    bare = made(50, title="A headline and no more", summary="", html="", images=(), authors=())
    feeds = (
        topic("world", "The World", (home, *others, *arabic, bare, *plain), group="Places",
              description="What happens elsewhere."),
        topic("cuba", "Cuba", (home, *plain[:3]), group="Places"),
        topic("arabic", "أخبار العالم", arabic, group="لغات", language="ar",
              description="كل ما نشر"),
        topic("long", LONG, others),
        topic("quiet", "Quiet"),
    )  # fmt: skip
    return whole(
        title="Morning Papers",
        url=BASE,
        description="Every article once, sorted by what it is about.",
        language="en",
        author="Morning Papers",
        feeds=feeds,
        counts={"world": 1204},
        farewells=(_farewell("havana", "Havana", feeds[1]), _farewell("sport", "Sport", None)),
        pages=(home,),
    )


def _farewell(slug: str, title: str, successor: Feed | None) -> Farewell:
    gone = topic(slug, f"{title} (gone)", (made(99, url=f"{BASE}x/"),))
    new = successor.topic.slug if successor else None
    ended = datetime(2026, 4, 1, tzinfo=UTC)
    return Farewell(
        Moved(slug, new, title, ("atom",), ended), gone, head(successor) if successor else None
    )


def large_site(topics: int, *, groups: tuple[str, ...] = ("",)) -> Site:
    """So many topics, a few articles in each."""
    feeds = tuple(
        topic(
            f"t{n}",
            f"{chr(65 + n * 7 % 26)}{chr(97 + n % 24)}ndermath {n}",
            tuple(
                made(n * 3 + k, title=f"Headline {n * 3 + k} of a day in spring") for k in range(3)
            ),
            group=groups[n * len(groups) // topics],
        )
        for n in range(topics)
    )
    return whole(
        title="A Thousand Topics", url=BASE, description="", language="en", author="x",
        feeds=feeds, counts={f"t{n}": n * 13 + 3 for n in range(topics)}, pages=(),
    )  # fmt: skip


HOME = "articles/00000000-0000-5000-8000-000000000080.html"
KINDS = {
    "index": "index.html",
    "topic": "world/index.html",
    "right to left": "arabic/index.html",
    "long words": "long/index.html",
    "empty topic": "quiet/index.html",
    "article": HOME,
    "ended topic": "sport/index.html",
}
