"""HTTP, bounded in time, in size and in what it says; through a proxy where one is set."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from threading import Thread
from typing import TypeVar
from urllib.parse import unquote
from urllib.request import getproxies, proxy_bypass

from urllib3 import PoolManager, ProxyManager, Timeout, make_headers
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.response import BaseHTTPResponse
from urllib3.util import parse_url

from feedgen_news.model import printable

Pools = Callable[[str], PoolManager]

T = TypeVar("T")

WHOLE = 60.0  # seconds for a request and its answer, however often a little of it arrives
_CONNECT, _READ = 10.0, 30.0  # seconds; for reading, between one piece and the next
_READ_OF_AN_ANSWER = 2_000  # bytes: what a hub says, never what it would like to send
_SHOWN_OF_AN_ANSWER = 200  # characters
_HEADERS = {"User-Agent": "feedgen-news", "Accept-Encoding": "identity"}


def pools(*, connect: float = _CONNECT, read: float = _READ) -> Pools:
    """What gives the connections for a URL; they are kept open. Times are seconds.

    The proxy is that of HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.
    """
    timeout = Timeout(connect=connect, read=read)

    @cache
    def through(proxy: str) -> PoolManager:
        if not proxy:
            return PoolManager(timeout=timeout, headers=_HEADERS)
        auth = parse_url(proxy).auth
        secret = make_headers(proxy_basic_auth=unquote(auth)) if auth else {}
        return ProxyManager(proxy, proxy_headers=secret, timeout=timeout, headers=_HEADERS)

    return lambda url: through(_proxy(url))


def within(seconds: float, ask: Callable[[], T]) -> T:
    """What `ask` gives. Raises TimeoutError where it takes longer, and what it raises.

    urllib3 bounds each wait for a piece, so a server that sends a byte now and then could hold
    a request for days. One that is late is left to itself: nobody waits for its thread, not
    even the end of the process.
    """
    answer: Future[T] = Future()

    def wait() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # raised again where it is waited for
            answer.set_exception(error)

    Thread(target=wait, daemon=True).start()
    try:
        return answer.result(seconds)
    except TimeoutError:
        raise TimeoutError(f"no whole answer within {seconds:g} seconds") from None


def _proxy(url: str) -> str:
    """The address of the proxy, or nothing."""
    parsed = parse_url(url)
    set_by_user = getproxies()
    proxy = set_by_user.get(parsed.scheme or "") or set_by_user.get("all", "")
    if not proxy or proxy_bypass(parsed.host or ""):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def first_line(response: BaseHTTPResponse) -> str:
    """What an answer says, if it says it in words: `HTTP 400: hub.url invalid`."""
    try:
        # read1: what one wait brings, however slowly the rest would come
        body = response.read1(_READ_OF_AN_ANSWER, decode_content=True)
    except HTTPError:
        body = b""
    lines = (line.strip() for line in body.decode("utf-8", "replace").splitlines())
    said = printable(next(filter(None, lines), ""))
    if not said or said.startswith("<"):
        return f"HTTP {response.status}"
    return f"HTTP {response.status}: {said[:_SHOWN_OF_AN_ANSWER]}"


def reason(error: HTTPError) -> str:
    """Why there was no answer, in a line."""
    cause = error.reason if isinstance(error, MaxRetryError) and error.reason else error
    below = cause.__cause__ if isinstance(cause.__cause__, OSError) else None
    return printable((below and below.strerror) or str(cause).rpartition(": ")[2]) or "no answer"
