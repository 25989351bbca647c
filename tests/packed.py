"""Dumps packed in every way, made by other programs' code than that which reads them."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import zstandard

from feedgen_news.config.sources import Source
from feedgen_news.loaders import Dump, load
from feedgen_news.model import Record
from feedgen_news.problems import Problem, Report


def lines(*titles: str) -> bytes:
    """JSON Lines of one article a title."""
    form = '{"url": "https://n.example/%s", "title": "%s", "text": "It opened."}\n'
    return "".join(form % (title.lower(), title) for title in titles).encode()


def zstd(data: bytes, **settings: bool) -> bytes:
    return zstandard.ZstdCompressor(**settings).compress(data)


def zipped(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    """Members named by keywords; `__` stands for a slash, and `_` before jsonl for a dot."""
    return zipped_as({_named(name): data for name, data in members.items()}, method)


def zipped_as(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(form: int = tarfile.PAX_FORMAT, **members: bytes) -> bytes:
    return tarred_as({_named(name): data for name, data in members.items()}, form)


def tarred_as(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def _named(name: str) -> str:
    return name.replace("__", "/").replace("_", ".")


def record(
    block, *, kind="response", uri="https://n.example/a/b", length=None, more="", end="\r\n\r\n"
):
    type_ = "application/http; msgtype=response" if kind == "response" else "text/html"
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {uri}",
        "WARC-Date: 2024-03-29T10:00:00Z",
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>",
        f"Content-Type: {type_}",
        *([more] if more else []),
        *([] if length == "" else [f"Content-Length: {len(block) if length is None else length}"]),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + end.encode()


def http(body, *, status="200 OK", type_="text/html; charset=utf-8", more=""):
    head = f"HTTP/1.1 {status}\r\n" + (f"Content-Type: {type_}\r\n" if type_ else "") + more
    return head.encode() + b"\r\n" + body


COMPRESSIONS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
    "zstd": zstd,
}


def read(
    folder: Path, data: bytes, name: str = "dump", *, folders: tuple[str, ...] = ()
) -> tuple[list[Record], list[Problem]]:
    """What is made of these bytes in a file of this name."""
    file = folder / name
    file.write_bytes(data)
    problems: list[Problem] = []
    dump = Dump(name, file, folders=folders)
    source = Source(name="wire", files=("*",))
    return list(load(dump, source=source, report=Report(problems.append))), problems


def titles(folder: Path, data: bytes, name: str = "dump") -> tuple[list[str | None], list[str]]:
    """The titles read, and the codes of what was found."""
    found, problems = read(folder, data, name)
    return [record.title for record in found], [problem.code for problem in problems]
