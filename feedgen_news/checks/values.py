"""Values that have a form of their own in every format: languages, media types, numbers, ids."""

import re
from urllib.parse import urlsplit

from feedgen_news.checks.finding import Check, Fault, Faults, shown

CODES = {
    "bad-language": Check("E", "a language that is no language tag (BCP 47)"),
    "bad-media-type": Check("E", "a media type that is none, such as one without a `/`"),
    "bad-number": Check("E", "a size that is no whole number; an unknown length is 0"),
    "url-characters": Check("E", "a URL with characters that have to be percent-encoded"),
    "id-not-canonical": Check("W", "an id that tools would write otherwise, and then not find"),
    "id-malformed": Check("E", "an id that is none of its scheme (urn:uuid:, tag:, http)"),
}

_ANY_CASE = re.IGNORECASE
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}|[a-z]{5,8}|[ix])(?:-[a-z0-9]{1,8}){0,6}", _ANY_CASE)
_WORD = r"[!#$&^_.+a-z0-9*-]{1,80}"
_MEDIA_TYPE = re.compile(rf"{_WORD}/{_WORD}(?:\s*;.{{1,200}})?", _ANY_CASE)
# RFC 3986 §2: what may stand in a URL as it is; brackets only around an IPv6 address.
_LOW_ESCAPE = re.compile(r"%[0-9A-Fa-f]?[a-f]")
_URL = re.compile(
    r"[a-z][a-z0-9+.-]*:(?://\[[0-9a-f:.]+\])?[a-z0-9;/?:@&=+$.\-_!~*'()%,#]*", _ANY_CASE
)
# The forms that the W3C's validator holds ids against.
_SCHEMES = {
    "urn:uuid:": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", _ANY_CASE),
    "urn:": re.compile(r"(?!urn:)[a-z0-9][a-z0-9-]{1,31}:[a-z0-9()+,.:=@;$_!*'%-]+", _ANY_CASE),
    "tag:": re.compile(
        r"(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(?:-\d\d){0,2}:[0-9a-z;/?:@&=+$.\-_!~*'()%,#]*",
        _ANY_CASE,
    ),
}


def language(tag: str | None, where: str) -> Faults:
    """A language tag, where there is one."""
    if tag and not (tag.isascii() and _LANGUAGE.fullmatch(tag)):
        yield Fault("bad-language", where, shown(tag))


def media_type(said: str | None, where: str) -> Faults:
    """A media type, where there is one (RFC 9110 §8.3.1)."""
    if said and not _MEDIA_TYPE.fullmatch(said):
        yield Fault("bad-media-type", where, shown(said))


def number(said: str | None, where: str, *, positive: bool = False) -> Faults:
    """A whole number of bytes or pixels, where there is one."""
    plain = said is None or (said.isascii() and said.isdecimal() and len(said) < 16)
    if not plain or (positive and said is not None and int(said) == 0):
        yield Fault("bad-number", where, shown(said or ""))


def url(said: str, where: str) -> Faults:
    """Only characters that a URL may hold (RFC 3986 §2)."""
    if not _URL.fullmatch(said):
        yield Fault("url-characters", where, shown(said))


def identifier(said: str, where: str) -> Faults:
    """An absolute IRI whose scheme tells how it goes on; others are anybody's."""
    for scheme, form in _SCHEMES.items():
        if said.lower().startswith(scheme):
            if not form.fullmatch(said[len(scheme) :]):
                yield Fault("id-malformed", where, shown(said))
            return
    if said.lower().startswith(("http:", "https:")):
        yield from _address(said, where)


def _address(said: str, where: str) -> Faults:
    """RFC 3986 §6.2.2 and §6.2.3, as far as the W3C's validator asks for it."""
    try:
        parts = urlsplit(said)
    except ValueError:
        yield Fault("id-malformed", where, shown(said))
        return
    if not parts.netloc:
        yield Fault("id-malformed", where, shown(said))
    elif (
        not said.startswith(("http://", "https://"))
        or parts.netloc != parts.netloc.lower()
        or parts.netloc.endswith((":", ":80", ":443"))
        or not parts.path
        or {".", ".."} & set(parts.path.split("/"))
        or _LOW_ESCAPE.search(said)
    ):
        yield Fault("id-not-canonical", where, shown(said))
