"""Text as WordPress stores it: paragraphs without tags, blocks in comments, shortcodes."""

import re
from collections.abc import Iterator

_BLOCKS = re.compile(
    r"<(?:/)?(?:p|div|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|blockquote|pre"
    r"|figure|figcaption|section|article|aside|header|footer|hr|form|address|details|summary"
    r"|iframe|script|style|noscript|video|audio|math|svg)\b",
    re.IGNORECASE,
)
_VERBATIM = re.compile(r"<(pre|script|style|textarea)\b", re.IGNORECASE)
_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b(?P<facts>[^\[\]]{0,2000})\](?P<inside>[^\[]{0,10000})\[/(?:wp_)?caption\]"
)
_FACT = re.compile(r"\bcaption=(\"[^\"]*\"|'[^']*')")
_PICTURE = re.compile(r"\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?")
_SHORTCODES = re.compile(
    r"\[(?P<escaped>\[?)/?(?:caption|wp_caption|gallery|embed|audio|video|playlist|youtube|vimeo"
    r"|googlemaps|contact-form(?:-7|-field)?|gravityform|archives|polldaddy|slideshow|soundcloud"
    r"|twitter|tweet|instagram|facebook|recaptcha|vc_\w+|et_pb_\w+|fusion_\w+|su_\w+)"
    r"(?=[\s\]=/])[^\[\]]{0,2000}\](?P<end>\]?)"
)
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def body_of(content: str) -> str:
    """The markup that WordPress would show, shortcodes aside.

    What the block editor wrote (`<!-- wp:… -->`) has its paragraphs; of older texts, blank
    lines part them and line ends are breaks.
    """
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    text = _SHORTCODES.sub(_shortcode, _CAPTION.sub(_figure, text))
    return text.strip() if "<!-- wp:" in text else _paragraphs(text)


def _figure(hit: re.Match[str]) -> str:
    inside, fact = hit["inside"], _FACT.search(hit["facts"])
    picture = _PICTURE.match(inside)
    if picture is None:
        return inside
    words = inside[picture.end() :].strip() or (fact[1][1:-1] if fact else "")
    told = f"<figcaption>{words}</figcaption>" if words else ""
    return f"<figure>{picture[0].strip()}{told}</figure>"


def _shortcode(hit: re.Match[str]) -> str:
    """Nothing; one in double brackets is shown (WordPress's way to write about them)."""
    return hit[0][1:-1] if hit["escaped"] and hit["end"] else ""


def _paragraphs(text: str) -> str:
    made: list[str] = []
    at = 0
    for begin, end in _verbatim(text):
        made += [*_blocks(text[at:begin]), text[begin:end]]
        at = end
    return "\n".join((*made, *_blocks(text[at:])))


def _blocks(text: str) -> list[str]:
    return [_paragraph(block) for block in _BLANK.split(text) if block.strip()]


def _verbatim(text: str) -> Iterator[tuple[int, int]]:
    """Where elements lie whose blank lines are their own."""
    lower = text.lower()
    at = 0
    while hit := _VERBATIM.search(lower, at):
        end = lower.find(f"</{hit[1]}", hit.end())
        end = lower.find(">", end) + 1 if end >= 0 else 0
        if not end:
            return
        yield hit.start(), end
        at = end


def _paragraph(block: str) -> str:
    """A block that is no element yet, as a paragraph with its line ends."""
    if _BLOCKS.search(block):
        return block.strip()
    return "<p>" + block.strip().replace("\n", "<br>\n") + "</p>"
