"""Paths that are URLs: of object storage, of web servers, of whatever fsspec opens.

What gives access, a user's name and password or a signed query, is in a URL to open it by. It
is never shown, and never kept.
"""

import re

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}://")
_LOCAL = ("file://", "local://")
_WEB = ("http://", "https://")
_CONTAINERS = ("abfs://", "abfss://", "az://", "wasb://", "wasbs://")  # container@account
_QUERY = re.compile(r"\?[^/?]*=.*", re.DOTALL)
_HIDDEN = 4  # characters of a secret that are worth hiding


def is_url(path: str) -> bool:
    """Whether a path is a URL, be it of a file."""
    return _SCHEME.match(path) is not None


def local_path(url: str) -> str | None:
    """The path in a `file://` URL; None of any other."""
    local = next((scheme for scheme in _LOCAL if url.lower().startswith(scheme)), None)
    if local is None:
        return None
    path = url[len(local) :]
    return path.removeprefix("localhost") if path.startswith("localhost/") else path


def without_secrets(url: str) -> str:
    """The URL as it may be shown: no user, no password, no query."""
    scheme, _, rest = url.partition("://")
    user, host, path = _parted(rest)
    if user and not (":" not in user and f"{scheme.lower()}://" in _CONTAINERS):
        user = ""
    return f"{scheme}://{user}{'@' * bool(user)}{host}{_plain(scheme, path)}"


def secrets_of(url: str) -> list[str]:
    """What of a URL must never be told, the longest first."""
    scheme, _, rest = url.partition("://")
    user, _, path = _parted(rest)
    query = path[len(_plain(scheme, path)) :]
    told = {query, *re.split(r"[?&#]", query), *(p.partition("=")[2] for p in query.split("&"))}
    if user and user + "@" not in without_secrets(url):
        told |= {user, *user.split(":")}
    return sorted((secret for secret in told if len(secret) >= _HIDDEN), key=len, reverse=True)


def _parted(rest: str) -> tuple[str, str, str]:
    """User, host and path of what follows the scheme."""
    authority, slash, path = rest.partition("/")
    user, _, host = authority.rpartition("@")
    mark = re.search(r"[?#]", host)
    if mark:  # a query straight behind the host
        return user, host[: mark.start()], host[mark.start() :] + slash + path
    return user, host, slash + path


def _plain(scheme: str, path: str) -> str:
    """Without the query; a `?` is a wildcard where it names nothing."""
    if f"{scheme.lower()}://" in _WEB:
        return re.split(r"[?#]", path, maxsplit=1)[0]
    return _QUERY.sub("", path)
