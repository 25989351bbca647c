"""Two pages written by hand, so that the checks of pages do not depend on our templates."""

from tests.published import BASE

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Example News</title>
<link rel="canonical" href="{canonical}">
{offers}
<link rel="stylesheet" href="{root}style.css">
</head>
<body>
"""
_TOPIC = """<header>
<nav><a href="../index.html">Example News</a></nav>
<h1>Europe</h1>
</header>
<main>
<h2 id="newest">Newest</h2>
<p><a href="#newest">Down</a> <a href="feed.rss">RSS</a> <button>Copy</button></p>
<h3><a href="https://news.example.org/1">Headline 1</a></h3>
<p><img src="https://img.example.org/a.png" alt="Two ships">
<a href="../feeds.opml">All feeds</a></p>
</main>
</body>
</html>
"""
_INDEX = """<main>
<h1>Example News</h1>
<ul>
<li><a href="americas/index.html">Americas</a></li>
<li><a href="europe/index.html">Europe</a></li>
<li><a href="quiet/">Quiet</a></li>
</ul>
</main>
</body>
</html>
"""
_TYPES = {
    "feed.atom": "application/atom+xml",
    "feed.rss": "application/rss+xml",
    "feed.json": "application/feed+json",
}


def _offers(*topics: str) -> str:
    return "\n".join(
        f'<link rel="alternate" type="{type_}" href="{BASE}{topic}/{name}">'
        for topic in topics
        for name, type_ in _TYPES.items()
    )


PAGES = {
    "europe/index.html": _HEAD.format(
        title="Europe", canonical=f"{BASE}europe/", offers=_offers("europe"), root="../"
    )
    + _TOPIC,
    "index.html": _HEAD.format(
        title="All", canonical=BASE, offers=_offers("americas", "europe", "quiet"), root=""
    )
    + _INDEX,
}
