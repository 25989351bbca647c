"""Short texts of one line: sections, tags, places, people, languages."""

import re
from functools import cache, lru_cache

from feedgen_news.normalise.text import cut, is_visible, one_line

MAX_LABEL = 100  # characters
_COMMON = frozenset("ar de en es fr hi it ja ko nl pl pt ru sv tr uk zh".split())  # are languages

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3}")
_MAIL = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_MAIL_OF_PERSON = re.compile(
    r"(?:mailto:)?((?!(?:news|press|info|mail|the|web|online)[._])[a-z]{2,20}"
    r"(?:[._](?!desk|news|team|editor|office|press)[a-z]{2,20}){1,2})@[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|<\s*>|\[\s*\]")
_BYLINE = re.compile(r"(?:[Bb][Yy]\s+(?=\S)|(?:Von|Par|Por|Door)\s+(?=\S+\s+\S))")
_ADDRESS = re.compile(r"(?:https?:)?//|www\.", re.IGNORECASE)


def label(raw: str) -> str:
    """Plain text of one line and at most 100 characters; "" where nothing would be seen."""
    return _known_label(raw) if len(raw) <= MAX_LABEL else _label(raw)


def person(raw: str) -> str:
    """A name without `By`, e-mail and the brackets around them; "" where none is left.

    Of an e-mail alone the name is taken that it is made of: `jane.roe@n.example`.
    """
    return _known_person(raw) if len(raw) <= MAX_LABEL else _person(raw)


def _label(raw: str) -> str:
    plain = cut(one_line(raw[: 20 * MAX_LABEL]), MAX_LABEL)
    return plain if is_visible(plain) else ""


def _person(raw: str) -> str:
    name = one_line(raw[: 20 * MAX_LABEL])
    if _ADDRESS.match(name):
        return ""
    if mailed := _MAIL_OF_PERSON.fullmatch(name):
        return " ".join(map(str.capitalize, re.split(r"[._]", mailed[1])))
    plain = " ".join(_EMPTY_BRACKETS.sub(" ", _MAIL.sub(" ", name)).split()).strip(" |;,")
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    return label(_BYLINE.sub("", plain, count=1) if _BYLINE.match(plain) else plain)


# A dump says the same few thousand over and over; what is long is not worth the memory.
_known_label = lru_cache(maxsize=8192)(_label)
_known_person = lru_cache(maxsize=4096)(_person)


def language(raw: str) -> str | None:
    """A BCP 47 tag in its usual case; None where its first part names no language."""
    said = raw.strip()
    return _language(said) if len(said) <= MAX_LABEL else None


@lru_cache(maxsize=256)
def _language(said: str) -> str | None:
    if not _LANGUAGE.fullmatch(said):
        return None
    first, *rest = said.replace("_", "-").split("-")
    if first.lower() not in _COMMON and first.lower() not in _languages():
        return None
    cased = (part.upper() if len(part) == 2 else part.title() for part in rest)
    return "-".join([first.lower(), *cased])


@cache
def _languages() -> frozenset[str]:
    """The languages that have a name in English (Unicode CLDR)."""
    from babel import Locale  # noqa: PLC0415 - few articles are in others than `_COMMON`

    return frozenset(Locale("en").languages)
