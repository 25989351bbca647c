"""The JSON Schema of the file, for editors: the models, with the shorthands beside them."""

from typing import Any

import msgspec

from feedgen_news.config.clauses import Clause, Match
from feedgen_news.config.paths import ARCHIVE, OUTPUT
from feedgen_news.config.schema import Config
from feedgen_news.config.sources import Source
from feedgen_news.config.topics import TopicSettings
from feedgen_news.model import Record

Schema = dict[str, Any]

# Text without quotes looks like a number or a truth value to an editor: no, 2024, 1_000.
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_TEXTS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_SLUG: Schema = {"pattern": "^[a-z0-9][a-z0-9._-]*$", "maxLength": 80}

RECORD_FIELDS = tuple(f for f in Record.__struct_fields__ if f not in {"origin", "raw"})


class Choices(msgspec.Struct, frozen=True):
    """The names in the tables of the steps: what `format`, `layout` and `formats` may say."""

    formats: tuple[str, ...]
    layouts: tuple[str, ...]
    writers: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    hosts_at_root: tuple[str, ...] = ()  # of these, whose files work at the root of a host only


def json_schema(choices: Choices) -> Schema:
    """JSON Schema (draft 2020-12) of the config file, in its short and its full forms."""
    schema = Config.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    for block in [*definitions.values(), schema]:
        _loosen(block)
    _name_choices(definitions, choices)
    _add_shorthands(definitions, schema["properties"])
    schema["properties"]["host"] |= {"enum": list(choices.hosts)}
    schema["properties"]["site"]["description"] = Config.model_fields["site"].description
    del schema["properties"]["folder"]
    schema["required"] = ["site", "sources"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "feedgen-news config",
        "description": "Which dumps are read, how their articles are sorted, what is published.",
    }


def _loosen(block: Schema) -> None:
    """One value for a list of one, and unquoted text, wherever text is meant."""
    for name, place in block.get("properties", {}).items():
        kept = {key: place[key] for key in ("title", "description") if key in place}
        if _is_list_of_text(place):
            block["properties"][name] = {**kept, **_TEXTS}
        elif _is_text(place):
            block["properties"][name] = {**kept, **_TEXT, **_default(place)}


def _is_text(place: Schema) -> bool:
    options = place.get("anyOf", [place])
    kinds = {option.get("type") for option in options}
    return kinds <= {"string", "null"} and not any("enum" in o for o in options)


def _is_list_of_text(place: Schema) -> bool:
    options = place.get("anyOf", [place])
    lists = [option for option in options if option.get("type") == "array"]
    return bool(lists) and lists[0].get("items", {}).get("type") == "string"


def _default(place: Schema) -> Schema:
    return {"default": place["default"]} if isinstance(place.get("default"), str) else {}


def _name_choices(definitions: Schema, choices: Choices) -> None:
    source = definitions[Source.__name__]["properties"]
    source["format"]["enum"] = sorted({"auto", *choices.formats})
    source["layout"]["examples"] = sorted({"auto", *choices.layouts})
    source["fields"]["propertyNames"] = {"enum": list(RECORD_FIELDS)}
    source["fields"]["additionalProperties"] = _TEXTS
    formats = {"enum": sorted(choices.writers)}
    for name in (TopicSettings.__name__, "Defaults"):
        place = definitions[name]["properties"]["formats"]
        place["anyOf"] = [formats, {"type": "array", "items": formats, "minItems": 1}]


def _add_shorthands(definitions: Schema, properties: Schema) -> None:
    clause = {"$ref": f"#/$defs/{Clause.__name__}"}
    clauses = {"anyOf": [clause, {"type": "array", "items": clause, "minItems": 1}]}
    match = definitions[Match.__name__]["properties"]
    for name in match:
        match[name] = {"description": match[name]["description"], **clauses}
    topic = definitions[TopicSettings.__name__]
    match_options = topic["properties"]["match"].pop("oneOf")
    topic["properties"]["match"]["anyOf"] = [*match_options, clauses]
    topic["properties"] |= definitions[Clause.__name__]["properties"]
    topic.pop("required", None)
    for name in ("sections", "tags"):
        labels = properties[name]
        labels["additionalProperties"] = _or(_TEXTS, labels["additionalProperties"])
        labels["additionalProperties"]["anyOf"].append({"type": "null"})
        labels["propertyNames"] = _SLUG
    topics = properties["topics"]
    topics["additionalProperties"] = _or(_TEXTS, topics["additionalProperties"])
    topics["propertyNames"] = _SLUG
    for name, short in (("sources", []), ("auto_topics", [{"enum": ["sections", "tags"]}])):
        place = properties[name]
        item = _or(*short, place["items"])
        properties[name] = {
            "description": place["description"],
            "anyOf": [item, {"type": "array", "items": item}],
        }
    for name, default in (("archive", ARCHIVE), ("output", OUTPUT)):
        properties[name] = {
            "description": properties[name]["description"],
            **_TEXT,
            "default": default,
        }


def _or(*options: Schema) -> Schema:
    return {"anyOf": list(options)}
