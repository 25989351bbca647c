"""Digests of what output depends on beside the articles: when one differs, it is made anew."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from feedgen_news import __version__
from feedgen_news.archive.marks import Note
from feedgen_news.archive.versions import digest
from feedgen_news.config import Config
from feedgen_news.pipeline.assembly import Shelf
from feedgen_news.site import Moved

# Raised when the same articles and config make other files.
RENDERING = 1

# Of the config: where things lie, which no byte of the output depends on.
_BESIDE: dict[str, Any] = {
    "sources": {"__all__": {"files"}},
    "reports": True,
    "folder": True,
    "archive": True,
    "output": True,
    "templates": True,  # their bytes count
}


def note_of(
    config: Config, shelves: tuple[Shelf, ...], farewells: tuple[Moved, ...], *, key: str
) -> Note:
    """What a publication of these topics is made by."""
    return Note(
        key,
        {shelf.topic.slug: digest(shelf) for shelf in shelves},
        {gone.old: digest(gone) for gone in farewells if config.site.farewells},
    )


def publication_of(files: Mapping[str, str]) -> str:
    """A digest of what is published: paths, and digests of the files."""
    return digest(sorted(files.items()))


def key_of(config: Config) -> str:
    """Of the config, of the operator's templates and of this version: what all files depend on."""
    said = config.model_dump_json(exclude=_BESIDE)
    whole = hashlib.blake2b(f"{__version__}\0{RENDERING}\0{said}".encode(), digest_size=16)
    for piece in _templates(config.templates):
        whole.update(hashlib.blake2b(piece).digest())
    return whole.hexdigest()


def _templates(folder: Path | None) -> Iterator[bytes]:
    """Names and bytes; what cannot be read is found when it is needed."""
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file():
            yield str(path.relative_to(folder or path)).encode("utf-8", "surrogateescape")
            try:
                yield path.read_bytes()
            except OSError:
                yield b""


def overrides(config: Config, *names: str) -> bool:
    """Whether the operator has templates of these names."""
    return any(config.templates and (config.templates / name).exists() for name in names)
