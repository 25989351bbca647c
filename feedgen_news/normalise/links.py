"""URLs as readers may be sent to them, and the one form in which two of them are compared."""

import ipaddress
import posixpath
import re
from functools import lru_cache
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    unquote_to_bytes,
    urljoin,
    urlsplit,
)

from feedgen_news.later import pattern

MAX_URL = 4096  # characters; longer ones are dropped by name

# Parameters that say where a visitor came from, never which article it is.
_TRACKING = pattern(
    r"utm_.*|utm|(?:fb|g|d|y|ys|yad|msc|twc|ttc|srsl)(?:clid|tid)|gclsrc|gad_.*|[gw]braid|igshid|igsh"
    r"|fb_(?:action_.*|ref|source)|mibextid|li_fat_id|mc_[ce]id|_ga|_gl|_hsenc|_hsmi|hsa_.*"
    r"|hsctatracking|mkt_tok|oly_(?:enc|anon)_id|vero_id|wickedid|s_cid|sc_(?:cid|campaign)|ncid"
    r"|cmp|cmpid|intcmp|ocid|ito|icid|ref|ref_src|ref_url|referrer|ftag|xtor|at_.*|ns_(?:mchannel"
    r"|source|campaign|linkname|fee)|maca|rss|wt_.*|wt\.mc_id|pk_.*|mtm_.*|piwik_.*|spm|sr_share"
    r"|partner|emc|share|amp|output_?type|feed|taid|mod|soc_(?:src|trk)|smid|smtyp|share_id|trk"
    r"|trkcampaign|__twitter_impression|guccounter|guce_referrer.*",
    re.IGNORECASE,
)
# Parameters that open something for whoever holds them.
_SECRET = pattern(
    r"(?:x-)?(?:api|auth|access|secret)[-_]?key|(?:.*[-_[])?(?:token|secret)\]?|auth|jwt"
    r"|samlresponse|(?:access|auth|id|refresh|csrf)token|clientsecret"
    r"|password|passwd|pwd|(?:j|php|asp\.net_|asp)?sess(?:ion)?[-_]?id.*|session|cfid|cftoken"
    r"|signature|sig|hmac|key-pair-id|x-amz-.*|x-goog-.*|awsaccesskeyid|credentials?|otp",
    re.IGNORECASE,
)
_ARTICLE_NUMBER = re.compile(r"[\d/]{1,24}")  # what news sites call `sid`, too
# `https://user:pw@`, escaped or not, wherever it stands after the host.
_NESTED_CREDENTIALS = re.compile(
    r"((?::|%3a)(?:[/\\]|%2f|%5c){2})(?:[^/?#&;%\\]|%(?!2f|5c|3f|23|26|3b))+(?:@|%40)",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x1f\x7f]")  # as browsers do (WHATWG URL §4.4), and more of them
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_NO_HOST = re.compile(r"[\s<>\"'`{}|\\^%]|[^\x21-\U0010ffff]")
_HOST = re.compile(r"[a-zA-Z0-9.-]+|[0-9a-fA-F:.]+")  # RFC 1123 §2.1; RFC 3986 §3.2.2
_PRIVATE_NAME = re.compile(
    r"(?:.*\.)?(?:localhost|local|internal|intranet|lan|home|corp|localdomain|home\.arpa)"
)
_HOME = re.compile(r"(?:/(?:index|default|home)(?:\.[a-z]{2,5})?)?", re.IGNORECASE)
_PLAIN = re.compile(r"(?:/[A-Za-z0-9._~/-]*(?:\?[A-Za-z0-9._~/=&-]+)?)?")  # is encoded already
_UNRESERVED = "-._~"  # RFC 3986 §2.3, beside letters and digits
_ORDINARY = re.compile(  # nothing in it to decode, to escape or to take out, but of its query
    r"https?://(?P<host>(?:[a-z0-9][a-z0-9-]*+(?<!-)\.)+[a-z]{2,24})"
    r"(?P<path>/[A-Za-z0-9._~/-]*+)(?:\?(?P<query>[A-Za-z0-9._~/=&-]++))?"
)


class BadUrlError(ValueError):
    """Why a text is no URL to publish; the message never repeats its credentials."""


class PrivateUrlError(BadUrlError):
    """The URL leads into somebody's own network."""


def public_url(raw: str, *, base: str | None = None) -> str:
    """An absolute http(s) URL of ASCII characters, as the source wrote it but for what
    must not be published: credentials, session and tracking parameters. Idempotent.

    Raises BadUrlError (RFC 3986; host names as browsers read them).
    """
    if _is_public_as_it_is(raw):
        return raw
    text = _IGNORED.sub("", raw).strip().replace("&amp;", "&")
    if not text:
        raise BadUrlError("it is empty")
    if len(text) > MAX_URL:
        raise BadUrlError(f"it is longer than {MAX_URL} characters")
    return _made_public(text, base)


def forget() -> None:
    """Let go of every address that was read before, as a measurement has to."""
    for cached in (_made_public, _public_host, _is_private, comparable):
        cached.cache_clear()


def _is_public_as_it_is(url: str) -> bool:
    """Whether it plainly is what `public_url` would make of it; raises BadUrlError."""
    plain = _ORDINARY.fullmatch(url) if len(url) <= MAX_URL else None
    if plain is None or _public_host(plain["host"]) != plain["host"]:
        return False
    return plain["query"] is None or _without_private(plain["query"]) == plain["query"]


@lru_cache(maxsize=1024)  # a body is sanitised until it stays the same
def _made_public(text: str, base: str | None) -> str:
    try:
        url = _encoded(_checked(_absolute(_with_slashes(text), base)))
    except BadUrlError:
        raise
    except ValueError as error:  # urlsplit, idna, ports: each has its own
        raise BadUrlError("it is not well-formed") from error
    if len(url) > MAX_URL:
        raise BadUrlError(f"it is longer than {MAX_URL} characters")
    return url


def _with_slashes(text: str) -> str:
    """Backslashes before the query are slashes to browsers (WHATWG URL §4.4)."""
    end = re.search(r"[?#]|$", text)
    at = end.start() if end else len(text)
    return text[:at].replace("\\", "/") + text[at:]


def _absolute(text: str, base: str | None) -> str:
    if _SCHEME.match(text):
        return text
    if text.startswith("#"):
        raise BadUrlError("it is a fragment alone")
    if ":" in re.split(r"[/?#]", text, maxsplit=1)[0]:
        raise BadUrlError("it has a colon where only a scheme has one")  # RFC 3986 §4.2
    if base is None:
        raise BadUrlError("it is relative and the source has no base_url")
    return urljoin(base, text)


def _checked(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise BadUrlError(f"its scheme is {parts.scheme[:20]!r}, not http or https")
    host = _public_host(parts.hostname or "")
    port = f":{parts.port}" if parts.port is not None else ""
    return parts._replace(
        netloc=f"[{host}]{port}" if ":" in host else host + port,
        path=_SESSION_IN_PATH.sub("", parts.path) or "/",
        query=_without_private(parts.query),
        fragment=_without_private(parts.fragment),
    )


@lru_cache(maxsize=1024)  # a dump has few
def _public_host(name: str) -> str:
    try:
        host = _ascii_host(name)
    except UnicodeError as error:  # of idna and punycode
        raise BadUrlError("it is not well-formed") from error
    _refuse_private(host)
    return host


def _ascii_host(host: str) -> str:
    """The host in ASCII (UTS 46, as browsers do; RFC 5891), one that DNS could know."""
    host = host.removesuffix(".")  # the root of DNS, which validators take for a mistake
    if not host or _NO_HOST.search(host):
        raise BadUrlError("it has no usable host name")
    if not host.isascii():
        import idna  # noqa: PLC0415 - few hosts are in other scripts

        host = idna.encode(host, uts46=True).decode("ascii")
    labels = host.split(".")
    if len(host) > 253 or any(len(label) > 63 for label in labels) or "" in labels:
        raise BadUrlError("its host name is too long or has an empty part")
    if not _HOST.fullmatch(host) or any(label != label.strip("-") for label in labels):
        raise BadUrlError("its host name holds a character that host names must not")
    for label in labels:
        if label.startswith("xn--"):
            label[4:].encode("ascii").decode("punycode")
    return host


def _refuse_private(host: str) -> None:
    name = host.rstrip(".")
    try:
        private = not ipaddress.ip_address(name).is_global
    except ValueError:
        private = "." not in name or bool(_PRIVATE_NAME.fullmatch(name)) or _numeric(name)
    if private:
        raise PrivateUrlError("its host is in a private network")


def _numeric(name: str) -> bool:
    """Hosts such as 0x7f.1, which browsers read as an IPv4 address (WHATWG URL §3.5)."""
    return bool(re.fullmatch(r"0x[0-9a-f]*|\d+", name.rsplit(".", 1)[-1]))


def _without_private(query: str) -> str:
    """A query, or a fragment written like one, without what names the visitor."""
    groups = (
        [part for part in group.split(";") if not _names_the_visitor(part)]
        for group in query.split("&")
    )
    return "&".join(";".join(group) for group in groups if group)


def _names_the_visitor(parameter: str) -> bool:
    name, equals, value = parameter.partition("=")
    private = _is_private(name)
    if private is None:
        return not _ARTICLE_NUMBER.fullmatch(unquote(value))
    return bool(equals) and private


@lru_cache(maxsize=1024)  # a dump has few
def _is_private(name: str) -> bool | None:
    """Whether a parameter of this name is; None where its value tells."""
    plain = unquote(name).strip()
    if plain.lower() == "sid":
        return None
    return bool(_TRACKING.fullmatch(plain) or _SECRET.fullmatch(plain))


def _encoded(parts: SplitResult) -> str:
    # Not urlunsplit: of a path that begins with "//" its newer versions make a host.
    query, fragment = parts.query and f"?{parts.query}", parts.fragment and f"#{parts.fragment}"
    tail = _NESTED_CREDENTIALS.sub(r"\1", f"{parts.path}{query}{fragment}")
    if _PLAIN.fullmatch(tail):
        return f"{parts.scheme}://{parts.netloc}{tail}"
    from w3lib.url import safe_url_string  # noqa: PLC0415 - brings HTTP; most URLs are `_PLAIN`

    url = str(safe_url_string(f"{parts.scheme}://h{tail}"))
    url = re.sub(r"[\"'<>`{}|\\^\[\]]", lambda hit: quote(hit[0]), url)
    url = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", url)
    return url.replace("//h", f"//{parts.netloc}", 1)


@lru_cache(maxsize=256)  # of one article it is asked for several times
def comparable(url: str) -> str | None:
    """The form in which two spellings of one public URL are equal (RFC 3986 §6.2).

    Scheme, `www.`, default port, dot segments, doubled and trailing slashes, `/amp` at the
    end, fragment and the order of parameters do not count; the case of path and query does.
    None where the URL is a home page: it names a site, not an article. Never published.
    """
    if (plain := _ORDINARY.fullmatch(url)) and plain["query"] is None:
        path = posixpath.normpath("/" + plain["path"].lstrip("/")).rstrip("/").removesuffix("/amp")
        return None if _HOME.fullmatch(path) else plain["host"].removeprefix("www.") + path
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if parts.port not in {None, 80, 443}:
        host += f":{parts.port}"
    path = posixpath.normpath("/" + _same_escapes(parts.path).lstrip("/")).rstrip("/")
    path = path.removesuffix("/amp")  # the same article for telephones
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True))
    query = "?" + "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    route = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    if not pairs and not route and _HOME.fullmatch(path):
        return None
    return f"{host}{path}{query if pairs else ''}{route}"


def _same_escapes(path: str) -> str:
    return "/".join(quote(unquote_to_bytes(part), safe=_UNRESERVED) for part in path.split("/"))
