"""Request in, response out: what a good host sends, and who may ask."""

import gzip
import hashlib
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

import msgspec
from werkzeug.wrappers import Request, Response

from feedgen_news.preview.finding import Elsewhere, Found, find
from feedgen_news.preview.media_types import is_text, media_type
from feedgen_news.preview.rewriting import EVENTS, RELOAD, localised, reloading, script
from feedgen_news.preview.watching import events, stamp

_METHODS = ("GET", "HEAD", "OPTIONS")
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]{1,5})?", re.IGNORECASE)
_SMALLEST_TO_PACK = 500  # bytes; below, gzip saves nothing
_HTML = "text/html"


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What is served and how. `tell` hears of each answer: method, path, status."""

    folder: Path
    public: str  # the site's URL, ends in "/"
    names: tuple[str, ...]  # of this machine: hosts that may be asked for beside IP addresses
    as_is: bool  # the published bytes, without local links and without reloading
    tell: Callable[[str, str, int], None]


def answer(request: Request, preview: Preview) -> Response:
    """The response to any request; never raises for what a client can send."""
    response = _answer(request, preview)
    preview.tell(request.method, request.path, response.status_code)
    return response


def _answer(request: Request, preview: Preview) -> Response:
    if not _is_ours(request.environ.get("HTTP_HOST", ""), preview.names):
        return _plain(403, "Ask for this preview by the address that `serve` printed.")
    if request.method == "OPTIONS":
        return _shared(Response(status=204, headers={"Allow": ", ".join(_METHODS)}))
    if request.method not in _METHODS:
        response = _plain(405, "Only to be read.")
        response.headers["Allow"] = ", ".join(_METHODS)
        return response
    if not preview.as_is and request.path in (RELOAD, EVENTS):
        return _about_reloading(request, preview)
    return _from_folder(request, preview)


def _is_ours(host: str, names: tuple[str, ...]) -> bool:
    """No page of somebody else's name may read this one by letting the name lead here.

    (DNS rebinding: an address of digits is nobody's name.)
    """
    if not host:
        return True  # HTTP/1.0; no browser
    parts = _HOST.fullmatch(host)
    if not parts:
        return False
    name = (parts[1] or parts[2]).lower()
    return name in names or name.endswith(".localhost") or _is_an_address(name)


def _is_an_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _about_reloading(request: Request, preview: Preview) -> Response:
    if request.path == RELOAD:
        response = Response(script(stamp(preview.folder)), mimetype="text/javascript")
    else:
        since = request.args.get("since", "")
        stream = events(preview.folder, since=since, wait=time.sleep)
        response = Response(stream, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    return response


def _from_folder(request: Request, preview: Preview) -> Response:
    found = find(preview.folder, request.path)
    if found is None:
        return _missing(request, preview)
    if isinstance(found, Elsewhere):  # 302: browsers keep a 301 for whoever has this port next
        return _shared(Response(status=302, headers={"Location": f"/{quote(found.path)}"}))
    return _file(request, preview, found)


def _file(request: Request, preview: Preview, found: Found) -> Response:
    kind = media_type(found.path)
    body = found.body if preview.as_is else _changed(found.body, kind, request, preview)
    response = Response(body, content_type=kind)
    if is_text(kind) and len(body) >= _SMALLEST_TO_PACK:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            response.set_data(gzip.compress(body, mtime=0))
            response.content_encoding = "gzip"
    response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest())
    response.last_modified = datetime.fromtimestamp(int(found.modified), UTC)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return _shared(response.make_conditional(request))


def _changed(body: bytes, kind: str, request: Request, preview: Preview) -> bytes:
    if not is_text(kind):
        return body
    body = localised(body, public=preview.public, local=request.host_url)
    return reloading(body) if kind.startswith(_HTML) else body


def _missing(request: Request, preview: Preview) -> Response:
    """A page that says so; it reloads, too: the next build may bring what was asked for."""
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Not found</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"></head><body><h1>Not found</h1>'
        f"<p>Nothing is published at <code>{escape(request.path)}</code>.</p>"
        '<p><a href="/">All topics</a></p></body></html>\n'
    ).encode("utf-8", "replace")
    body = page if preview.as_is else reloading(page)
    return _shared(Response(body, status=404, content_type="text/html; charset=utf-8"))


def _plain(status: int, text: str) -> Response:
    return Response(text + "\n", status=status, content_type="text/plain; charset=utf-8")


def _shared(response: Response) -> Response:
    """Readers that live in a browser may fetch it from there (Fetch, §3.3)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "*"
    return response
