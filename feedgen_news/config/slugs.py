"""Slugs: the names of topics and labels in addresses, safe on every file system and host."""

import hashlib
import re
import unicodedata

LONGEST = 80
_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]*")

# Names the output folder, web servers or other file systems have a meaning for.
_RESERVED = frozenset("index feed feeds articles static assets cgi-bin con prn aux nul".split()) | {
    f"{device}{n}" for device in ("com", "lpt") for n in range(10)
}
_LOOKS_LIKE_A_FILE = re.compile(
    r".*\.(?:x?html?|xml|atom|rss|json|opml|css|js|txt|ico|php\d?|cgi|aspx?|jsp|gz|br|zip|git|lock|tmp)"
)

# A label whose slug loses nothing but the spacing: words of a-z and 0-9 with ordinary
# punctuation between them.
_APOSTROPHES = re.compile("['’‘ʼ]")
_PLAIN_LABEL = re.compile(
    r"[\s\-(\"“]*[a-z0-9]+(?:[\s\-‐-―_/.,:;&()\"“”!?|>»·]+[a-z0-9]+)*[\s\-_.!?)\"”]*"
)
_DIGITS_OF_HASH = 8
_WORDS = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")


def slug_mistake(slug: str) -> str | None:
    """What keeps a text from being a slug, as a sentence with advice, or None."""
    if len(slug) > LONGEST:
        return f"a slug of {len(slug)} characters; at most {LONGEST}"
    if not _SLUG.fullmatch(slug) or ".." in slug or slug.endswith("."):
        return (
            "no slug: small letters a-z, digits, '-', '_' and '.' only, with a letter or digit "
            f"first and no dot last; for example {suggestion(slug)}, with the name people read "
            "in `title`"
        )
    return None


def reserved(slug: str) -> bool:
    """Whether a topic's folder may not have this name: we or web servers own it."""
    return slug.partition(".")[0] in _RESERVED or bool(_LOOKS_LIKE_A_FILE.fullmatch(slug))


def suggestion(text: str) -> str:
    """A slug close to the text."""
    return _cut(_transliterated(text)) or f"topic-{_hash(text)}"


def label_slug(label: str) -> str:
    """The slug that identifies a section or tag, from any text a dump calls it by.

    Spellings that differ in case, spacing, punctuation between words or the accents of
    Latin letters are one label. Any others that would meet in one slug (C, C++ and C#;
    homoglyphs; two scripts) are kept apart by a hash, as are labels without a slug.
    Source of the letters in other scripts: python-slugify.
    """
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", label).casefold())
    folded = _without_latin_accents(plain).strip()
    slug = _transliterated(folded)
    if slug and len(slug) <= LONGEST and _PLAIN_LABEL.fullmatch(folded):
        return slug
    return f"{_cut(slug, LONGEST - _DIGITS_OF_HASH - 1)}-{_hash(folded)}".lstrip("-")


def prettified(slug: str) -> str:
    """A title made of a slug: `middle-east` → `Middle East`."""
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_.]+", slug) if word)


def same_name(text: str) -> str:
    """What two names share that only differ by case or composition (NFKC, case folding)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _without_latin_accents(text: str) -> str:
    if text.isascii():
        return text
    letters = (unicodedata.normalize("NFD", c) for c in text)
    bare = "".join(d[0] if d[0].isascii() else unicodedata.normalize("NFC", d) for d in letters)
    return "".join(_LATIN.get(c, c) for c in _LONE_MARK_ON_LATIN.sub("", bare))


_LATIN = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}
_LONE_MARK_ON_LATIN = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")


def _transliterated(text: str) -> str:
    if _WORDS.fullmatch(text):
        return text.lower().replace(" ", "-")
    from slugify import slugify  # noqa: PLC0415 - brings large tables; most labels are `_WORDS`

    return slugify(text, entities=False, decimal=False, hexadecimal=False)


def _cut(slug: str, length: int = LONGEST) -> str:
    return slug[:length].rstrip("-")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_DIGITS_OF_HASH]
