"""Plain text for elements that many readers take for HTML, whatever the format says."""

import re
from html.entities import html5

_TAG = re.compile(r"<(?=[/!?a-zA-Z])")
_LONE_AMPERSAND = re.compile(r"&(?!\s)")
_REFERENCE = re.compile(r"&(?=(#?\w+))")


def unmistakable(text: str) -> str:
    """The text, with look-alikes where it would be read as a tag or a character reference.

    `<b>` becomes `‹b>` and `&lt;` becomes `＆lt;`; `a < b`, `AT&T` and `Q & A` stay.
    RSS cannot say that a title is text (RSS Board profile, Character Data); where Atom and
    JSON Feed can, readers strip what looks like a tag all the same, or obey it.
    """
    if "<" not in text and "&" not in text:  # as nearly always
        return text
    return _REFERENCE.sub(_ampersand, _TAG.sub("‹", text))


def never_markup(text: str) -> str:
    """The text with look-alikes for whatever a validator of HTML could stumble over.

    The text of an OPML outline is HTML (OPML 2.0, Text attribute): there `AT&T` and `a < b`
    are no good HTML either.
    """
    return _LONE_AMPERSAND.sub("＆", text.replace("<", "‹"))


def _ampersand(match: re.Match[str]) -> str:
    name = match[1]
    return "＆" if not name.isalpha() or f"{name};" in html5 or name in html5 else "&"
