"""Pelican with HTML files, feeds only: no page is written.

The files are made of the dump beforehand, one an article; that is not timed.
"""

from html import escape
from pathlib import Path

from peers import Course, articles

SETTINGS = """
AUTHOR = "Benchmark"
SITENAME = "Benchmark"
SITEURL = "https://feeds.example.org"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "theme"
THEME_STATIC_PATHS = []
STATIC_PATHS = []
DIRECT_TEMPLATES = []
PLUGINS = []
ARTICLE_SAVE_AS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CATEGORY_FEED_ATOM = TAG_FEED_ATOM = "{slug}/feed.atom"
CATEGORY_FEED_RSS = TAG_FEED_RSS = "{slug}/feed.rss"
FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
"""
PAGE = """<html><head><title>{title}</title>
<meta name="date" content="{published}"/>
<meta name="slug" content="{number}"/>
<meta name="category" content="{section}"/>
<meta name="tags" content="{tags}"/>
<meta name="author" content="{author}"/>
<meta name="summary" content="{summary}"/>
</head><body>{html}</body></html>
"""


def prepare(course: Course) -> None:
    content = site(course) / "content"
    content.mkdir(parents=True)
    (site(course) / "theme" / "templates").mkdir(parents=True)
    (site(course) / "pelicanconf.py").write_text(SETTINGS, "utf-8")
    for number, article in enumerate(articles(course.dump)):
        (content / f"{number}.html").write_text(page(number, article), "utf-8")


def page(number: int, article: dict[str, str]) -> str:
    said = {name: escape(value) for name, value in article.items() if isinstance(value, str)}
    tags = ", ".join(article["tags"])
    return PAGE.format_map({**said, "html": article["html"], "number": number, "tags": tags})


def site(course: Course) -> Path:
    return course.folder / "site"


def command(course: Course) -> list[str]:
    settings = site(course) / "pelicanconf.py"
    pelican = [str(course.python), "-m", "pelican", "--quiet", "--settings", str(settings)]
    return [*pelican, "--output", str(course.output), str(site(course) / "content")]
