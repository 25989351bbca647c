"""A layout: how one site's pages look as plain text, as data.

One engine reads every layout, so whatever a site needs is said here: how to know it,
what each line is, where the title shows again, where one article ends and the next
begins, and which pages hold no article at all. Patterns are RE2 (linear time, no
look-around); they see a line without the white space around it.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from feedgen_news.config.clauses import Block
from feedgen_news.config.patterns import compiled
from feedgen_news.loaders.text.built_in import LAYOUTS

B = TypeVar("B", bound=Block)
Zone = Literal["any", "head", "body"]
Role = Literal[
    "author",  # who wrote it; several when parted by `,`, `;`, `|` or `&`
    "breadcrumb",  # the path to the page: sections first, the title last
    "caption",  # of a picture; the group `credit` says whose
    "credit",  # a line of its own: whose the picture above is
    "drop",  # says nothing about the article
    "language",
    "list",  # an item of a list in the body
    "published",
    "publisher",
    "relative",  # a date such as "2 hours ago", which nobody can date
    "section",
    "separator",  # parts two articles, or two scenes of one
    "subheading",
    "summary",  # a bullet or a standfirst
    "tags",
    "tail",  # it and all that follows in this article is not the article's
    "title",
    "underline",  # makes the line above it a heading
    "updated",
    "url",
]


def checked(pattern: str) -> str:
    """The pattern itself if RE2 takes it; raises ValueError with RE2's reason."""
    compiled(pattern)
    return pattern


def several(value: object) -> object:
    """One pattern may stand without the brackets of a list."""
    return [value] if isinstance(value, str) else value


def built_in(name: str) -> str:
    """The name itself if it is a built-in layout's; raises ValueError if not."""
    if name not in LAYOUTS:
        raise ValueError(f"no built-in layout; known: {', '.join(LAYOUTS)}")
    return name


Base = Annotated[str, AfterValidator(built_in)]
Pattern = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(checked)]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(several)]


class Sign(Block):
    """A line that gives a layout away, and how much it says (`weight`)."""

    pattern: Pattern
    weight: int = Field(1, ge=1, le=100)
    within: int = Field(500, ge=1, le=500)  # lines from the top that are looked at


class Recognition(Block):
    """How to know a text of this layout: the weights of the signs seen reach `enough`."""

    signs: tuple[Sign, ...] = ()
    enough: int = Field(2, ge=1)


class LineClass(Block):
    """What a line is when one of `patterns` fits; the first class that fits decides.

    The group `value` is what is taken of the line, or else all of it; the group `credit`
    says whose a picture is, or beside a date who wrote the article. Classes of zone
    `head` with the role `drop`, `published`, `updated` or `relative` are the marks of a
    head: the head reaches to the last of them.
    """

    role: Role
    patterns: Patterns = Field(min_length=1)
    zone: Zone = "any"
    anchor: bool = False  # a head mark that starts an article, if the title is near it
    once: bool = False  # an article has one line of it with this label; a second begins the next
    gap: int = Field(0, ge=0)  # blank lines that must stand before it
    indent: int = Field(0, ge=0, le=200)  # white space that must stand before it, in characters
    inverted: bool = False  # of names: the family's first, `Lund, Maria; Berg, Ola`
    hanging: bool = False  # lines right below it that are indented further go on with it


class Wrapping(Block):
    """Text broken at a fixed width is joined first; widths in characters."""

    narrowest: int = Field(50, ge=20)
    widest: int = Field(110, ge=20, le=1000)


class Boundaries(Block):
    """Where one article ends and the next begins. Blank lines alone never decide.

    A separator or a gap starts an article only where something like a title follows and
    there is a body on both sides; an anchor only where the title shows again near it, or
    other marks of a head stand beside it.
    """

    starts: Patterns = ()  # cut off the beginning of a line; what follows starts a page
    gap: int = Field(2, ge=1)  # blank lines that speak for a new article
    gaps_part: bool = False  # whether such a gap and a title do, without an anchor
    window: int = Field(12, ge=1, le=100)  # lines around an anchor to look for the title
    body: int = Field(250, ge=1)  # characters of prose an article has at least


class Title(Block):
    """Where the title stands and how it is told from other short lines."""

    kickers: Patterns = ()  # words fused before it ("Special"): not compared
    suffixes: Patterns = ()  # cut off its end
    words: int = Field(4, ge=1)  # fewer are a title only where it shows again
    longest: int = Field(250, ge=20)  # characters
    after_body: bool = False  # may stand below the last paragraph instead
    missing: Literal["first-sentence", "dump-name"] = "first-sentence"


class Head(Block):
    """The lines from the title to the first paragraph."""

    window: int = Field(8, ge=0, le=100)  # lines of prose a head may hold between its marks
    unclaimed: Literal["body", "caption"] = "body"  # what lines of no class there are
    names: bool = True  # a line like a name, beside the date or below the title, is the author's


class Body(Block):
    """The paragraphs."""

    datelines: Patterns = ()  # the group `place` is copied, the text stays
    subheadings: bool = True  # a short line without a full stop between paragraphs is one
    densest: bool = False  # whether menus and teasers around the prose are left out


class Page(Block):
    """A kind of page that holds no article, and how to know it.

    By one of `patterns` among short lines; by at least `dates` anchors, one every few lines;
    or by its shape: at least `lines` lines, and of those that are of no class a share of
    prose below `prose`.
    """

    name: str
    patterns: Patterns = ()
    dates: int | None = Field(None, ge=2)
    lines: int | None = Field(None, ge=1)
    prose: float = Field(0, ge=0, le=1)


class Layout(Block):
    """A whole layout file."""

    about: str = ""  # for people
    base: Base | None = None  # a built-in layout that holds where this one says nothing
    recognition: Recognition = Recognition()
    cuts: Patterns = ()  # cut out of lines, wherever they stand in them
    wrapping: Wrapping = Wrapping()
    boundaries: Boundaries = Boundaries()
    title: Title = Title()
    head: Head = Head()
    body: Body = Body()
    lines: tuple[LineClass, ...] = ()
    credits: Patterns = ()  # of a caption known by its place: groups `value` and `credit`
    no_articles: tuple[Page, ...] = ()


def on_base(layout: Layout, base: Layout) -> Layout:
    """The layout with its base's settings where it has none, and its base's lines below its own."""
    blocks = {
        name: _filled(getattr(layout, name), getattr(base, name))
        for name in ("wrapping", "boundaries", "title", "head", "body")
    }
    lists = {
        "lines": (*layout.lines, *base.lines),
        "cuts": layout.cuts or base.cuts,
        "credits": layout.credits or base.credits,
        "no_articles": layout.no_articles or base.no_articles,
    }
    return layout.model_copy(update={**blocks, **lists, "base": None})


def _filled(block: B, base: B) -> B:
    return base.model_copy(update={name: getattr(block, name) for name in block.model_fields_set})
