"""The page in an HTTP response (RFC 9112), its chunks and compressions undone."""

import re
import zlib
from collections.abc import Callable

import msgspec

from feedgen_news.loaders.warc.framing import headers_of
from feedgen_news.problems import MissingExtraError

MAX_PAGE = 16 << 20  # bytes, unpacked

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?!\d)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MAX_HEAD = 1 << 20  # bytes
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*+<[!?a-zA-Z]")


class Response(msgspec.Struct, frozen=True):
    """What a server answered; `body` is as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes


class BrokenPageError(Exception):
    """The body is not what its headers say."""


class TooLargeError(BrokenPageError):
    """The body becomes larger than a page may be."""


def response(block: bytes) -> Response | None:
    """The parts of a response; None where it is no HTTP."""
    status = _STATUS.match(block)
    end = _HEAD_END.search(block, 0, _MAX_HEAD)
    if not status or not end:
        return None
    _, headers = headers_of(block[: end.start()])
    return Response(int(status[1]), headers, block[end.end() :])


def page(answer: Response, *, cut: bool) -> bytes:
    """The body as a browser reads it, `cut` where the crawler kept only its beginning.

    Many crawlers undo chunks and compressions and leave the headers: markup that lies
    open is taken as it is. Raises BrokenPageError, and MissingExtraError.
    """
    body = answer.body
    if "chunked" in answer.headers.get("transfer-encoding", "").lower() and _CHUNK.match(body):
        body = _joined(body, cut=cut)
    for name in reversed(answer.headers.get("content-encoding", "").lower().split(",")):
        body = _decoded(body, name.strip(), cut=cut)
    if len(body) > MAX_PAGE:
        raise TooLargeError
    return body


def _joined(body: bytes, *, cut: bool) -> bytes:
    """Chunks put together (RFC 9112 §7.1)."""
    pieces: list[bytes] = []
    at = 0
    while head := _CHUNK.match(body, at):
        size = int(head[1], 16)
        if not size:
            return b"".join(pieces)
        piece = body[head.end() : head.end() + size]
        pieces.append(piece)
        at = head.end() + size
        if len(piece) < size:
            break
        at += 2 if body.startswith(b"\r\n", at) else 1
    if not cut:
        raise BrokenPageError(f"chunked, and broken in chunk {len(pieces) or 1}")
    return b"".join(pieces)


def _decoded(body: bytes, name: str, *, cut: bool) -> bytes:
    if name in {"", "identity", "none", "utf-8"}:
        return body
    decode = _DECODERS.get(name)
    if decode is None:
        if _MARKUP.match(body):
            return body
        raise BrokenPageError(f"Content-Encoding {name[:30]!r}")
    try:
        data, whole = decode(body)
    except _Damaged as damaged:
        if _MARKUP.match(body):
            return body
        raise BrokenPageError(f"said to be {name}, and is not: {damaged}") from None
    if len(data) > MAX_PAGE:
        raise TooLargeError
    if not whole and not cut:
        raise BrokenPageError(f"{name} data ends in the middle")
    return data


class _Damaged(Exception):  # noqa: N818 - never leaves this module
    """Not of the encoding."""


def _inflated(*bits: int) -> Callable[[bytes], tuple[bytes, bool]]:
    """Of gzip or deflate, in the first form that fits."""

    def decode(body: bytes) -> tuple[bytes, bool]:
        said = ""
        for form in bits:
            inflate = zlib.decompressobj(form)
            try:
                data = inflate.decompress(body, MAX_PAGE + 1)
            except zlib.error as error:
                said = str(error).rpartition(": ")[2]
            else:
                return data, inflate.eof
        raise _Damaged(said)

    return decode


def _brotli(body: bytes) -> tuple[bytes, bool]:
    try:
        import brotli  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("warc") from None
    stream = brotli.Decompressor()
    try:
        data = stream.process(body, output_buffer_limit=MAX_PAGE + 1)
    except brotli.error:
        raise _Damaged("no brotli data") from None
    return data, stream.is_finished()


def _zstd(body: bytes) -> tuple[bytes, bool]:
    try:
        import zstandard  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("warc") from None
    stream = zstandard.ZstdDecompressor(max_window_size=1 << 23).decompressobj()  # RFC 9659
    data = bytearray()
    try:
        for at in range(0, len(body), 1 << 10):
            data += stream.decompress(body[at : at + (1 << 10)])
            if stream.eof or len(data) > MAX_PAGE:
                break
    except zstandard.ZstdError as error:
        raise _Damaged(str(error).rpartition(": ")[2]) from None
    return bytes(data), stream.eof


_DECODERS: dict[str, Callable[[bytes], tuple[bytes, bool]]] = {
    "gzip": _inflated(31),
    "x-gzip": _inflated(31),
    "deflate": _inflated(15, -15),  # with its header as RFC 9110 §8.4.1.2 says, or without
    "br": _brotli,
    "zstd": _zstd,
}
