"""HTML of unknown origin made harmless, and turned into text and back."""

import html
import re
from collections import Counter
from collections.abc import Iterator

import nh3

from feedgen_news.normalise.links import BadUrlError, public_url
from feedgen_news.normalise.text import clean, filled_lines

# Beyond these only the text is kept: parsers are quadratic in depth, and some drop what
# lies deeper than 255 without a word.
MAX_DEPTH = 200  # nested elements
_MAX_WORK = 1_000_000  # the sum of the depths of all tags
_MAX_REFERENCES = 100_000
_MAX_PASSES = 4

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
_NUMBERS = {"width", "height", "colspan", "rowspan", "start"}
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d{1,9})?(?:px)?\s*")
_ACTIVE = re.compile(
    r"<(?:\s*(?:script|iframe|object|embed|form|meta|link|base|svg|math|style|template)\b"
    r"|[a-z][^<>]*(?:[\s/\"']on[a-z]+\s*=|script\s*:|srcdoc\s*=))",
    re.IGNORECASE,
)
_ELEMENT = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})")
_NOT_NESTED = frozenset(
    "p li td th tr dd dt option br hr img input link meta base area col embed source track".split()
)
_SPACE = re.compile(r"[^\S ]+|  +")
_LEVELS = {"table": 4, "ul": 2, "ol": 2, "dl": 2}  # with what parsers put between
_TOKEN = re.compile(r"(<[^<>]+>)")
_IMG = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')  # as the sanitiser writes them
_HIDING = re.compile(
    r"(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)|display\s*:\s*none|visibility\s*:\s*hidden",
    re.IGNORECASE,
)
_TRACKERS = re.compile(
    r"https?://(?:[^/]*\.)?(?:feedburner\.com/~|feeds\.feedblitz\.com/~|feedsportal\.com/"
    r"|doubleclick\.net/|scorecardresearch\.com/|google-analytics\.com/|googletagmanager\.com/"
    r"|facebook\.com/tr\b|pixel\.wp\.com/|stats\.wordpress\.com/|quantserve\.com/|bat\.bing\.com/"
    r"|chartbeat\.(?:com|net)/|analytics\.twitter\.com/|px\.ads\.linkedin\.com/|nielsen\.com/)",
    re.IGNORECASE,
)
# Every alternative matches to its end or to the end of the text, so none is tried twice.
_MARKUP = re.compile(
    rf"<(?:(?P<unseen>{'|'.join(sorted(_UNSEEN))})(?=[\s/>]).*?(?:</(?P=unseen)(?=[\s/>])[^>]*+>?|\Z)"
    r"|!--(?:-?>|.*?(?:--!?>|\Z))"
    r"""|/?(?P<name>[a-z][^\s/>]*+)(?>(?>[^>=]++|=\s*+(?>(?:"[^"]*+"|'[^']*+')?))*)>?"""
    r"|[!?/][^>]*+>?)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_BLOCKS = frozenset(
    "br p div section article blockquote pre ul ol li dl dt dd h1 h2 h3 h4 h5 h6 figure figcaption"
    " hr table caption thead tbody tfoot tr header footer main aside nav address form fieldset"
    " legend details summary center dialog option".split()
)
_CELLS = frozenset({"td", "th"})
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
_SYNTAX = re.compile(
    rf"<(?P<raw>{'|'.join(_RAW)})(?=[\t\n\f\r />]){_ATTRIBUTE_LIST}"
    r"(?P<content>.*?)(?=</(?P=raw)[\t\n\f\r />]|\Z)"
    rf"|<plaintext(?=[\t\n\f\r />]){_ATTRIBUTE_LIST}(?P<rest>.*)"
    rf"|</?(?P<known>{'|'.join(sorted(_PARSED))})(?=[\t\n\f\r />]){_ATTRIBUTE_LIST}"
    rf"|<(?P<end>/?)(?P<landmark>{_LANDMARKS.replace(' ', '|')})(?=[\t\n\f\r />]){_ATTRIBUTE_LIST}"
    rf"|</?[a-z][^\t\n\f\r />]*+{_ATTRIBUTE_LIST}"
    r"|<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:[!?]|/(?!\Z))[^>]*+>?|(?P<text><)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_NOTHING = "<!---->"  # parts what stood before and after a tag, lest they become one
_UNREADABLE = re.compile("[\ud800-\udfff]+")  # for the parser


def is_active(markup: str) -> bool:
    """Whether the markup holds something that a browser would run or load."""
    return bool(_ACTIVE.search(markup))


def too_deep(markup: str) -> bool:
    """Whether elements are nested, or many, beyond what is parsed in good time."""
    if markup.count("&") > _MAX_REFERENCES:
        return True
    work = 0
    for depth in _depths(markup):
        work += depth + 1
        if depth > MAX_DEPTH or work > _MAX_WORK:
            return True
    return False


def _depths(markup: str) -> Iterator[int]:
    """How deep each tag lies at most, as parsers see it: an end tag closes nothing that was
    begun outside its table, and the end of a table closes all that it holds."""
    depth = 0
    tables: list[tuple[Counter[str], int]] = [(Counter(), 0)]
    for closing, raw in _ELEMENT.findall(markup):
        name = raw.lower()
        is_open, outside = tables[-1]
        if name == "table":
            if not closing:
                tables.append((Counter(), depth))
                depth += _LEVELS[name]
            elif len(tables) > 1:
                depth = outside
                tables.pop()
        elif not closing and name not in _NOT_NESTED:
            is_open[name] += 1
            depth += _LEVELS.get(name, 1)
        elif closing and is_open[name]:
            is_open[name] -= 1
            depth -= _LEVELS.get(name, 1)
        yield depth


def sanitise(markup: str, *, base: str | None) -> str:
    """The harmless part of HTML, well-formed, every URL absolute; idempotent.

    Only what the allow-lists above name passes; a relative URL is resolved against `base`
    or dropped. Characters that XML forbids are gone even where a reference hid them.
    Markup that keeps changing each time it is parsed, as attacks on sanitisers do, becomes
    plain paragraphs.
    """
    safe = _pass(_plainer(markup), base)
    for _ in range(_MAX_PASSES):
        again = _pass(safe, base)
        if again == safe:
            return safe
        safe = again
    return from_paragraphs(tuple(to_text(safe).split("\n")))


def _plainer(markup: str) -> str:
    """The markup with none but the elements we know, text that may not hold any escaped.

    The sanitiser drops drawings, formulas and elements of unknown names with their text.
    """
    return _SYNTAX.sub(_plain, _UNREADABLE.sub("?", markup))


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
    def admit(_tag: str, attribute: str, value: str) -> str | None:
        if attribute in _URLS:
            return _url(value, base)
        if attribute in _NUMBERS:
            number = _NUMBER.fullmatch(value)
            return number[1] if number else None
        if attribute == "style":
            return "" if _HIDING.search(value) else None
        return clean(value)

    safe = nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags=_UNSEEN,
        attributes=_ATTRIBUTES,
        attribute_filter=admit,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    # References such as &#1; are characters only now.
    return _without_empty(_IMG.sub(_shown, clean(safe)))


def _url(value: str, base: str | None) -> str | None:
    try:
        return public_url(value, base=base)
    except BadUrlError:
        return None


def _shown(hit: re.Match[str]) -> str:
    named = dict(_ATTRIBUTE.findall(hit[0]))
    tiny = {named.get("width"), named.get("height")} & {"0", "1"}
    hidden = "src" not in named or "style" in named or tiny or _TRACKERS.match(named["src"])
    return "" if hidden else hit[0]


def _without_empty(markup: str) -> str:
    """Well-formed markup without elements that hold nothing but blanks; table cells stay."""
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
    broken = _MARKUP.sub(_break, _SPACE.sub(" ", markup))
    return "\n".join(filled_lines(clean(html.unescape(broken))))


def _break(hit: re.Match[str]) -> str:
    name = (hit["name"] or "").lower()
    return "\n" if name in _BLOCKS else " " if name in _CELLS else ""


def from_paragraphs(paragraphs: tuple[str, ...]) -> str:
    """Plain paragraphs as HTML."""
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in paragraphs)
