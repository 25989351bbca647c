"""What the first bytes of a file tell for sure, and the suffixes of what is packed."""

PACKED = (".gz", ".bz2", ".xz", ".lzma", ".zst")  # around the suffix that tells

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (0, b"Rar!\x1a\x07", "RAR archive"),
    (0, b"MSCF\x00\x00\x00\x00", "Cabinet archive"),
    (0, b"\x1f\x9d", "data of compress"),
    (0, b"\x04\x22\x4d\x18", "LZ4 data"),
    (0, b"LZIP\x01", "lzip data"),
    (0, b"\xff\x06\x00\x00sNaPpY", "Snappy data"),
    (0, b"PAR1", "Parquet"),
    (0, b"ARROW1", "Arrow data"),
    (0, b"SQLite format 3\x00", "SQLite database"),
    (0, b"\x89PNG", "PNG image"),
    (0, b"\xff\xd8\xff", "JPEG image"),
    (0, b"GIF8", "GIF image"),
    (8, b"WEBP", "WebP image"),
    (4, b"ftyp", "MP4 video"),
    (0, b"%PDF-", "PDF"),
    (0, b"\x7fELF", "program"),
    (0, b"MZ\x90", "program"),
    (0, b"\xd0\xcf\x11\xe0", "Office document"),
    (0, b"{\\rtf", "RTF document"),
)


def signature(data: bytes) -> str | None:
    """The kind of data that its first bytes tell of for sure."""
    return next((kind for at, begun, kind in _SIGNATURES if data.startswith(begun, at)), None)
