"""Files among dumps that plainly are none: pictures, style sheets, settings, a README.

A mirrored site (`wget -r`) or a repository holds many of them. Who names a folder or a
pattern does not mean them; who names such a file itself does.
"""

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from feedgen_news.finding.signatures import PACKED, signature
from feedgen_news.model import Origin
from feedgen_news.problems import Report
from feedgen_news.site import MANIFEST

_SUFFIXES = frozenset(
    (
        # pictures, sound, films, what is printed
        "png jpg jpeg gif webp avif svg ico bmp tif tiff heic jxl mp3 m4a ogg oga wav flac mp4 m4v"
        " webm avi mov mpg mpeg flv swf m3u8 vtt srt pdf"
        # of web sites
        " css scss sass less js mjs cjs map wasm woff woff2 ttf otf eot webmanifest xsl xslt dtd"
        # settings and programs; not php, asp or the like: pages are saved under these names
        " yaml yml toml ini cfg conf lock log py pyc ipynb sh bat rb go rs c h cpp java ts tsx jsx"
    ).split()
)
_OF_DUMPS = frozenset(  # who gives such a name to a picture is told so
    "txt json jsonl ndjson csv tsv xml rss atom html htm xhtml md markdown sgml sgm warc parquet"
    " zip tar tgz".split()
)
_NAMES = frozenset(
    (
        "robots.txt humans.txt ads.txt app-ads.txt security.txt llms.txt requirements.txt"
        " package.json package-lock.json composer.json tsconfig.json manifest.json"
        " browserconfig.xml crossdomain.xml opensearch.xml"
        " gemfile makefile rakefile dockerfile procfile pipfile vagrantfile cname"
    ).split()
)
_SITEMAP = re.compile(r"sitemap(?:[_-]?(?:index|\d+))*+(?:\.(?:xml|html?|txt))?+")
_ABOUT = re.compile(  # files that are about the folder they lie in
    r"(?:readme|licen[sc]e|copying|changelog|contributing|code_of_conduct)(?:\.(?:md|txt|rst))?+"
)
_MEDIA = (" image", " video")
OURS = "our own output"
_KINDS = 6  # that are told of


def without(
    files: Sequence[Path], base: Path, *, pattern: str, passed: dict[Path, str]
) -> list[Path]:
    """The files that may be dumps; of what kind each of the others is, `passed` is told.

    `base` is what was named, `pattern` how: a file that is `base` itself may be anything,
    and so may one whose suffix the pattern spells.
    """
    kept: list[Path] = []
    for file in files:
        kind = None if file == base else _kind(file, base, pattern=pattern)
        if kind:
            passed[file] = kind
        else:
            kept.append(file)
    return kept


def tell(passed: Mapping[Path, str], where: str, *, report: Report) -> None:
    """One finding for all that was passed over, if anything was."""
    if not passed:
        return
    kinds = sorted(Counter(passed.values()).items(), key=_by_count)
    told = [f"{count:,} {kind}" for kind, count in kinds]
    more = ["others"] if len(told) > _KINDS else []
    report.add("no-dumps", ", ".join(told[:_KINDS] + more), Origin(where))


def _by_count(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _kind(file: Path, base: Path, *, pattern: str) -> str | None:
    """What a file is that is no dump; None where it may be one."""
    if _is_published(file.parent, base):
        return OURS
    kind, sure = _by_name(file.name, pattern=pattern)
    return kind if sure else _by_bytes(file)


def kind_by_name(name: str, *, pattern: str) -> str | None:
    """What a file is that a pattern met, told by its name alone; None where it may be a dump."""
    return _by_name(name, pattern=pattern)[0]


def _by_name(name: str, *, pattern: str) -> tuple[str | None, bool]:
    """The kind that a name tells of, and whether that settles it."""
    name = name.partition("?")[0].lower()  # wget: style.css?v=3
    for packing in PACKED:
        name = name.removesuffix(packing)
    if name in _NAMES or _SITEMAP.fullmatch(name) or _ABOUT.fullmatch(name):
        return name, True
    suffix = name.rpartition(".")[2] if "." in name else ""
    if suffix in _SUFFIXES:
        return None if pattern.lower().endswith(f".{suffix}") else f".{suffix}", True
    return None, suffix in _OF_DUMPS


def _by_bytes(file: Path) -> str | None:
    """The kind of media that a file is, whatever its name."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            kind = signature(os.read(descriptor, 16)) or ""
        finally:
            os.close(descriptor)
    except OSError:
        return None  # reading says why
    return kind if kind.endswith(_MEDIA) else None


def _is_published(folder: Path, base: Path) -> bool:
    """Whether a folder lies in one that we published, below the one that was named."""
    while folder not in {base, folder.parent}:
        if os.path.lexists(folder / MANIFEST):
            return True
        folder = folder.parent
    return False
