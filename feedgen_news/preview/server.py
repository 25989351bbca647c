"""The socket, and the server on it: a thread a request."""

import errno
import logging
import socket

from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request

from feedgen_news.preview.answering import Preview, answer
from feedgen_news.problems import FeedgenNewsError


def listen(bind: str, port: int) -> socket.socket:
    """A socket that takes connections; port 0 is any free one. Raises FeedgenNewsError."""
    try:
        family, _, _, _, place = socket.getaddrinfo(
            bind, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(place[:2], family=family)
    except OSError as error:
        raise FeedgenNewsError(f"{bind}:{port}: {_advice(error)}") from error


def _advice(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is taken; name another with --port, or 0 for any"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "ports below 1024 are the system's; name another with --port"
    return f"{error.strerror}; name an address of this machine with --bind"


def address(listening: socket.socket) -> str:
    """The URL to open in a browser of this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(listening: socket.socket, preview: Preview) -> BaseWSGIServer:
    """A server on the socket; `serve_forever` runs it, `shutdown` from another thread ends it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # each answer is told by `tell`
    host, port = listening.getsockname()[:2]
    app = Request.application(lambda request: answer(request, preview))
    return make_server(host, port, app, threaded=True, fd=listening.fileno())
