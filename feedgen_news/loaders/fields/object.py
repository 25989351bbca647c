"""One object of a dump, asked for our fields."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from feedgen_news.loaders.fields.body import Body, body, without_pictures
from feedgen_news.loaders.fields.keys import Path, at, fold, plan
from feedgen_news.loaders.fields.values import (
    first_text,
    is_address,
    is_markup,
    is_word_for_nothing,
    text,
)
from feedgen_news.model import Image

T = TypeVar("T")
_NOTHING: Mapping[str, Path] = MappingProxyType({})

_DOUBTFUL = frozenset({"source", "guid", "id", "uri"})  # may hold something else than a URL
_BARE = re.compile(  # an address whose scheme was left out; `index.php/a` is a path
    r"(?:[a-z0-9-]{1,63}\.){1,5}(?!php|html?|aspx?|jsp|cgi|xml)[a-z]{2,10}/[^\s/]", re.IGNORECASE
)
_NAIVE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?")
_MUCH = 2  # a second summary that much longer than the first is the body


class Object:
    """The object and the paths to its fields, those that the source maps and our own."""

    def __init__(
        self,
        value: dict[str, Any],
        *,
        mapped: Mapping[str, tuple[str, ...]],
        guessed: Mapping[str, Path] = _NOTHING,
    ) -> None:
        self._value = value
        self._mapped = mapped
        self._guessed = guessed and {_row(field): path for field, path in guessed.items()}
        self._plan = plan(value)

    def values(self, field: str) -> Sequence[tuple[str, Any]]:
        """The last key and the value of each path to the field, best first."""
        places = self.places(field)
        return [(fold(path[-1]), found) for path, found in places] if places else ()

    def places(self, field: str) -> Sequence[tuple[Path, Any]]:
        """The same with the whole paths."""
        paths = self._plan.get(field, ())
        if field in self._mapped:
            paths = self._own_paths(field)
        elif field in self._guessed:
            paths = (*paths, self._guessed[field])
        if not paths:
            return ()
        return [(path, found) for path in paths if (found := self._at(path)) is not None]

    def _at(self, path: Path) -> Any:
        return self._value.get(path[0]) if len(path) == 1 else at(self._value, path)

    def _own_paths(self, field: str) -> tuple[Path, ...]:
        return tuple(
            (name,) if name in self._value else tuple(name.split("."))
            for name in self._mapped[field]
        )

    def first(self, field: str) -> str | None:
        """The first text under any of the field's keys."""
        for _, value in self.values(field):
            if found := first_text(value):
                return found
        return None

    def name(self, field: str) -> str | None:
        """The first text that is no address."""
        for _, value in self.values(field):
            if (found := first_text(value)) and not is_address(found):
                return found
        return None

    def listed(self, field: str, parse: Callable[[Any], list[T]]) -> list[T]:
        """What the first key with anything in it holds."""
        for _, value in self.values(field):
            if found := parse(value):
                return found
        return []

    def url(self) -> str | None:
        """The article's address, as it stands there."""
        for key, value in self.values("url"):
            if isinstance(value, dict) and key in _DOUBTFUL and "url" not in self._mapped:
                continue  # {"source": {"url": …}} is the paper's address
            found = (
                first_text(value.get("@id") or value.get("url"))
                if isinstance(value, dict)
                else first_text(value)
            )
            if found and (key not in _DOUBTFUL or "url" in self._mapped or is_address(found)):
                return f"https://{found}" if _BARE.match(found) else found
        return None

    def date(self, field: str) -> str | None:
        """A date as the dump writes it; one under a key of GMT says so."""
        for key, value in self.values(field):
            if found := first_text(value):
                return f"{found}Z" if key.endswith("gmt") and _NAIVE.fullmatch(found) else found
        return None

    def title(self, *, sure: bool) -> str | None:
        """The title; None, null or NaN is one only where it is `sure` that this is an article.

        So is one of blanks, which is no null: somebody gave it.
        """
        titles = [said for _, value in self.values("title") if (said := text(value, words=False))]
        real = (said for said in titles if not is_word_for_nothing(said))
        return next(real, (titles[0] if titles else self._blank("title")) if sure else None)

    def _blank(self, field: str) -> str | None:
        texts = (value for _, value in self.values(field) if isinstance(value, str))
        return next((value for value in texts if value and not value.strip()), None)

    def prose(self) -> tuple[str | None, Body, list[Image]]:
        """The summary, the body, and pictures that stand inside the body's text.

        Where no key is a body's, a much longer second summary is it (Newscatcher), or a
        summary with markup (dumps of feeds).
        """
        summaries = [said for _, value in self.values("summary") if (said := text(value))]
        summary = summaries[0] if summaries else None
        content = self._body()
        if summary and not content:
            longest = max(summaries, key=len)
            if len(longest) > _MUCH * len(summary):
                content = body((), (), (longest,))
            elif is_markup(summary):
                content = Body(html=summary)
        if content.text and "raw_text" in self._value:  # trafilatura
            words, images = without_pictures(content.text)
            return summary, Body(content.html, words or None), images
        return summary, content, []

    def _body(self) -> Body:
        mapped = not {"text", "html"}.isdisjoint(self._mapped)
        html, plain, either = (
            [value for key, value in self.values(field) if not _is_number_of_story(key, value)]
            for field in ("html", "text", "either")
        )
        return body(html, plain, () if mapped else either)


def _is_number_of_story(key: str, value: Any) -> bool:
    """Whether `story` names the story an article belongs to, as collections of headlines do."""
    return key == "story" and isinstance(value, str) and len(value.split()) == 1


def _row(field: str) -> str:
    """The row of the table in which a guess is looked up: a body may be markup."""
    return "either" if field == "text" else field
