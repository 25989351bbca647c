"""What a cell of a table holds: text as a rule, sometimes a list or an object as text."""

import ast
from typing import Any

from feedgen_news.loaders.fields.keys import TITLE, fold
from feedgen_news.loaders.json.values import BrokenJSONError, decode_quickly, is_deep

_LONGEST = 1 << 18  # characters that are read as Python; its parser takes a hundred times that
_ENDS = {"[": "]", "{": "}"}
_TITLES = frozenset(TITLE)


def value_of(name: str, cell: str) -> Any:
    """The cell as its writer meant it: JSON or Python's spelling of a list or an object.

    A title is never a list, whatever it looks like; what cannot be read stays text.
    """
    said = cell.strip()
    if not said or said[-1] != _ENDS.get(said[0]) or fold(name) in _TITLES:
        return cell
    data = said.encode("utf-8", "replace")
    if is_deep(data):
        return cell
    try:
        return decode_quickly(data)
    except BrokenJSONError:
        found = _as_python(said)
    return found if isinstance(found, list | dict) and found is not None else cell


def _as_python(said: str) -> Any:
    if len(said) > _LONGEST or not ("'" in said or '"' in said):
        return None
    try:
        return _plain(ast.literal_eval(said))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None


def _plain(value: Any) -> Any:
    """What JSON knows, of what Python can spell."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(part) for part in value]
    return value if isinstance(value, str | int | float | bool) else None
