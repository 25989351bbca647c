"""An article's lead picture, in the ways readers look for it in an XML feed."""

from feedgen_news.model import Article, Image
from feedgen_news.writers.media_types import picture_type
from feedgen_news.writers.plain_text import unmistakable
from feedgen_news.writers.xml_text import attribute, text


def lead_picture(article: Article) -> Image | None:
    """The first picture that has an address; captions alone are for pages."""
    for image in article.images:
        if image.url:
            return image
    return None


def media(picture: Image, indent: str) -> str:
    """Bare `media:content`, never in a group, and the thumbnail some readers want.

    Media RSS 1.5.1; caption and credit stand inside the content they belong to.
    """
    url, type_ = attribute(picture.url or ""), picture_type(picture.url or "")
    opened = f'{indent}<media:content url="{url}" type="{type_}" medium="image"'
    inside = _described(picture, indent + "  ")
    content = f"{opened}>\n{inside}{indent}</media:content>\n" if inside else f"{opened}/>\n"
    return f'{content}{indent}<media:thumbnail url="{url}"/>\n'


def _described(picture: Image, indent: str) -> str:
    caption, credit = (text(unmistakable(said)) for said in (picture.caption, picture.credit))
    return (
        f'{indent}<media:description type="plain">{caption}</media:description>\n'
        if caption
        else ""
    ) + (f"{indent}<media:credit>{credit}</media:credit>\n" if credit else "")
