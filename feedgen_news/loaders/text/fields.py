"""What the lines of a head say: title, dates, people, pictures, bullets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from feedgen_news.loaders.text.heads import Head, byline
from feedgen_news.loaders.text.shapes import fold, is_name, words
from feedgen_news.loaders.text.tokens import Hit, Lexicon, Token
from feedgen_news.model import Image

MOST = 100  # authors of one article
BETWEEN_NAMES = re.compile(r"\s*[,;|&]\s*(?:and\s+)?|\s+(?:and|und|et|og|och|y)\s+")


@dataclass
class Fields:
    """The parts of a record as they are found, line by line."""

    title: str | None = None
    url: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    publisher: str | None = None
    summary: list[str] = field(default_factory=list)
    authors: dict[str, str] = field(default_factory=dict)  # folded name → name
    sections: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    images: dict[str, Image] = field(default_factory=dict)  # folded caption → picture
    relative: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    body: list[Token] = field(default_factory=list)  # lines of the head that are text

    def take(self, hit: Hit, lexicon: Lexicon) -> None:
        """Puts what a line says where it belongs; the first of a kind stays."""
        role, value = hit.kind.role, hit.value
        if role in ("url", "published", "updated", "language", "publisher"):
            self.set_once(role, value)
            if hit.credit:
                self.add_authors(hit.credit)
        elif role == "author":
            self.add_authors(upright(value) if hit.kind.inverted else value)
        elif role == "caption":
            self.add_image(value, hit.credit, lexicon)
        elif role == "credit":
            self.add_credit(hit)
        elif role in ("summary", "relative"):
            getattr(self, role).append(value)
        elif role in ("section", "tags"):
            names = self.sections if role == "section" else self.tags
            names.extend(part for part in re.split(r"\s*[,;|]\s*", value) if part)

    def set_once(self, name: str, value: str) -> None:
        """Sets what is not set; another value later on has no place."""
        if getattr(self, name) is None:
            setattr(self, name, value)
        elif getattr(self, name) != value:
            self.unplaced.append(value)

    def add_authors(self, text: str) -> None:
        """Each of the names once; a line that only runs known names together adds nothing."""
        for name in filter(None, BETWEEN_NAMES.split(text.strip(" |"))):
            if len(self.authors) == MOST:
                self.unplaced.append(name)
            elif fold(name) != "".join(self.authors):
                self.authors.setdefault(fold(name), name)

    def add_image(self, caption: str, credit: str, lexicon: Lexicon) -> None:
        """A picture by its caption; the same caption, with a kicker or without, is the same."""
        key = lexicon.key(caption) or caption
        known = self.images.get(key, Image(caption=caption, credit=credit))
        best = min(known.caption, caption, key=len)
        self.images[key] = Image(caption=best, credit=known.credit or credit)

    def add_credit(self, hit: Hit) -> None:
        """Whose the last picture is; a credit without a picture has no place."""
        key, image = next(reversed(self.images.items()), ("", None))
        if image is not None and not image.credit:
            self.images[key] = Image(caption=image.caption, credit=hit.credit or hit.value)
        else:
            self.unplaced.append(hit.value)


def upright(names: str) -> str:
    """`Lund, Maria; Berg, Ola` as `Maria Lund; Ola Berg`."""
    parted = (name.partition(",") for name in names.split(";"))
    return "; ".join(f"{given.strip()} {family.strip()}".strip() for family, _, given in parted)


def parse_head(tokens: Sequence[Token], head: Head, lexicon: Lexicon) -> Fields:
    """The fields of a head, and its lines that belong to the text."""
    fields = Fields()
    for index, token in enumerate(tokens):
        hit = token.hit("head")
        if head.key and token.key == head.key:
            fields.title = fields.title or title_at(tokens, head, lexicon)
        elif hit is None:
            unclaimed(tokens, index, head, lexicon, fields)
        elif hit.kind.role == "breadcrumb":
            fields.sections.extend([hit.value] if follows_crumb(tokens, index) else [])
        elif hit.kind.role == "summary" and head.title is not None and index < head.title:
            fields.unplaced.append(hit.value)
        else:
            fields.take(hit, lexicon)
    return fields


def title_at(tokens: Sequence[Token], head: Head, lexicon: Lexicon) -> str | None:
    """The title as its best line spells it."""
    if head.title is None:
        return None
    token = tokens[head.title]
    return lexicon.trimmed(token.hits[0].value if token.hits else token.text)


def follows_crumb(tokens: Sequence[Token], index: int) -> bool:
    """Whether this is not the first step of the path, which is the site's home."""
    return index > 0 and tokens[index - 1].role("head") == "breadcrumb"


def unclaimed(
    tokens: Sequence[Token], index: int, head: Head, lexicon: Lexicon, fields: Fields
) -> None:
    """Gives a line of the head that no class claims to whom the layout says."""
    token, whose = tokens[index], lexicon.layout.head.unclaimed
    below_title = head.title is not None and index > head.title
    if byline(tokens, index, lexicon.layout) or named(tokens, index, fields):
        fields.add_authors(token.text)
    elif whose == "body" and (below_title or token.prose):
        fields.body.append(token)
    elif whose == "caption" and (token.prose or words(token.text) >= lexicon.layout.title.words):
        fields.add_image(*lexicon.caption(token.text), lexicon)
    else:
        fields.unplaced.append(token.text)


def named(tokens: Sequence[Token], index: int, fields: Fields) -> bool:
    """Whether a line is a name known already, or one more below such a name."""
    token = tokens[index]
    if not is_name(token.text) or index == 0:
        return False
    above = tokens[index - 1]
    below_name = token.line.gap == 0 and fold(above.text[:100]) in fields.authors
    return below_name or fold(token.text) in fields.authors
