"""The copies of a story on other sites, named at the end of an entry in words of ours."""

from html import escape

from feedgen_news.site import Entry
from feedgen_news.writers import summaries
from feedgen_news.writers.plain_text import unmistakable

_ALSO = "Also at:"


def body(entry: Entry) -> str:
    """The body to publish, and below it where else the story is; "" for no body."""
    if not entry.html or not entry.copies:
        return entry.html
    links = ", ".join(
        f'<a href="{escape(copy.url)}">{escape(unmistakable(copy.title), quote=False)}</a>'
        for copy in entry.copies
    )
    return f"{entry.html}\n<p>{_ALSO} {links}</p>"


def summary(entry: Entry) -> str:
    """The summary to publish; where it stands alone it names the copies, too."""
    if entry.html or not entry.summary or not entry.copies:
        return entry.summary
    names = f"{_ALSO} {', '.join(copy.title for copy in entry.copies)}."
    between = "\n" if len(summaries.lines(entry.summary)) > 1 else " "
    return f"{entry.summary}{between}{names}"


def at_least_title(entry: Entry) -> str:
    """The same; the title where there is neither summary nor body, for validators warn of that."""
    return summary(entry) or ("" if entry.html else unmistakable(entry.article.title))
