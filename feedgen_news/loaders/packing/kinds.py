"""Which packing some bytes are, by their first ones and never by a name."""

import re
from typing import Literal

from feedgen_news.finding.signatures import PACKED

Kind = Literal["gzip", "deflate", "bzip2", "xz", "lzma", "zstd", "zip", "tar"]

HEAD = 512  # bytes looked at: a tar header
SUFFIXES = (*PACKED, ".tgz", ".tbz", ".txz", ".tzst", ".zip", ".tar")  # of what is never empty

SIGNATURES: dict[Kind, re.Pattern[bytes]] = {
    "gzip": re.compile(rb"\x1f\x8b"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)", re.DOTALL),
    "xz": re.compile(rb"\xfd7zXZ\x00", re.DOTALL),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL),
    "zip": re.compile(rb"PK(?:\x03\x04|\x05\x06)", re.DOTALL),
}
_CHECKSUM = re.compile(rb"[\x80\xff]|[\s\x1c-\x1f0-7oO+_-]*+(?:\x00|\Z)")  # or tarfile reads none
_TAR = re.compile(rb"ustar(?:\x00| \x20\x00)", re.DOTALL)  # of POSIX, of GNU


def kind_of(head: bytes) -> Kind | None:
    """The packing of a file that begins like this; None for plain bytes."""
    for kind, signature in SIGNATURES.items():
        if signature.match(head):
            return kind
    if _is_lzma(head):
        return "lzma"
    return "tar" if _TAR.match(head, 257) or _is_tar_header(head) else None


def _is_lzma(head: bytes) -> bool:
    """The header of .lzma, which has no signature: its usual properties, a size that can be."""
    if not head.startswith(b"\x5d\x00\x00") or len(head) < 13:
        return False
    dictionary, size = int.from_bytes(head[1:5], "little"), int.from_bytes(head[5:13], "little")
    power = dictionary & -dictionary  # liblzma too takes 2^n and 2^n + 2^(n-1) only
    known = dictionary in (power, 3 * power) or dictionary == 0xFFFFFFFF
    return known and bool(dictionary) and (size == (1 << 64) - 1 or size < 1 << 40)


def _is_tar_header(head: bytes) -> bool:
    """Older than POSIX: nothing but a checksum that is right."""
    if len(head) < HEAD or not head[0] or not _CHECKSUM.match(head[148:156]):
        return False
    import tarfile  # noqa: PLC0415 - few dumps get here

    try:
        tarfile.TarInfo.frombuf(head[:HEAD], "utf-8", "replace")
    except tarfile.HeaderError:
        return False
    return True
