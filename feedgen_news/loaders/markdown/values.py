"""What the generators of sites call things, in the words that all dumps are read by."""

import re
from typing import Any

_ALIASES = {
    "lastmod": "updated",  # Hugo
    "last_modified_at": "updated",  # Jekyll
    "last-modified": "updated",
    "cover": "image",
    "banner": "image",
    "featured_image": "image",
    "feature_image": "image",
}
_BLOCKS = ("taxonomies", "extra", "params")  # Zola, Hugo
_YES_OR_NO = frozenset({"true", "false", "yes", "no"})
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,200})\]\]")  # Obsidian
_PARTED = re.compile(r"[,;\[]")  # by something else than spaces
_POST = re.compile(r"(\d{4}-\d\d-\d\d)[-_ ].")  # how Jekyll names its posts


def fields_of(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a front matter under names that are known."""
    found = {_ALIASES.get(key.lower(), key): _plain(value) for key, value in values.items()}
    for block in _BLOCKS:
        if isinstance(inner := found.get(block), dict):
            found = {**inner, **found}
    if str(found.get("published")).lower() in _YES_OR_NO:
        found.pop("published")  # whether, not when
    for key in ("categories", "tags"):  # Jekyll: in a string, spaces part them
        said = found.get(key)
        if isinstance(said, str) and not _PARTED.search(said):
            found[key] = said.split()
    return found


def is_draft(values: dict[str, Any]) -> bool:
    """Whether a document says that it is not for the public yet."""
    said = {key.lower(): str(value).lower() for key, value in values.items()}
    return (
        said.get("draft") in {"true", "yes"}
        or said.get("published") in {"false", "no"}
        or said.get("status") in {"draft", "hidden", "private"}
    )


def day_of(dump: str) -> str | None:
    """The day in a file's name such as `2024-03-29-harbour-opens.md`."""
    found = _POST.match(dump.replace("\\", "/").rpartition("/")[2])
    return found[1] if found else None


def title_of(dump: str, *, words: int = 3) -> str | None:
    """A file's name that speaks, without its day: note-taking programs keep titles there."""
    stem = dump.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    name = re.sub(r"^\d{4}-\d\d-\d\d[-_ ]+", "", stem)
    parts = name.split() if " " in name else name.replace("_", "-").split("-")
    speaks = sum(part.isalpha() for part in parts) >= words
    return " ".join(filter(None, parts)) if speaks else None


def _plain(value: Any) -> Any:
    """Texts, lists and blocks of texts: dates of TOML as they are written, no wiki links."""
    if isinstance(value, str):
        return "" if value == "~" else _WIKI_LINK.sub(r"\1", value) if "[[" in value else value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if isinstance(value, bool | int | float) or value is None else str(value)
