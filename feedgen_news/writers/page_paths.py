"""Where the pages lie below the output folder."""

from uuid import UUID


def page_path(article_id: str) -> str:
    """The page of an article, named by the UUID in its id; ValueError if there is none.

    Only the UUID goes into the name, so no id can lead out of the folder.
    """
    return f"articles/{UUID(article_id)}.html"


def topic_page_path(topic_slug: str) -> str:
    """The page of a topic."""
    return f"{topic_slug}/index.html"
