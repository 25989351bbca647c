"""URLs as readers may be sent to them, and the one form in which two of them are compared."""

import ipaddress
import re
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote_to_bytes,
    urljoin,
    urlsplit,
    urlunsplit,
)

from w3lib.url import safe_url_string

MAX_URL = 4096  # characters; longer ones are dropped by name

# Parameters that say where a visitor came from, never which article it is.
_TRACKING = re.compile(
    r"(?:utm_.*|utm|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh"
    r"|mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|hsctatracking|mkt_tok|oly_enc_id|oly_anon_id|vero_id"
    r"|wickedid|cmpid|s_cid|ncid|cmp|ito|icid|ref|ref_src|ref_url|referrer|ftag|xtor|at_medium"
    r"|at_campaign|at_.*|maca|rss|wt_mc|wt\.mc_id|spm|sr_share|smid|guccounter|guce_referrer.*)",
    re.IGNORECASE,
)
# Parameters that open something for whoever holds them.
_SECRET = re.compile(
    r"(?:api_?key|access_?token|auth_?token|auth|token|secret|password|passwd|pwd|jsessionid|phpsessid"
    r"|aspsessionid.*|session_?id|sessid|signature|sig|x-amz-.*|x-goog-.*|awsaccesskeyid|credential)",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PRIVATE_NAME = re.compile(
    r"(?:.*\.)?(?:localhost|local|internal|intranet|lan|home|corp|localdomain)"
)
_UNRESERVED = "-._~"  # RFC 3986 §2.3, beside letters and digits


class BadUrlError(ValueError):
    """Why a text is no URL to publish; the message never repeats its credentials."""


class PrivateUrlError(BadUrlError):
    """The URL leads into somebody's own network."""


def public_url(raw: str, *, base: str | None = None) -> str:
    """An absolute http(s) URL of ASCII characters, as the source wrote it but for what
    must not be published: credentials, session and tracking parameters.

    Raises BadUrlError (RFC 3986; host names as browsers read them).
    """
    # Browsers drop these before they look at the scheme (WHATWG URL, basic parser).
    text = re.sub(r"[\t\n\r]", "", raw.strip("".join(map(chr, range(0x21))))).strip()
    if not text:
        raise BadUrlError("it is empty")
    if len(text) > MAX_URL:
        raise BadUrlError(f"it is longer than {MAX_URL} characters")
    try:
        parts = _checked(_absolute(text.replace("\\", "/"), base))
        return _encoded(parts)
    except BadUrlError:
        raise
    except ValueError as error:  # urlsplit, idna, ports: each has its own
        raise BadUrlError("it is not well-formed") from error


def _absolute(text: str, base: str | None) -> str:
    if _SCHEME.match(text):
        return text
    if text.startswith("#"):
        raise BadUrlError("it is a fragment alone")
    if base is None:
        raise BadUrlError("it is relative and the source has no base_url")
    return urljoin(base, text)


def _checked(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme.lower() not in {"http", "https"}:
        raise BadUrlError(f"its scheme is {parts.scheme.lower()[:20]!r}, not http or https")
    host = parts.hostname
    if not host or not host.strip(".") or re.search(r"[\s<>\"'`{}|^%]|[^\x21-\U0010ffff]", host):
        raise BadUrlError("it has no usable host name")
    _refuse_private(host)
    netloc = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        netloc = f"{netloc}:{parts.port}"
    path = _SESSION_IN_PATH.sub("", parts.path)
    return parts._replace(
        scheme=parts.scheme.lower(), netloc=netloc, path=path, query=_query(parts.query)
    )


def _refuse_private(host: str) -> None:
    name = host.rstrip(".").lower()
    try:
        private = not ipaddress.ip_address(name.split("%")[0]).is_global
    except ValueError:
        private = "." not in name or bool(_PRIVATE_NAME.fullmatch(name)) or _numeric(name)
    if private:
        raise PrivateUrlError("its host is in a private network")


def _numeric(name: str) -> bool:
    """Hosts such as 0x7f.1, which browsers read as an IPv4 address (WHATWG URL §3.5)."""
    return bool(re.fullmatch(r"0x[0-9a-f]*|\d+", name.rsplit(".", 1)[-1]))


def _query(query: str) -> str:
    if not query:
        return query
    kept = (part for part in query.split("&") if not _dropped(part.split("=", 1)[0]))
    return "&".join(kept)


def _dropped(name: str) -> bool:
    return bool(_TRACKING.fullmatch(name) or _SECRET.fullmatch(name))


def _encoded(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host.isascii():
        netloc = host.encode("idna").decode("ascii")
        parts = parts._replace(netloc=netloc + (f":{parts.port}" if parts.port else ""))
    elif any(len(label) > 63 for label in host.split(".")) or len(host) > 253:
        raise BadUrlError("its host name is too long")
    url = str(safe_url_string(urlunsplit(parts._replace(path=parts.path or "/"))))
    url = re.sub(r"[\"'<>`{}|\\^\[\]]", lambda hit: quote(hit[0]), url) if ":" not in host else url
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", url)


def comparable(url: str) -> str | None:
    """The form in which two spellings of one address are equal (RFC 3986 §6.2).

    Scheme, `www.`, default port, dot segments, trailing slash, fragment, the order of
    parameters do not count; the case of path and query does. None where the URL is a home
    page: it names a site, not an article. Never published.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if parts.port not in {None, 80, 443}:
        host += f":{parts.port}"
    path = urlsplit(urljoin("http://h/", _same_escapes(parts.path))).path.rstrip("/")
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True))
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    if not path and not query and not parts.fragment.startswith(("!", "/")):
        return None
    route = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    return f"{host}{path}?{query}{route}" if query else f"{host}{path}{route}"


def _same_escapes(path: str) -> str:
    return "/".join(quote(unquote_to_bytes(part), safe=_UNRESERVED) for part in path.split("/"))
