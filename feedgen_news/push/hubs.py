"""A hub is told that a feed changed; whoever cannot hear just now is asked again.

W3C WebSub §5 leaves the request to hub and publisher. One feed a request, with both
`hub.url` and `hub.topic`, is what every hub in use takes: pubsubhubbub.appspot.com and
Superfeedr read the first, Switchboard documents the second, websubhub.com takes either;
several in one request each of them wants spelt in another way.
"""

from collections.abc import Callable
from typing import Literal

import msgspec
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

from feedgen_news.model import printable
from feedgen_news.push.web import WHOLE, Pools, first_line, reason, within

_PAUSES = (2.0, 4.0, 8.0)  # seconds between tries
LONGEST_PAUSE = 60.0  # seconds; a hub that wants more is asked at the next ping
_TOO_MANY, _TIMED_OUT = 429, 408
_SUCCESS, _REDIRECTION, _REFUSAL, _FAILURE = 200, 300, 400, 500
# What websubhub.com answers, with 500, about a feed that nobody has subscribed to through it.
_NOBODY_LISTENS = "topic not found"


class Outcome(msgspec.Struct, frozen=True):
    """What came of it. `busy`: no answer, or none worth the name, in all tries."""

    kind: Literal["told", "refused", "busy", "later"]
    said: str = ""
    pause: float | None = None  # seconds, where the hub named them


def tell(
    hub: str, feed: str, *, pools: Pools, wait: Callable[[float], None], whole: float = WHOLE
) -> Outcome:
    """Tell the hub that the feed at this URL changed; `wait` is given seconds.

    Failures that may pass (no connection, 408, 429, 5xx) are tried four times, with pauses
    that double, or that Retry-After names (RFC 9110 §10.2.3). `refused` will not pass;
    `later` is a hub that wants to be left alone for longer than a minute, or that was still
    speaking after `whole` seconds.
    """
    for backoff in _PAUSES:
        outcome = _bounded(hub, feed, pools, whole)
        if outcome.kind != "busy":
            return outcome
        wait(backoff if outcome.pause is None else outcome.pause)
    return _bounded(hub, feed, pools, whole)


def _bounded(hub: str, feed: str, pools: Pools, whole: float) -> Outcome:
    try:
        return within(whole, lambda: _try(hub, feed, pools))
    except TimeoutError as error:
        return Outcome("later", str(error))


def _try(hub: str, feed: str, pools: Pools) -> Outcome:
    try:
        response = pools(hub).request(
            "POST",
            hub,
            fields={"hub.mode": "publish", "hub.url": feed, "hub.topic": feed},
            encode_multipart=False,
            redirect=False,
            retries=False,
            preload_content=False,
        )
    except HTTPError as error:
        return Outcome("busy", reason(error))
    try:
        return _judged(response)
    finally:
        _leave(response)


def _leave(response: BaseHTTPResponse) -> None:
    """Keep the connection if nothing is left to read, else end it: answers have no bound."""
    if response.length_remaining != 0:
        response.close()
    response.release_conn()


def _judged(response: BaseHTTPResponse) -> Outcome:
    status = response.status
    if _SUCCESS <= status < _REDIRECTION:
        return Outcome("told")
    if _REDIRECTION <= status < _REFUSAL:
        target = printable(response.headers.get("Location", "nowhere"))
        return Outcome("refused", f"HTTP {status}: moved to {target}; correct `site.hubs`")
    said = first_line(response)
    if _NOBODY_LISTENS in said.lower():
        return Outcome("told", said)
    if status < _FAILURE and status not in (_TOO_MANY, _TIMED_OUT):
        return Outcome("refused", said)
    pause = _asked_for(response)
    if pause is not None and pause > LONGEST_PAUSE:
        return Outcome("later", f"{said} (wants {pause:,.0f} seconds of quiet)")
    return Outcome("busy", said, pause)


def _asked_for(response: BaseHTTPResponse) -> float | None:
    try:
        return Retry().get_retry_after(response)
    except InvalidHeader:
        return None
