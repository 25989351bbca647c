"""An article's lead picture, in the ways readers look for it in an XML feed."""

from lxml import etree

from feedgen_news.model import Article, Image
from feedgen_news.writers.bridge import MEDIA
from feedgen_news.writers.media_types import picture_type
from feedgen_news.writers.plain_text import unmistakable


def lead_picture(article: Article) -> Image | None:
    """The first picture that has an address; captions alone are for pages."""
    return next((image for image in article.images if image.url), None)


def add_media(element: etree._Element, picture: Image) -> None:
    """Bare `media:content`, never in a group, and the thumbnail some readers want.

    Media RSS 1.5.1; caption and credit stand inside the content they belong to.
    """
    url = picture.url or ""
    content = etree.SubElement(
        element, f"{{{MEDIA}}}content", url=url, type=picture_type(url), medium="image"
    )
    if picture.caption:
        description = etree.SubElement(content, f"{{{MEDIA}}}description", type="plain")
        description.text = unmistakable(picture.caption)
    if picture.credit:
        etree.SubElement(content, f"{{{MEDIA}}}credit").text = unmistakable(picture.credit)
    etree.SubElement(element, f"{{{MEDIA}}}thumbnail", url=url)
