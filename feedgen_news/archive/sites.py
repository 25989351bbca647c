"""Whether two addresses are of one site, told by digests of them.

Digests, so that it can be told of an article of which no address may be kept.
"""

import hashlib
from urllib.parse import urlsplit

_SIZE = 8  # bytes of a digest


def site_of(url: str | None) -> bytes:
    """Digests of the path, of the host, and of the hosts above it; none where there is no URL."""
    if not url:
        return b""
    parts = urlsplit(url)
    labels = (parts.hostname or "").removeprefix("www.").split(".")
    hosts = [".".join(labels[start:]) for start in range(len(labels))]
    return b"".join(map(_digest, (f"/{parts.path}", *hosts)))


def one_site(one: bytes, other: bytes) -> bool:
    """Whether the hosts are one, or one lies below the other; or the site moved to another host
    with all its paths. True where there is no address.
    """
    if not one or not other:
        return True
    (path, *hosts), (other_path, *other_hosts) = _digests(one), _digests(other)
    return path == other_path or hosts[0] in other_hosts or other_hosts[0] in hosts


def host_of(url: str) -> str:
    """The host of an absolute address, without what only tells how it is shown."""
    host = url.split("/", 3)[2].rpartition("@")[2].partition(":")[0].lower()
    for shown in ("www.", "m.", "amp."):
        host = host.removeprefix(shown)
    return host


def one_below_the_other(one: str, other: str) -> bool:
    """Whether two hosts are one, or one lies below the other."""
    return f".{one}".endswith(f".{other}") or f".{other}".endswith(f".{one}")


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=_SIZE).digest()


def _digests(site: bytes) -> list[bytes]:
    return [site[at : at + _SIZE] for at in range(0, len(site), _SIZE)]
