"""The documents as data: their headings, tables, examples and links."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))

_FENCE = re.compile(
    r"^(?P<indent> *)(?:<!-- (?P<mark>[a-z]+)(?:: (?P<name>\S+))? -->\n)?"
    r"(?P=indent)```(?P<kind>\w*)\n"
    r"(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)


class Example(NamedTuple):
    """A fenced block; `mark` is `file` (with its name) or `run` where a comment says so."""

    kind: str
    text: str
    mark: str
    name: str


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def examples(text: str) -> list[Example]:
    return [
        Example(hit["kind"], hit["text"], hit["mark"] or "", hit["name"] or "")
        for hit in _FENCE.finditer(text)
    ]


def prose(text: str) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", text)


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next of the same level or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n", text, re.MULTILINE)
    assert found, f"no heading {heading!r}"
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def rows(text: str) -> list[list[str]]:
    """The cells of the first table in a text, without its head."""
    table = re.search(r"^\|.*\n\|[-| ]+\|\n((?:\|.*\n?)*)", text, re.MULTILINE)
    assert table, "no table"
    lines = table[1].strip().split("\n")
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def code(cell: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(text: str) -> Iterator[str]:
    """Where links and pictures of a page lead."""
    yield from re.findall(r"\]\(([^()\s]+)\)", prose(text))


def command_lines(text: str) -> Iterator[str]:
    """Every call of `feedgen-news` in examples and between backticks, from its name on."""
    for example in examples(text):
        yield from re.findall(
            r"(?:^|(?<=[\s/]))feedgen-news(?:[ \t].*)?$", example.text, re.MULTILINE
        )
    yield from re.findall(r"`[^`\n]*?(feedgen-news [^`\n]+)`", prose(text))


def blocks(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The model and every model below it, by name."""
    found = {model.__name__: model}
    for field in model.model_fields.values():
        for inner in inside(field.annotation):
            found |= blocks(inner)
    return found


def inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from inside(argument)


def keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """What stands in a file: fields by their alias."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    fields.pop("folder", None)  # the loader's
    return fields


def default(field: FieldInfo) -> str | None:
    """As the table shows it, where it is one plain value; None for whatever takes words."""
    value = field.default
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    return f"`{value}`"


def completed(text: str, top: set[str]) -> str:
    """A part of a config with what a whole one needs."""
    needed = {
        "site": "site: {title: T, url: https://feeds.example.org/}\n",
        "sources": "sources: [{name: S, files: dumps/*}]\n",
        "topics": "topics: {everything-else: all}\n",
    }
    return text + "".join(line for key, line in needed.items() if key not in top)
