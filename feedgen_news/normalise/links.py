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

import idna
from w3lib.url import safe_url_string

MAX_URL = 4096  # characters; longer ones are dropped by name

# Parameters that say where a visitor came from, never which article it is.
_TRACKING = re.compile(
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
_SECRET = re.compile(
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
_UNRESERVED = "-._~"  # RFC 3986 §2.3, beside letters and digits


class BadUrlError(ValueError):
    """Why a text is no URL to publish; the message never repeats its credentials."""


class PrivateUrlError(BadUrlError):
    """The URL leads into somebody's own network."""


@lru_cache(maxsize=4096)  # a body is sanitised until it stays the same
def public_url(raw: str, *, base: str | None = None) -> str:
    """An absolute http(s) URL of ASCII characters, as the source wrote it but for what
    must not be published: credentials, session and tracking parameters. Idempotent.

    Raises BadUrlError (RFC 3986; host names as browsers read them).
    """
    text = _IGNORED.sub("", raw).strip().replace("&amp;", "&")
    if not text:
        raise BadUrlError("it is empty")
    if len(text) > MAX_URL:
        raise BadUrlError(f"it is longer than {MAX_URL} characters")
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
    host = _ascii_host(parts.hostname or "")
    _refuse_private(host)
    port = f":{parts.port}" if parts.port is not None else ""
    return parts._replace(
        netloc=f"[{host}]{port}" if ":" in host else host + port,
        path=_SESSION_IN_PATH.sub("", parts.path) or "/",
        query=_without_private(parts.query),
        fragment=_without_private(parts.fragment),
    )


def _ascii_host(host: str) -> str:
    """The host in ASCII (UTS 46, as browsers do; RFC 5891), one that DNS could know."""
    host = host.removesuffix(".")  # the root of DNS, which validators take for a mistake
    if not host or _NO_HOST.search(host):
        raise BadUrlError("it has no usable host name")
    if not host.isascii():
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
    plain = unquote(name).strip()
    if plain.lower() == "sid":
        return not _ARTICLE_NUMBER.fullmatch(unquote(value))
    return bool(equals and (_TRACKING.fullmatch(plain) or _SECRET.fullmatch(plain)))


def _encoded(parts: SplitResult) -> str:
    # Not urlunsplit: of a path that begins with "//" its newer versions make a host.
    query, fragment = parts.query and f"?{parts.query}", parts.fragment and f"#{parts.fragment}"
    tail = _NESTED_CREDENTIALS.sub(r"\1", f"{parts.path}{query}{fragment}")
    url = str(safe_url_string(f"{parts.scheme}://h{tail}"))
    url = re.sub(r"[\"'<>`{}|\\^\[\]]", lambda hit: quote(hit[0]), url)
    url = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", url)
    return url.replace("//h", f"//{parts.netloc}", 1)


def comparable(url: str) -> str | None:
    """The form in which two spellings of one public URL are equal (RFC 3986 §6.2).

    Scheme, `www.`, default port, dot segments, doubled and trailing slashes, `/amp` at the
    end, fragment and the order of parameters do not count; the case of path and query does.
    None where the URL is a home page: it names a site, not an article. Never published.
    """
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
