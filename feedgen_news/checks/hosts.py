"""Files for the host that lie in the folder: redirects and headers (Netlify, Cloudflare Pages)."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import PurePosixPath

from feedgen_news.checks import folder
from feedgen_news.checks.addresses import Addresses
from feedgen_news.checks.finding import Check, Fault, Faults, FeedFacts, PublishedFile, shown

CODES = {
    "redirect-form": Check("E", "a line of _redirects without source, target or a known status"),
    "redirect-dead": Check("E", "a redirect leads to a file that is not in the folder"),
    "redirect-loop": Check("E", "redirects lead round in a circle"),
    "redirect-hides": Check(
        "E",
        "a redirect stands before a file that is there: nobody gets the file",
        "give the topic of today another slug, or take the line out of _redirects",
    ),
    "headers-form": Check("E", "a line of _headers that is neither a path nor an indented header"),
}

FILES = frozenset({"_redirects", "_headers"})
_STATUSES = frozenset({"200", "301", "302", "303", "307", "308", "404", "410", "451"})
_LONGEST_WAY = 20  # redirects


def lasting(files: list[folder.Listed], feeds: list[FeedFacts]) -> list[str]:
    """Files that are to be had at their own address, sorted: all but last feeds and their pages."""
    alive = {feed.topic for feed in feeds if not feed.has_ended}
    ended = {feed.path for feed in feeds if feed.has_ended}
    ended |= {f"{feed.topic}/index.html" for feed in feeds if feed.topic not in alive}
    return sorted(
        listed.path
        for listed in files
        if PurePosixPath(listed.path).suffix in folder.SERVED and listed.path not in ended
    )


def examine(file: PublishedFile, addresses: Addresses, files: list[str]) -> Faults:
    """One of `FILES`; `files` are the `lasting` ones."""
    if file.path == "_headers":
        yield from _headers(file)
        return
    yield from _redirects(list(_lines(file)), addresses)
    for where, words in _lines(file):
        if _is_redirect(words) and (_status(words).startswith("3") or words[2].endswith("!")):
            yield from _hides(where, words, addresses, files)


def _redirects(lines: list[tuple[str, list[str]]], addresses: Addresses) -> Faults:
    good = [(where, words) for where, words in lines if _is_redirect(words)]
    targets = {words[0]: words[1] for _, words in reversed(good)}  # the first one counts
    for where, words in lines:
        if not _is_redirect(words):
            yield Fault("redirect-form", where, shown(" ".join(words)))
    for where, words in good:
        if not _status(words).startswith("4") and not _leads(words[1], targets, addresses):
            yield Fault("redirect-dead", where, shown(words[1]))
    for source in targets:
        if _is_endless(source, targets):
            yield Fault("redirect-loop", detail=shown(source))


def _is_redirect(words: list[str]) -> bool:
    return len(words) > 1 and words[0].startswith(("/", "http")) and _status(words) in _STATUSES


def _status(words: list[str]) -> str:
    return words[2].rstrip("!") if len(words) > 2 else "301"


def _lines(file: PublishedFile) -> Iterator[tuple[str, list[str]]]:
    for number, line in enumerate(file.body.decode("utf-8", "replace").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield f"line {number}", line.split()


def _leads(target: str, targets: dict[str, str], addresses: Addresses) -> bool:
    """Whether it does; what a placeholder will stand for is not known."""
    is_pattern = ":" in target.removeprefix("https:").removeprefix("http:")
    return is_pattern or target in targets or addresses.exists(target, page="")


def _hides(where: str, words: list[str], addresses: Addresses, files: list[str]) -> Faults:
    """Cloudflare Pages redirects from files that are there, Netlify only where `!` is said."""
    source = addresses.below(words[0])
    if source is None:
        return
    target = addresses.file(words[1])
    hidden = [path for path in _covered(source, files) if path != target]
    if hidden:
        others = f" and {len(hidden) - 1:,} more" if len(hidden) > 1 else ""
        yield Fault("redirect-hides", where, shown(f"{words[0]} hides {hidden[0]}{others}"))


def _covered(source: str, files: list[str]) -> Iterator[str]:
    """The files that a rule is for; `*` is anything, `:name` one part of a path."""
    pieces = re.split(r"(\*|:\w+)", source)
    pattern = "".join(
        ".*" if piece == "*" else "[^/]+" if number % 2 else re.escape(piece)
        for number, piece in enumerate(pieces)
    )
    rule = re.compile(pattern, re.DOTALL)
    for path in files[bisect_left(files, pieces[0]) :]:
        if not path.startswith(pieces[0]):
            return
        if rule.fullmatch(path) or rule.fullmatch(path.removesuffix("index.html")):
            yield path


def _is_endless(source: str, targets: dict[str, str]) -> bool:
    here = source
    for _ in range(_LONGEST_WAY):
        if here not in targets:
            return False
        here = targets[here]
        if here == source:
            return True
    return False


def _headers(file: PublishedFile) -> Faults:
    of_path = False
    for number, line in enumerate(file.body.decode("utf-8", "replace").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace():
            name, colon, _ = line.strip().partition(":")
            is_known = of_path and (colon or name.startswith("!")) and " " not in name.lstrip("! ")
        else:
            is_known = of_path = line.startswith(("/", "https://", "http://"))
        if not is_known:
            yield Fault("headers-form", f"line {number}", shown(line))
