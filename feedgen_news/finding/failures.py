"""What went wrong with a dump that lies elsewhere, in words of ours.

Libraries raise what they like, one error inside another, with URLs in it.
"""

import re
import socket
import ssl
from collections.abc import Callable, Iterator

from feedgen_news.finding.storage import secrets_of, without_secrets

NOTHING = "no such file"
_MOST_TOLD = 200  # characters of what a library says of an error
_GONE = frozenset({404, 410})  # answers of web servers (RFC 9110 §15)
_FORBIDDEN = {401: "the server wants a user and a password", 403: "permission denied"}
_LATER = frozenset({408, 429})  # and all from 500 on
_INNER = ("os_error", "certificate_error", "__cause__", "__context__")
_Kind = Callable[[BaseException, str], bool]

# What stands for what: by a type of Python's own, or a word in the name of a library's.
_UNREACHABLE: tuple[tuple[_Kind, str], ...] = (
    (
        lambda error, name: isinstance(error, socket.gaierror) or "DNS" in name,
        "no machine is known by the name of this server",
    ),
    (lambda error, _: isinstance(error, ConnectionRefusedError), "the server takes no connections"),
    (
        lambda error, name: isinstance(error, TimeoutError) or "Timeout" in name,
        "the server gave no answer in time",
    ),
    (
        lambda error, name: isinstance(error, ConnectionError) or "onnect" in name,
        "the connection failed",
    ),
)


def failure(error: BaseException, urls: tuple[str, ...]) -> OSError:
    """What to raise instead: a ConnectionError where another time may do; tells no secret.

    `urls` may hold what must not be told.
    """
    cause = error.__cause__
    if isinstance(error, FileNotFoundError) and cause and not isinstance(cause, FileNotFoundError):
        error = cause  # fsspec says so of a server that cannot be reached, too
    number = error.errno if isinstance(error, OSError) and error.errno else 0
    status = getattr(error, "status", 0)
    if isinstance(error, FileNotFoundError) or status in _GONE:
        return OSError(number, NOTHING)
    if isinstance(error, PermissionError):
        return OSError(number, "permission denied")
    if status in _FORBIDDEN:
        return OSError(number, f"{_FORBIDDEN[status]} ({status})")
    if unreachable := _unreachable(error, status):
        return ConnectionError(number, unreachable)
    return OSError(number, _said(error, urls))


def _unreachable(error: BaseException, status: object) -> str:
    if isinstance(status, int) and (status in _LATER or status >= 500):
        return f"the server answers {status}, and no file"
    inner = list(_inside(error))
    for each in inner:
        if isinstance(each, ssl.SSLCertVerificationError):
            why = getattr(each, "verify_message", "") or "it does not fit"
            return f"the server's certificate is not trusted: {why}"
    if any(isinstance(each, ssl.SSLError) for each in inner):
        return "the server speaks no TLS, or none that is safe; maybe it is http, not https"
    for is_meant, words in _UNREACHABLE:
        if any(is_meant(each, type(each).__name__) for each in inner):
            return words
    return ""


def _inside(error: BaseException) -> Iterator[BaseException]:
    """The error, and those it came of."""
    met: list[object] = []
    left: list[object] = [error]
    while left:
        each = left.pop()
        if isinstance(each, BaseException) and each not in met:
            met.append(each)
            left += [getattr(each, name, None) for name in _INNER]
            yield each


def _said(error: BaseException, urls: tuple[str, ...]) -> str:
    said = " ".join(str(error).split())
    for secret in (secret for url in urls for secret in secrets_of(url)):
        said = said.replace(secret, "…")
    said = re.sub(r"\b[a-z][a-z0-9+.-]+://[^\s'\"]+", lambda url: without_secrets(url[0]), said)
    return f"{type(error).__name__}: {said}"[:_MOST_TOLD].rstrip(": ")
