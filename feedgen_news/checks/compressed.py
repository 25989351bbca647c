"""Compressed siblings, which servers send in place of their file without looking."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from feedgen_news.checks.finding import Check, Fault, Faults

CODES = {
    "stale-compressed": Check(
        "E",
        "a compressed sibling is not the same as its file; servers send it anyway",
        "compress again after each build, or remove it",
    ),
}

SUFFIXES = (".gz", ".br", ".zst")
_BLOCK = 1 << 16  # bytes
_Blocks = Iterator[bytes]


def plain_name(path: str) -> str:
    """The name of the file that a compressed sibling stands for; other names as they are."""
    return path.rpartition(".")[0] if path.endswith(SUFFIXES) else path


def examine(sibling: Path) -> Faults:
    """Compared by content, or by age where what unpacks it is not installed."""
    plain = sibling.with_name(plain_name(sibling.name))
    unpack = _UNPACK[PurePosixPath(sibling.name).suffix]
    try:
        if not plain.is_file():
            yield Fault("stale-compressed", detail="its file is gone")
        elif not _can(unpack):
            if sibling.stat().st_mtime < plain.stat().st_mtime:
                yield Fault("stale-compressed", detail="older than its file")
        elif not _same(unpack(sibling), plain):
            yield Fault("stale-compressed", detail="other content")
    except (OSError, EOFError, zlib.error, ValueError):
        yield Fault("stale-compressed", detail="cannot be unpacked")


def _can(unpack: Callable[[Path], _Blocks]) -> bool:
    module = _NEEDS.get(unpack)
    return module is None or find_spec(module) is not None


def _same(blocks: _Blocks, plain: Path) -> bool:
    """Read no further than the first difference, so that a bomb stays packed."""
    with plain.open("rb") as file:
        return all(file.read(len(block)) == block for block in blocks) and not file.read(1)


def _gzip(path: Path) -> _Blocks:
    with gzip.open(path) as stream:
        while block := stream.read(_BLOCK):
            yield block


def _brotli(path: Path) -> _Blocks:
    brotli = import_module("brotli")
    unpacker = brotli.Decompressor()
    packed = path.read_bytes()
    try:
        yield unpacker.process(packed, output_buffer_limit=_BLOCK)
        while not unpacker.is_finished():
            block = unpacker.process(b"", output_buffer_limit=_BLOCK)
            if not block:
                raise ValueError("cut off")
            yield block
    except brotli.error as error:
        raise ValueError(str(error)) from error


def _zstd(path: Path) -> _Blocks:
    zstandard = import_module("zstandard")
    try:
        with zstandard.open(path, "rb") as stream:
            while block := stream.read(_BLOCK):
                yield block
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


_UNPACK: dict[str, Callable[[Path], _Blocks]] = {".gz": _gzip, ".br": _brotli, ".zst": _zstd}
_NEEDS: dict[Callable[[Path], _Blocks], str] = {_brotli: "brotli", _zstd: "zstandard"}
