"""Our templates, and those of an operator that stand before them.

A template of the operator's own is found first under the name of ours; ours stay in reach as
`feedgen-news/NAME`, so that a page may be extended instead of copied. Whatever goes wrong in
the operator's files ends as a TemplateError that names file and line.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

import jinja2
from jinja2 import meta

from feedgen_news.model import OutputFile
from feedgen_news.problems import FeedgenNewsError
from feedgen_news.writers.pages import views

TEMPLATES = ("index.html", "topic.html", "article.html", "moved.html", "page.html", "parts.html")
FILES = ("icon.svg", "style.css", "subscribe.js")  # of ours, published as they are
STATIC = "static"  # folder of the operator's files that are published as they are
OURS = "feedgen-news"  # prefix under which our templates can be extended
MAX_FILE = 5_000_000  # bytes of one file; what is larger is no part of a page


class TemplateError(FeedgenNewsError):
    """A template or file in the `templates` folder cannot be used."""


def environment(folder: Path | None) -> jinja2.Environment:
    """Templates of the folder first, ours behind; raises TemplateError for what is no template."""
    ours = jinja2.PackageLoader("feedgen_news.writers", "templates")
    own: list[jinja2.BaseLoader] = [jinja2.FileSystemLoader(folder)] if folder else []
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*own, ours, jinja2.PrefixLoader({OURS: ours})]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["number"] = _number
    return made


def check(folder: Path) -> None:
    """Whether each template in the folder can be read and is used; raises TemplateError."""
    made = environment(folder)
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if path.relative_to(folder).parts[0] != STATIC
    )
    used: set[str | None] = set(TEMPLATES)
    for name in names:
        with faults(folder, name):
            source = (folder / name).read_text("utf-8")
            made.compile(source, name, str(folder / name))
            used |= set(meta.find_referenced_templates(made.parse(source, name)))
    for name in names:
        if name not in used and None not in used:  # None: a name that is known only later
            near = get_close_matches(name, TEMPLATES, n=1, cutoff=0.8)
            raise TemplateError(
                f"{folder / name}: no page uses it; "
                + (f"did you mean {near[0]}?" if near else f"pages are {', '.join(TEMPLATES[:4])}")
            )


@contextmanager
def faults(folder: Path | None, name: str) -> Iterator[None]:
    """Whatever the operator's template does wrong becomes a TemplateError; bugs of ours stay."""
    try:
        yield
    except FeedgenNewsError:
        raise
    except Exception as error:
        if folder is None or not (place := _place(error, folder, name)):
            raise
        raise TemplateError(f"{place}: {_said(error)}") from error


def files(folder: Path | None) -> Iterator[OutputFile]:
    """Files that pages use: ours, or the operator's of the same name; then the `static` ones."""
    made = environment(None)
    assert made.loader is not None
    for name in FILES:
        own = folder / name if folder else None
        if own and own.is_file():
            yield OutputFile(name, _bytes(own))
        else:
            yield OutputFile(name, made.loader.get_source(made, f"{OURS}/{name}")[0].encode())
    static = folder / STATIC if folder else None
    for path in sorted(static.rglob("*")) if static else ():
        relative = path.relative_to(static.parent) if static else path
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield OutputFile(relative.as_posix(), _bytes(path))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            raise TemplateError(f"{path}: over {MAX_FILE:,} bytes; make it smaller")
        return path.read_bytes()
    except OSError as error:
        raise TemplateError(f"{path}: {error.strerror}; check its permissions") from error


def _place(error: Exception, folder: Path, name: str) -> str:
    """File and line of the operator's template that is to be mended, "" if it is none of them."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or folder / (error.name or name)}:{error.lineno}"
    if isinstance(error, UnicodeDecodeError):
        return str(next(filter(_is_not_utf8, sorted(folder.rglob("*.html"))), ""))
    own = [
        f"{frame.filename}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(folder)
    ]
    if own:
        return own[-1]
    # One of ours that does not find in theirs what it needs, such as a macro of parts.html.
    return str(folder) if isinstance(error, jinja2.TemplateError | OSError) else ""


def _is_not_utf8(path: Path) -> bool:
    try:
        path.read_text("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _said(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8; save it as UTF-8"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template {error.name}; ours are {', '.join(TEMPLATES)}"
    if isinstance(error, OSError):
        return f"{error.strerror}; check its permissions"
    if isinstance(error, jinja2.UndefinedError):
        message = (error.message or "").replace(f"{views.__name__}.", "")
        return f"{message}; docs/pages.md lists what each template is given"
    if isinstance(error, jinja2.TemplateError):
        return f"{error.message}; mend the template"
    return f"{type(error).__name__}: {error}; mend the template"


def _number(value: int) -> str:
    return f"{value:,}"
