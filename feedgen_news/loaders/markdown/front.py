"""The front matter of a document: where it ends, and what it says.

YAML between `---`, TOML between `+++`, an object of JSON, or header lines as MultiMarkdown
and Pelican have them. What is broken is read line by line, and that is said.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

import msgspec

from feedgen_news.config.yaml_syntax import parse
from feedgen_news.loaders.fields.keys import FIELDS, fold
from feedgen_news.loaders.json.values import BrokenJSONError, decode

LONGEST = 1 << 16  # characters of a front matter; what is longer is text
_MOST_DOTS = 2_000  # in TOML; its keys cost the square of theirs
_BLANK = re.compile(r"[\ufeff \t\n]*")
_KINDS = {"---": "yaml", "+++": "toml", "---yaml": "yaml", "---toml": "toml", "---json": "json"}
_OPENING = re.compile(r"(?:---(?:yaml|toml|json)?|\+\+\+)(?=[ \t]*(?:\n|\Z))")
_CLOSING = {
    "-": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
_OBJECT = re.compile(r"\{[ \t]*\n\s*\"")
_OBJECT_END = re.compile(r"^\}[ \t]*$", re.MULTILINE)
_KEY = re.compile(
    r"""["']?(?P<key>[\w@$][\w.@/-]{0,40}(?: [\w-]{1,20}){0,2})["']?[ \t]*[:=]"""
    r"""(?=\s|\Z)\s*(?P<value>.*)"""
)
_ITEM = re.compile(r"\s*-\s+(?P<item>.*)")
_FURTHER = tuple(" \t-#]}")
_HEADER = re.compile(r"(?P<key>[A-Za-z][A-Za-z -]{1,30}):[ \t]+\S")
_KNOWN = frozenset(
    {name for names in FIELDS.values() for name in names if "." not in name}
    | set("lastmod slug status draft layout permalink lastmodifiedat".split())
)


class Front(msgspec.Struct, frozen=True):
    """What a front matter says, where the text below it begins, and what was broken."""

    values: dict[str, Any]
    end: int  # characters
    problem: str | None = None


def front_of(text: str, start: int = 0) -> Front | None:
    """The front matter of the document that begins at `start`; None where it has none."""
    if found := _BLANK.match(text, start):
        start = found.end()
    if opening := _OPENING.match(text, start):
        return _fenced(text, opening)
    return _object(text, start) if _OBJECT.match(text, start) else None


def header_of(text: str) -> Front | None:
    """Lines such as `Title: …` and `Date: …` at the top, with an empty line below them."""
    head = text[:LONGEST].lstrip("\ufeff\n")
    start = len(text[:LONGEST]) - len(head)
    lines = list(takewhile(str.strip, head.split("\n")))
    if sum(len(line) + 1 for line in lines) >= len(head) or not lines:
        return None
    named = [_HEADER.match(line) for line in lines]
    names = {fold(found["key"]) for found in named if found}
    further = all(found or line[0] in " \t" for found, line in zip(named, lines, strict=True))
    if not (named[0] and further and "title" in names and len(names & _KNOWN) > 1):
        return None
    return Front(line_by_line(lines), start + sum(len(line) + 1 for line in lines))


def _fenced(text: str, opening: re.Match[str]) -> Front | None:
    kind, start = _KINDS[opening[0]], text.find("\n", opening.end()) + 1
    closing = _CLOSING[opening[0][0]].search(text, start, start + LONGEST) if start else None
    if closing is None:
        return _unclosed(text, start) if start else None
    header = text[start : closing.start()]
    if not _is_header(header.split("\n")):
        return None
    values, problem = _parsed(kind, header)
    return Front(values, closing.end(), problem)


def _unclosed(text: str, start: int) -> Front | None:
    """The lines of keys at the top, where no line closes them."""
    lines = list(takewhile(_is_header_line, text[start : start + LONGEST].split("\n")[:-1]))
    names = {fold(found["key"]) for line in lines if (found := _KEY.match(line))}
    if len(names & _KNOWN) < 2:
        return None
    end = start + sum(len(line) + 1 for line in lines)
    return Front(line_by_line(lines), end, "it is never closed")


def _object(text: str, start: int) -> Front | None:
    """An object of JSON over several lines, and then text that is no JSON."""
    end = _OBJECT_END.search(text, start, start + LONGEST)
    below = text[end.end() :].lstrip() if end else ""
    if end is None or not below or below[0] in "{}[],":
        return None
    values, problem = _parsed("json", text[start : end.end()])
    return None if problem else Front(values, end.end())


def _is_header(lines: Sequence[str]) -> bool:
    """Whether lines are keys and values rather than prose between two rules."""
    filled = [line for line in lines if line.strip()]
    first = next((line for line in filled if not line.startswith("#")), "")
    if filled and not (_KEY.match(first) or first.startswith(("[", "{"))):
        return False
    ours = [_is_header_line(line) for line in lines]
    after_blank = any(
        line.strip() and not known and not above.strip()
        for above, line, known in zip(lines, lines[1:], ours[1:], strict=False)
    )
    return not after_blank and sum(ours) >= 0.6 * len(filled)


def _is_header_line(line: str) -> bool:
    return line.startswith(_FURTHER) or _KEY.match(line) is not None if line.strip() else False


def _parsed(kind: str, header: str) -> tuple[dict[str, Any], str | None]:
    """The values, and what is wrong with the syntax."""
    read = {"yaml": _yaml, "toml": _toml, "json": _json}[kind]
    values, problem = read(header)
    if values is None:
        return line_by_line(header.split("\n")), problem or "no block of keys"
    return values, problem


def _yaml(header: str) -> tuple[dict[str, Any] | None, str | None]:
    root, mistakes = parse(header)
    problem = f"line {mistakes[0].line + 1}: {mistakes[0].message}" if mistakes else None
    plain = root.plain if root is not None else None if problem else {}
    return (plain if isinstance(plain, dict) else None), problem


def _toml(header: str) -> tuple[dict[str, Any] | None, str | None]:
    if header.count(".") > _MOST_DOTS:
        return None, "more dots than TOML of people has"
    import tomllib  # noqa: PLC0415 - most dumps are recognised as something else

    try:
        return tomllib.loads(header), None
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return None, str(error) if isinstance(error, tomllib.TOMLDecodeError) else "no TOML"


def _json(header: str) -> tuple[dict[str, Any] | None, str | None]:
    try:
        value, _ = decode(header.encode("utf-8", "replace"))
    except (BrokenJSONError, RecursionError) as error:
        return None, str(error)
    return (value if isinstance(value, dict) else None), None


def line_by_line(lines: Iterable[str]) -> dict[str, Any]:
    """Keys and values without a parser: each line for itself, lists and further lines below."""
    values: dict[str, Any] = {}
    key = ""
    for line in lines:
        if found := _KEY.match(line):
            key = found["key"]
            values.setdefault(key, _plain(found["value"]))
        elif key and (item := _ITEM.match(line)):
            entries = values[key] or []
            if isinstance(entries, list):
                entries.append(_unquoted(item["item"]))
                values[key] = entries
        elif key and line[:1] in (" ", "\t") and isinstance(values[key], str):
            values[key] = f"{values[key]} {line.strip()}".strip()
    return values


def _plain(value: str) -> str | list[str]:
    value = value.strip()
    if value.startswith("[") and value.endswith("]") and not value.startswith("[["):
        return [_unquoted(part) for part in value[1:-1].split(",") if part.strip()]
    return _unquoted(value)


def _unquoted(value: str) -> str:
    value = value.strip().rstrip(",")
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
