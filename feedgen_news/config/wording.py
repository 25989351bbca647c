"""What pydantic found, in the words of the file's author, at the place in the file."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from feedgen_news.config.mistakes import Loc, Mistake, near_miss, shown, spelt
from feedgen_news.config.nodes import Found, Node, find

Schema = Mapping[str, Any]

_EXPECTED = {
    "string_type": "text",
    "string_unicode": "text",
    "string_sub_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a block of keys",
    "model_type": "a block of keys",
    "model_attributes_type": "a block of keys",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "path_type": "a path",
}


def worded(error: ValidationError, raw: Node, full: Node, schema: Schema) -> list[Mistake]:
    """Each finding as a mistake.

    `raw` is the tree as written, `full` the one that was validated, `schema` the JSON
    Schema that names the keys of each place.
    """
    details = error.errors(include_url=False)
    return [_mistake(d, raw, full, schema) for d in details if not _follows_from_others(d, full)]


def _follows_from_others(detail: Any, full: Node) -> bool:
    """A list counts as empty where each of its items is a mistake of its own."""
    return detail["type"] == "too_short" and bool(find(full, detail["loc"]).node.value)


def _mistake(detail: Any, raw: Node, full: Node, schema: Schema) -> Mistake:
    loc: Loc = detail["loc"]
    found = find(full, loc)
    if detail["type"] == "missing":
        return _missing(loc, found, raw, schema)
    if detail["type"] == "extra_forbidden":
        spot, message = found.key_spot, _unknown(loc, schema)
    else:
        spot, message = found.node.spot, _no_rules(loc, found) or _value(detail, found)
    return Mistake(spot.line, spot.column, spelt(found.written), message)


def _missing(loc: Loc, parent: Found, raw: Node, schema: Schema) -> Mistake:
    written = find(raw, loc)
    spot = written.key_spot if written.complete else parent.node.spot
    described = (p["description"] for p in _places(schema, loc) if p.get("description"))
    what = _uncapitalised(next(described, "it is required").rstrip("."))
    key = spelt((*parent.written, loc[-1]))
    state = "empty" if written.complete else "missing"
    return Mistake(spot.line, spot.column, key, f"{state}; {what}")


def _uncapitalised(text: str) -> str:
    """As it goes on in a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _unknown(loc: Loc, schema: Schema) -> str:
    known = keys_at(schema, loc[:-1])
    if str(loc[-1]) in known:
        return "stands beside `match`; move it into the match"
    return f"unknown key{near_miss(str(loc[-1]), known)}"


def _no_rules(loc: Loc, found: Found) -> str | None:
    if loc[:1] == ("topics",) and len(loc) == 2 and found.node.value is None:
        return "empty; say which articles it takes: words, all, or a block such as {tags: [cuba]}"
    return None


def _value(detail: Any, found: Found) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in {"literal_error", "enum"}:
        return f"expected {context['expected']}, found {_seen(found.node)}"
    if kind == "too_short":
        return "an empty list; give at least one value, or remove the key"
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, found {_seen(found.node)}"
    return str(detail["msg"])


def _seen(node: Node) -> str:
    return shown(node.value) if isinstance(node.value, str) else node.kind


def keys_at(schema: Schema, loc: Loc) -> set[str]:
    """The keys that the schema knows at a place."""
    return {key for place in _places(schema, loc) for key in place.get("properties", {})}


def _places(schema: Schema, loc: Loc) -> list[Schema]:
    places = list(_members(schema, schema))
    for part in loc:
        steps = [step for place in places for step in _step(place, part)]
        if steps:  # a union's member has a part in the loc, but none in the schema
            places = [member for step in steps for member in _members(step, schema)]
    return places


def _step(place: Schema, part: str | int) -> Iterator[Schema]:
    if isinstance(part, int):
        candidates = [place.get("items")]
    else:
        candidates = [place.get("properties", {}).get(part) or place.get("additionalProperties")]
    yield from (c for c in candidates if isinstance(c, Mapping))


def _members(place: Schema, schema: Schema) -> Iterator[Schema]:
    """The place itself, or what its reference or alternatives stand for."""
    reference = place.get("$ref")
    if reference:
        place = {**schema["$defs"][reference.rsplit("/", 1)[-1]], **_without_ref(place)}
    alternatives = [*place.get("anyOf", ()), *place.get("allOf", ()), *place.get("oneOf", ())]
    yield place
    for alternative in alternatives:
        yield from _members(alternative, schema)


def _without_ref(place: Schema) -> Schema:
    return {key: value for key, value in place.items() if key != "$ref"}
