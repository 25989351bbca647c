"""HTML of unknown origin made harmless, and turned into text and back."""

import html
import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from feedgen_news.later import pattern
from feedgen_news.normalise.links import BadUrlError, public_url
from feedgen_news.normalise.text import clean, filled_lines

if TYPE_CHECKING:
    import nh3

_MAX_PASSES = 5

_TAGS = {
    *("p br hr div section article blockquote pre ul ol li dl dt dd h1 h2 h3 h4 h5 h6".split()),
    *("figure figcaption img a abbr b strong i em u s del ins mark small sub sup q cite".split()),
    *("code kbd samp var span time bdi ruby rb rt rp".split()),
    *("table caption thead tbody tfoot tr th td".split()),
}
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height", "style"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "time": {"datetime"},
    "*": {"lang", "dir"},
}
# Whose content no browser shows as text of the page.
_UNSEEN = set(
    "script style template iframe noembed noframes noscript title audio video canvas".split()
)
_URLS = {"href", "src"}
REL = "noopener noreferrer"  # of every link
_NUMBERS = {"width", "height", "colspan", "rowspan", "start"}
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d{1,9})?(?:px)?\s*")
_ACTIVE = pattern(
    r"<(?:\s*(?:script|iframe|object|embed|form|meta|link|base|svg|math|style|template)\b"
    r"|[a-z][^<>]*(?:[\s/\"']on[a-z]+\s*=|script\s*:|srcdoc\s*=))",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(<[^<>]+>)")
_EMPTY = re.compile(r"<[^/<>][^<>]*+>\s*+</")
_IMG = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')  # as the sanitiser writes them
_HIDING = pattern(
    r"(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)|display\s*:\s*none|visibility\s*:\s*hidden",
    re.IGNORECASE,
)
TRACKERS = pattern(
    r"https?://(?:[^/]*\.)?(?:feedburner\.com/~|feeds\.feedblitz\.com/~|feedsportal\.com/"
    r"|doubleclick\.net/|scorecardresearch\.com/|google-analytics\.com/|googletagmanager\.com/"
    r"|facebook\.com/tr\b|pixel\.wp\.com/|stats\.wordpress\.com/|quantserve\.com/|bat\.bing\.com/"
    r"|chartbeat\.(?:com|net)/|analytics\.twitter\.com/|px\.ads\.linkedin\.com/|nielsen\.com/)",
    re.IGNORECASE,
)
# Every alternative matches to its end or to the end of the text, so none is tried twice.
_MARKUP = pattern(
    rf"<(?:(?P<unseen>{'|'.join(sorted(_UNSEEN))})(?=(?u:[\s/>]))"
    r".*?(?:</(?P=unseen)(?=(?u:[\s/>]))[^>]*+>?|\Z)"
    r"|!--(?:-?>|.*?(?:--!?>|\Z))"
    r"""|/?(?P<name>[a-z](?u:[^\s/>])*+)(?>(?>[^>=]++|=(?u:\s)*+(?>(?:"[^"]*+"|'[^']*+')?))*)>?"""
    r"|[!?/][^>]*+>?)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_BLOCKS = frozenset(
    "br p div section article blockquote pre ul ol li dl dt dd h1 h2 h3 h4 h5 h6 figure figcaption"
    " hr table caption thead tbody tfoot tr header footer main aside nav address form fieldset"
    " legend details summary center dialog option".split()
)
_CELLS = frozenset({"td", "th"})
BREAKS = {**dict.fromkeys(_BLOCKS, "\n"), **dict.fromkeys(_CELLS, " ")}
# Whose content is text whatever it looks like (HTML Standard §13.1.2, raw text and RCDATA).
_RAW = "script style title iframe noembed noframes noscript xmp textarea".split()
_LANDMARKS = (
    "header footer main aside nav address form fieldset legend details summary center dialog"
)
_PARSED = (_TAGS | _UNSEEN | {"image"}) - set(_RAW)
_ATTRIBUTE_LIST = (
    r"""(?>(?:[\t\n\f\r /]++|[^\t\n\f\r />][^\t\n\f\r />=]*+(?>(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"""
    r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^"'\t\n\f\r >][^\t\n\f\r >]*+|))?))*)(?:>|\Z)"""
)
# What HTML takes for markup, read as its standard does (§13.2.5): `<` and `>` within the
# quotes of an attribute are text. Every alternative matches to its end or that of the text.
_SYNTAX = pattern(
    rf"<(?P<raw>{'|'.join(_RAW)})(?=[\t\n\f\r />]){_ATTRIBUTE_LIST}"
    r"(?P<content>.*?)(?=</(?P=raw)[\t\n\f\r />]|\Z)"
    rf"|<plaintext(?=[\t\n\f\r />]){_ATTRIBUTE_LIST}(?P<rest>.*)"
    rf"|</?(?P<known>{'|'.join(sorted(_PARSED))})(?=[\t\n\f\r />]){_ATTRIBUTE_LIST}"
    rf"|<(?P<end>/?)(?P<landmark>{_LANDMARKS.replace(' ', '|')})(?=[\t\n\f\r />]){_ATTRIBUTE_LIST}"
    rf"|</?[a-z][^\t\n\f\r />]*+{_ATTRIBUTE_LIST}"
    r"|<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:[!?]|/(?!\Z))[^>]*+>?|(?P<text><)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_UNKNOWN = pattern(  # a `<` that begins none of the elements we know
    rf"<(?!/?(?:{'|'.join(sorted(_PARSED))})[\t\n\f\r />])", re.IGNORECASE | re.ASCII
)
_RELATIVE = pattern(  # an attribute that may be a relative URL
    r"=(?:(?<=href=)|(?<=src=)|(?<=\s=))\s*+[\"']?+(?!https?:)", re.IGNORECASE
)
_NOTHING = "<!---->"  # parts what stood before and after a tag, lest they become one
_UNREADABLE = pattern("[\ud800-\udfff]+")  # for the parser


def is_active(markup: str) -> bool:
    """Whether the markup holds something that a browser would run or load."""
    return bool(_ACTIVE.search(markup))


def sanitise(markup: str, *, base: str | None) -> str:
    """The harmless part of HTML, well-formed, every URL absolute; idempotent.

    Only what the allow-lists above name passes; a relative URL is resolved against `base`
    or dropped. Characters that XML forbids are gone even where a reference hid them.
    Markup that keeps changing each time it is parsed, as attacks on sanitisers do, becomes
    plain paragraphs.
    """
    safe = _plainer(markup)
    for _ in range(_MAX_PASSES):
        before, safe = safe, _pass(safe, base)
        if safe == before:
            return safe
    return from_paragraphs(tuple(to_text(safe).split("\n")))


def _plainer(markup: str) -> str:
    """The markup with none but the elements we know, text that may not hold any escaped.

    The sanitiser drops drawings, formulas and elements of unknown names with their text.
    """
    readable = _readable(markup)
    return _SYNTAX.sub(_plain, readable) if _UNKNOWN.search(readable) else readable


def _readable(markup: str) -> str:
    try:
        markup.encode()
    except UnicodeEncodeError:
        return _UNREADABLE.sub("?", markup)
    return markup


def _plain(hit: re.Match[str]) -> str:
    if hit["text"]:
        return "&lt;"
    if hit["known"]:
        return hit[0]
    if hit["landmark"]:
        return f"<{hit['end']}div>"
    return _NOTHING + _raw_text(hit)


def _raw_text(hit: re.Match[str]) -> str:
    """What a browser shows of an element without markup in it; references count in some."""
    name = (hit["raw"] or "").lower()
    if name == "textarea":
        return hit["content"].replace("<", "&lt;")
    said = hit["content"] if name == "xmp" else hit["rest"]
    return html.escape(said or "", quote=False)


def _pass(markup: str, base: str | None) -> str:
    safe = _cleaner(base if _RELATIVE.search(markup) else None).clean(markup)
    # References such as &#1; are characters only now.
    return _without_empty(_IMG.sub(_shown, clean(safe)))


@lru_cache(maxsize=8)
def _cleaner(base: str | None) -> "nh3.Cleaner":
    import nh3  # noqa: PLC0415 - many dumps hold no markup

    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_UNSEEN,
        attributes=_ATTRIBUTES,
        attribute_filter=partial(_admitted, base),
        url_schemes={"http", "https"},
        link_rel=REL,
        strip_comments=True,
    )


def _admitted(base: str | None, _tag: str, attribute: str, value: str) -> str | None:
    if attribute in _URLS:
        return _url(value, base)
    if attribute in _NUMBERS:
        number = _NUMBER.fullmatch(value)
        return number[1] if number else None
    if attribute == "style":
        return "" if _HIDING.search(value) else None
    return clean(value)


def _url(value: str, base: str | None) -> str | None:
    try:
        return public_url(value, base=base)
    except BadUrlError:
        return None


def _shown(hit: re.Match[str]) -> str:
    named = dict(_ATTRIBUTE.findall(hit[0]))
    tiny = {named.get("width"), named.get("height")} & {"0", "1"}
    hidden = "src" not in named or "style" in named or tiny or TRACKERS.match(named["src"])
    return "" if hidden else hit[0]


def _without_empty(markup: str) -> str:
    """Well-formed markup without elements that hold nothing but blanks; table cells stay."""
    if not _EMPTY.search(markup):
        return markup.strip()
    kept: list[str] = [""]
    for token in _TOKEN.split(markup):
        if token.startswith("</") and token[2:-1] not in _CELLS:
            blank = kept[-1].isspace()
            opening = kept[-2] if blank else kept[-1]
            if re.match(rf"<{token[2:-1]}[ >]", opening):
                del kept[-2 if blank else -1 :]
                continue
        if token.isspace() and kept[-1].isspace():
            continue
        if token:
            kept.append(token)
    return "".join(kept).strip()


def to_text(markup: str) -> str:
    """The text that a browser shows of HTML, a block a line; in one pass, however broken."""
    broken = _MARKUP.sub(_break, markup.replace("\n", " ").replace("\r", " "))
    return "\n".join(filled_lines(clean(html.unescape(broken))))


def _break(hit: re.Match[str]) -> str:
    name = hit["name"]
    return BREAKS.get(name.lower(), "") if name else ""


def from_paragraphs(paragraphs: tuple[str, ...]) -> str:
    """Plain paragraphs as HTML."""
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in paragraphs)
