"""From a path to a complete Config, or every mistake in the file at once."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from feedgen_news.config.checks import name_mistakes
from feedgen_news.config.json_schema import Choices, json_schema
from feedgen_news.config.mistakes import Mistake, refuse
from feedgen_news.config.nodes import Node
from feedgen_news.config.paths import absolute, path_mistakes
from feedgen_news.config.reading import read_text
from feedgen_news.config.schema import Config
from feedgen_news.config.shorthands import spell_out
from feedgen_news.config.wording import worded
from feedgen_news.config.yaml_syntax import parse
from feedgen_news.finding.storage import is_url, without_secrets

M = TypeVar("M", bound=BaseModel)


def load(path: Path, *, choices: Choices) -> Config:
    """The config of a file: shorthands spelt out, defaults filled in, paths absolute.

    The file is read once. Raises ConfigError with every mistake, one a line, sorted by
    position; paths in it are as the caller gave them.
    """
    raw, mistakes = _tree(path)
    location = path.absolute()
    full = absolute(spell_out(raw), location.parent)
    extra = {"folder": location.parent}
    config, wrong = _validated(Config, raw, full, lambda: json_schema(choices), extra)
    mistakes += [*wrong, *name_mistakes(full, choices), *path_mistakes(full, location)]
    if mistakes or config is None:
        raise refuse(path, mistakes)
    return config


def load_model(path: Path, model: type[M]) -> M:
    """Another YAML file of the operator's as the model that describes it.

    The same reading as `load` gives a config: scalars stay text, and ConfigError holds
    every mistake with its place.
    """
    raw, mistakes = _tree(path)
    found, wrong = _validated(model, raw, raw, model.model_json_schema, {})
    if mistakes or wrong or found is None:
        raise refuse(path, [*mistakes, *wrong])
    return found


def effective(config: Config) -> dict[str, Any]:
    """The config as plain data in its full form; as a file it loads to an equal Config.

    But for what gives access to dumps elsewhere, which is not shown.
    """
    data = config.model_dump(mode="json", by_alias=True, exclude={"folder"}, exclude_none=True)
    for source in data["sources"]:
        source["files"] = [without_secrets(f) if is_url(f) else f for f in source["files"]]
    return {key: _without_empty(value) for key, value in data.items() if value}


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(v) for key, v in value.items()}
        return {key: v for key, v in kept.items() if v not in ([], {}, "")}
    return [_without_empty(item) for item in value] if isinstance(value, list) else value


def _tree(path: Path) -> tuple[Node, list[Mistake]]:
    root, mistakes = parse(read_text(path))
    if root is None and not mistakes:
        mistakes = [Mistake(1, 1, "", "the file is empty; expected a block of keys")]
    elif root is not None and not isinstance(root.value, dict):
        message = f"{root.kind} where the file should be a block of keys (`key: value`)"
        mistakes.append(Mistake(root.spot.line, root.spot.column, "", message))
    if root is None or not isinstance(root.value, dict):
        raise refuse(path, mistakes)
    return root, mistakes


def _validated(
    model: type[M],
    raw: Node,
    full: Node,
    schema: Callable[[], dict[str, Any]],
    extra: Mapping[str, Any],
) -> tuple[M | None, list[Mistake]]:
    plain = full.plain
    assert isinstance(plain, dict)
    try:
        return model.model_validate({**plain, **extra}, by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, worded(error, raw, full, schema())
