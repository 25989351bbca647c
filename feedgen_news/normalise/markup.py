"""HTML of unknown origin made harmless, and turned into text and back."""

import html
import re

import nh3

from feedgen_news.normalise.links import BadUrlError, public_url
from feedgen_news.normalise.text import clean

MAX_DEPTH = 200  # nested elements; beyond, only the text is kept (the parser is quadratic)
MAX_TAGS = 50_000

_TAGS = {
    *("p br hr div section article blockquote pre ul ol li dl dt dd h1 h2 h3 h4 h5 h6".split()),
    *("figure figcaption img a abbr b strong i em u s del ins mark small sub sup q cite".split()),
    *("code kbd samp var span time bdi bdo ruby rb rt rp".split()),
    *("table caption thead tbody tfoot tr th td".split()),
}
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "time": {"datetime"},
    "*": {"lang", "dir"},
}
_DROPPED_WITH_CONTENT = {
    *("script style template noscript iframe noembed noframes textarea select object".split()),
    *("title button canvas audio video".split()),
}
_URLS = {"href", "src"}
_NUMBERS = {"width", "height", "colspan", "rowspan", "start"}
_ACTIVE = re.compile(
    r"<\s*(?:script|iframe|object|embed|form|meta|link|base|svg|math|style|template)\b"
    r"|\bon[a-z]+\s*=|(?:java|vb)script\s*:|\bsrcdoc\s*=",
    re.IGNORECASE,
)
_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ELEMENT = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})")
_SELF_CLOSING = frozenset(
    "p li td th tr dd dt option br hr img input link meta base area col embed source track".split()
)
_IMG = re.compile(r"<img\b(?:[^<>\"]|\"[^\"]*\")*>")
_PIXEL = re.compile(r'\b(?:width|height)="[01]"')
_TRACKERS = re.compile(
    r'src="https?://(?:[^/"]*\.)?(?:feedburner\.com/~|feedsportal\.com|doubleclick\.net|scorecardresearch\.com'
    r"|google-analytics\.com|facebook\.com/tr|pixel\.wp\.com|stats\.wordpress\.com|quantserve\.com"
    r"|chartbeat\.(?:com|net)|b\.scorecardresearch|pi\.feedsportal|feeds\.feedblitz\.com/~)",
    re.IGNORECASE,
)
_BREAKS = re.compile(
    r"<(?:br|/?(?:p|div|section|article|blockquote|pre|ul|ol|li|dl|dt|dd|h[1-6]|figure|figcaption"
    r"|hr|table|caption|thead|tbody|tfoot|tr))\b[^>]*>"
)
_EMPTY = re.compile(r"<(p|div|span|figure|figcaption|section|li|ul|ol|h[1-6])>\s*</\1>")


def is_active(markup: str) -> bool:
    """Whether the markup holds something that a browser would run or load."""
    return bool(_ACTIVE.search(markup))


def too_deep(markup: str) -> bool:
    """Whether elements are nested, or many, beyond what is parsed in good time."""
    depth = deepest = tags = 0
    for closing, name in _ELEMENT.findall(markup):
        tags += 1
        if name.lower() not in _SELF_CLOSING:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest > MAX_DEPTH or tags > MAX_TAGS or markup.count("<") > 2 * MAX_TAGS


def sanitise(markup: str, *, base: str | None) -> str:
    """The harmless part of HTML, well-formed, every URL absolute; idempotent.

    Only what the allow-lists above name passes; a relative URL is resolved against `base`
    or dropped. Characters that XML forbids are gone even where a reference hid them.
    """

    def admit(_tag: str, attribute: str, value: str) -> str | None:
        if attribute in _URLS:
            return _url(value, base)
        if attribute in _NUMBERS:
            return value.strip() if re.fullmatch(r"\s*\d{1,5}\s*", value) else None
        return clean(value)

    safe = nh3.clean(
        clean(markup),
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=admit,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    # References such as &#1; are characters only now.
    return _tidy(_IMG.sub(_image, clean(safe)))


def _url(value: str, base: str | None) -> str | None:
    try:
        return public_url(value, base=base)
    except BadUrlError:
        return None


def _image(hit: re.Match[str]) -> str:
    tag = hit[0]
    hidden = " src=" not in tag or _PIXEL.search(tag) or _TRACKERS.search(tag)
    return "" if hidden else tag


def _tidy(markup: str) -> str:
    previous = ""
    while previous != markup and "<" in markup:
        previous, markup = markup, _EMPTY.sub("", markup)
        if len(previous) - len(markup) < 7:  # at most one element went: as good as done
            break
    return markup.strip()


def to_text(markup: str) -> str:
    """The text of HTML, a paragraph a line; works on any markup, however broken."""
    broken = _BREAKS.sub("\n", markup)
    return html.unescape(_TAG.sub("", broken))


def from_paragraphs(paragraphs: tuple[str, ...]) -> str:
    """Plain paragraphs as HTML."""
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in paragraphs)
