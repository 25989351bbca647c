"""What is wrong with a published folder after hostile dumps: written without a look at our checks.

Two parsers that browsers' own rules were written into (html5lib, Lexbor) read every page and
every body in every feed; two XML parsers read every feed.
"""

import hashlib
import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

import html5lib
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

import feedgen_news
from tests.hostile_attacks import SECRET, SUM

ACTIVE = frozenset(
    "script iframe object embed applet form frame frameset base style template svg math portal"
    " input button textarea select isindex link meta audio video source track noscript noembed"
    " foreignobject animate set use image xml marquee keygen dialog slot plaintext xmp".split()
)
URL_BEARING = frozenset(
    "href src action formaction data poster background cite longdesc xlink:href srcset ping"
    " manifest codebase classid profile usemap dynsrc lowsrc archive code icon values"
    " from to".split()
)
NEVER = frozenset("srcdoc style ping autofocus nonce is xmlns sandbox allow".split())
# What our own pages hold beside bodies.
OURS = frozenset("script link meta input button".split())
OUR_META = frozenset({"", "content-security-policy"})
OUR_FEEDS = "feed:https://feeds.example.org/"  # how a page offers a feed to a reader
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\ufeff\u00ad]")
_SCRIPT = Path(feedgen_news.__file__).parent / "writers" / "templates" / "subscribe.js"

Element = tuple[str, dict[str, str]]


def elements_of(markup: str, *, body: bool) -> Iterator[tuple[str, list[Element]]]:
    """What each parser makes of a page, or of a body as a reader puts it into its page."""
    whole = f"<!doctype html><body><div>{markup}</div>" if body else markup
    for scripting in (True, False):
        tree = html5lib.HTMLParser(
            html5lib.treebuilders.getTreeBuilder("etree"), namespaceHTMLElements=False
        ).parse(whole, scripting=scripting)
        yield (
            "html5lib",
            [_plain(node.tag, node.attrib) for node in tree.iter() if isinstance(node.tag, str)],
        )
    tree = LexborHTMLParser(whole)
    nodes = tree.root.traverse() if tree.root else ()
    yield (
        "lexbor",
        [
            _plain(node.tag or "", node.attributes)
            for node in nodes
            if node.tag and node.tag[0] not in "-_!"
        ],
    )


def _plain(tag: str, attributes: Any) -> Element:
    return (
        tag.rpartition("}")[2].lower(),
        {str(name).rpartition("}")[2].lower(): value or "" for name, value in attributes.items()},
    )


def faults_of_body(markup: str) -> set[str]:
    """What of a body in a feed would run, load or lead elsewhere than to http(s)."""
    found = set()
    for parser, elements in elements_of(markup, body=True):
        for tag, attributes in elements:
            if tag in ACTIVE:
                found.add(f"{parser}: <{tag}>")
            found |= {
                f"{parser}: {fault}" for fault in _of_attributes(tag, attributes, absolute=True)
            }
    return found


def faults_of_page(markup: str, folder: Path) -> set[str]:
    """What of a page of ours would run, load or lead to another scheme than http(s)."""
    found = set()
    for parser, elements in elements_of(markup, body=False):
        for tag, attributes in elements:
            if tag in ACTIVE - OURS or not _is_ours(tag, attributes, folder):
                found.add(f"{parser}: <{tag} {attributes}>")
            found |= {
                f"{parser}: {fault}" for fault in _of_attributes(tag, attributes, absolute=False)
            }
    return found


def _is_ours(tag: str, attributes: dict[str, str], folder: Path) -> bool:
    if tag == "script":
        file = (folder / attributes.get("src", "?")).resolve()
        return set(attributes) == {"src", "defer"} and _digest(file) == _digest(_SCRIPT)
    if tag == "meta":
        return attributes.get("http-equiv", "").lower() in OUR_META
    if tag == "input":
        return "readonly" in attributes and attributes.get("type", "text") in {"text", "url"}
    if tag == "button":
        return attributes.get("type") == "button"
    return tag != "link" or attributes.get("rel") in {
        "canonical",
        "alternate",
        "stylesheet",
        "icon",
    }


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _of_attributes(tag: str, attributes: dict[str, str], *, absolute: bool) -> Iterator[str]:
    for name, value in attributes.items():
        if name.startswith("on") or name in NEVER:
            yield f"{name} on <{tag}>"
        if name in URL_BEARING and (fault := fault_of_url(value, absolute=absolute)):
            yield f"{name}={value[:80]!r} on <{tag}>: {fault}"


def fault_of_url(url: str, *, absolute: bool) -> str | None:
    """Why a URL must not stand where somebody may follow it."""
    bare = _IGNORED.sub("", url)
    scheme = _SCHEME.match(bare)
    if not absolute and bare.startswith(OUR_FEEDS):
        return None
    if scheme and scheme[1].lower() not in {"http", "https"}:
        return f"scheme {scheme[1]}"
    if bare.startswith(("//", "\\", "/\\")):
        return "another host without a scheme"
    if scheme is None and absolute:
        return "not absolute"
    if scheme and re.match(r"https?:/*[^/?#]*@", bare, re.IGNORECASE):
        return "credentials"
    return None


def bodies_of(path: Path) -> tuple[list[str], list[str]]:
    """The bodies and the URLs in a feed; raises where it is not well-formed."""
    data = path.read_bytes()
    if path.suffix == ".json":
        items = json.loads(data.decode("utf-8"))["items"]
        bodies = [item[key] for item in items for key in ("content_html",) if key in item]
        return bodies, [item[key] for item in items for key in ("url", "image") if key in item]
    _expat(data)
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    urls = [
        node.get(name) for node in root.iter() for name in ("href", "src", "url") if node.get(name)
    ]
    urls += [node.text or "" for node in root.iter("link", "comments")]
    names = ("content", "description", "encoded", "summary")
    texts = [
        node.text
        for node in root.iter("{*}*")
        if node.tag.rpartition("}")[2] in names and node.text and _is_html(node)
    ]
    return texts, urls


def _is_html(node: Any) -> bool:
    return node.get("type") == "html" or not node.tag.startswith("{http://www.w3.org/2005/Atom}")


def _expat(data: bytes) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("a document type, an entity or a processing instruction")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    parser.Parse(data, True)


def faults_of_folder(output: Path) -> Iterator[str]:
    """Everything that is wrong with what was published."""
    seen: set[str] = set()
    for path in sorted(output.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = path.relative_to(output).as_posix()
        data = path.read_bytes()
        for planted in (SECRET, SUM):
            if planted.encode() in data:
                at = data.index(planted.encode())
                yield f"{name}: {planted} in {data[max(0, at - 80) : at + 30]!r}"
        yield from (f"{name}: {fault}" for fault in _of_file(path, data, seen))


def _of_file(path: Path, data: bytes, seen: set[str]) -> Iterator[str]:
    if path.suffix == ".html":
        yield from sorted(faults_of_page(data.decode("utf-8"), path.parent))
    elif path.suffix in {".atom", ".rss", ".opml"} or path.name.startswith("feed.json"):
        try:
            bodies, urls = bodies_of(path)
        except (etree.XMLSyntaxError, expat.ExpatError, ValueError) as error:
            yield f"not well-formed: {error}"
            return
        yield from (
            f"{url[:80]!r}: {why}" for url in urls if (why := fault_of_url(url, absolute=True))
        )
        for body in bodies:
            if body not in seen:
                seen.add(body)
                yield from (f"{fault} in {body[:300]!r}" for fault in sorted(faults_of_body(body)))


def places(root: Path) -> set[str]:
    """Everything below a folder."""
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


def faults_of_places(output: Path) -> Iterator[str]:
    """Names and modes that no published file may have."""
    for path in sorted((output, *output.rglob("*"))):
        mode = path.lstat().st_mode
        name = path.relative_to(output).as_posix()
        wanted = 0o755 if stat.S_ISDIR(mode) else 0o644
        if stat.S_ISLNK(mode) or stat.S_IMODE(mode) != wanted:
            yield f"{name}: mode {oct(mode)}"
        if not re.fullmatch(r"[a-z0-9./_-]+", name) or len(name) > 200:
            yield f"{name!r}: name"
