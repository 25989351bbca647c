"""Sees that a build published something: the manifest is what it writes last."""

from collections.abc import Callable, Iterator
from pathlib import Path

from feedgen_news.site import MANIFEST

INTERVAL = 0.4  # seconds between looks at one file's times
_LOOKS_PER_SIGN_OF_LIFE = 25  # so that a page that was closed is noticed


def stamp(folder: Path) -> str:
    """Names the state of the output folder; another build of other files gives another."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return "none"
    return f"{found.st_mtime_ns:x}-{found.st_ino:x}-{found.st_size:x}"


def events(folder: Path, *, since: str, wait: Callable[[float], None]) -> Iterator[bytes]:
    """Server-sent events (HTML, §9.2): one `data` when the folder is not as `since` names it."""
    yield b"retry: 1000\n\n"
    looks = 0
    while (now := stamp(folder)) in (since, "none"):
        looks += 1
        if looks % _LOOKS_PER_SIGN_OF_LIFE == 0:
            yield b": nothing new\n\n"
        wait(INTERVAL)
    yield f"data: {now}\n\n".encode()
