"""Refused records of articles that were taken down: nothing of what they say may be kept."""

import re
from collections.abc import Iterator
from itertools import islice

from feedgen_news.archive import Archive, forgetting
from feedgen_news.archive.quarantine import line, said
from feedgen_news.normalise import identity
from feedgen_news.problems import Problem

OF_FORGOTTEN = "a record of an article that was taken down"  # instead of what was found

_MOST = 2_000  # addresses of a record; one that holds more is not kept either

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# With or without `https://`; its parts are bounded, so that no text takes long.
_ADDRESS = re.compile(
    r"(?<![\w.-])(?:[\w-]{1,63}\.){1,9}[\w-]{2,63}\.?(?::\d{1,5})?[/?][^\s\"'<>\\^`{|}]{1,4000}"
)
_BEHIND = re.compile(r"[,;)\]&]")  # of a list of cells, or a sentence, rather than an address


def holds_forgotten(archive: Archive, problem: Problem) -> bool:
    """Whether what would be kept of a refused record holds the address of a forgotten article."""
    kept = said(line(problem, source="", dump=""))
    addresses = list(islice(addresses_in(kept), _MOST + 1))
    if len(addresses) > _MOST:
        return True
    keys = (key for address in addresses for key in identity.keys_of_address(address))
    return forgetting.forgotten_as(archive, keys) is not None


def addresses_in(text: str) -> Iterator[str]:
    """All that may be an address in a text, however it is escaped in JSON; some of it is none."""
    met: set[str] = set()
    for found in _ADDRESS.finditer(unescaped(text)):
        whole = found[0].rstrip(".,:;!?)]*_")
        for address in (whole, _BEHIND.split(whole)[0]):
            if address not in met:
                met.add(address)
                yield f"https://{address}"


def unescaped(text: str) -> str:
    """A text without the escapes of JSON that a line of the quarantine has, however often."""
    plain = text.replace("\\\\", "\\").replace("\\/", "/").replace('\\"', '"')
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), plain)
