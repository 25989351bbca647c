"""Hostile records as dumps in every format that is read."""

import csv
import gzip
import html
import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from tests.hostile_attacks import ADDRESSES, disguised, spoken


def _json(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    return json.dumps(made).encode()


def _json_lines(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in made).encode()


def _csv(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(key for one in made for key in one))
    sheet = csv.DictWriter(out, names)
    sheet.writeheader()
    sheet.writerows(
        {key: ";".join(map(str, v)) if isinstance(v, list) else v for key, v in one.items()}
        for one in made
    )
    return _bytes(out.getvalue())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _said(one: dict[str, Any], key: str, *, raw: bool = False) -> str:
    value = one.get(key, "")
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if raw else escape(text, {'"': "&quot;"})


def _body(one: dict[str, Any]) -> str:
    return str(one.get("html") or html.escape(one.get("text", "")))


def _xml(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    head = rng.choice(
        (
            "",
            '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x SYSTEM "http://evil.test/x.dtd">',
        )
    )
    rows = ("".join(f"<{key}>{_said(one, key)}</{key}>" for key in one) for one in made)
    return _bytes(
        f"<?xml version='1.0'?>{head}<articles>"
        + "".join(f"<article>{row}</article>" for row in rows)
        + "</articles>"
    )


def _rss(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    rows = "".join(
        f"<item><title>{_said(one, 'title')}</title><link>{_said(one, 'url')}</link>"
        f"<category>{_said(one, 'tags')}</category><dc:creator>{_said(one, 'authors')}</dc:creator>"
        f"<description><![CDATA[{_body(one)}]]></description><guid>{_said(one, 'id')}</guid></item>"
        for one in made
    )
    return _bytes(
        f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title>{rows}</channel></rss>'
    )


def _wxr(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    rows = "".join(
        f"<item><title>{_said(one, 'title')}</title><link>{_said(one, 'url')}</link>"
        f"<content:encoded><![CDATA[{_body(one)}]]></content:encoded><wp:post_type>post</wp:post_type>"
        f"<wp:status>publish</wp:status>"
        f"<wp:post_date_gmt>2025-01-02 03:04:05</wp:post_date_gmt></item>"
        for one in made
    )
    return _bytes(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">'
        f"<channel><title>x</title><wp:wxr_version>1.2</wp:wxr_version>{rows}</channel></rss>"
    )


def _html(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    one = made[0]
    url, tags, headline = (_said(one, key) for key in ("url", "tags", "title"))
    linked = json.dumps({"@type": "NewsArticle", "headline": _said(one, "title", raw=True)})
    return _bytes(
        f'<!doctype html><html><head><title>{headline}</title><link rel=canonical href="{url}">'
        f'<meta property="article:tag" content="{tags}"><base href="{rng.choice(ADDRESSES)}">'
        f'<script type="application/ld+json">{linked}</script>'
        f"</head><body><article><h1>{_said(one, 'title')}</h1>{_body(one)}"
        f"<p>{'A long enough paragraph of news. ' * 12}</p></article></body></html>"
    )


def _markdown(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    one = made[0]
    front = "".join(
        f"{key}: {json.dumps(_said(one, key, raw=True))}\n"
        for key in ("title", "url", "tags", "section")
    )
    link = f'[x]({disguised(rng, "javascript:")}) ![x]({rng.choice(ADDRESSES)} "x")'
    return _bytes(
        f"---\n{front}date: 2025-03-04\n---\n\n"
        f"{one.get('text', 'Text')}\n\n{link}\n\n{_body(one)}\n"
    )


def _text(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    one = made[0]
    return _bytes(
        f"{_said(one, 'title', raw=True)}\n\nBy {_said(one, 'authors', raw=True)}\n\n"
        f"{spoken(_body(one))}\n"
    )


def _warc(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    page = _html(rng, made)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    url = (
        _said(made[0], "url", raw=True).encode("ascii", "ignore").split(b"\n")[0]
        or b"https://news.example/warc"
    )
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: "
        + url
        + (
            b"\r\nWARC-Date: 2025-01-02T03:04:05Z"
            b"\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>"
            b"\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
            % len(answer)
        )
    )
    return head + answer + b"\r\n\r\n"


def _zip(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    names = (
        "../../escaped.json",
        "/tmp/escaped.json",
        "a/../../../escaped.json",
        "..\\escaped.json",
        "\u202e.json",
        "con.json",
        "ok.json",
    )
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(rng.choice(names), _json(rng, made))
        link = zipfile.ZipInfo("link.json")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    return out.getvalue()


def _gzip(rng: random.Random, made: list[dict[str, Any]]) -> bytes:
    return gzip.compress(_json_lines(rng, made), mtime=0)


FORMATS: dict[str, tuple[Callable[[random.Random, list[dict[str, Any]]], bytes], bool]] = {
    "json": (_json, True),
    "jsonl": (_json_lines, True),
    "csv": (_csv, False),
    "xml": (_xml, False),
    "rss": (_rss, False),
    "wxr.xml": (_wxr, False),
    "html": (_html, False),
    "md": (_markdown, False),
    "txt": (_text, False),
    "warc": (_warc, False),
    "zip": (_zip, False),
    "jsonl.gz": (_gzip, True),
}
