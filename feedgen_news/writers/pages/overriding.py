"""Our templates, and those of an operator that stand before them.

A template of the operator's own is found first under the name of ours; ours stay in reach as
`feedgen-news/NAME`, so that a page may be extended instead of copied. Whatever goes wrong in
the operator's files ends as a TemplateError that names file and line.
"""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import jinja2
from jinja2 import meta, nodes

from feedgen_news.config.mistakes import near_miss
from feedgen_news.model import OutputFile
from feedgen_news.problems import FeedgenNewsError
from feedgen_news.writers.pages import views

TEMPLATES = ("index.html", "topic.html", "article.html", "moved.html", "page.html", "parts.html")
FILES = ("icon.svg", "style.css", "subscribe.js")  # of ours, published as they are
STATIC = "static"  # folder of the operator's files that are published as they are
OURS = "feedgen-news"  # prefix under which our templates can be extended
MAX_FILE = 5_000_000  # bytes of one file; what is larger is no part of a page

_OUR_TYPE = re.compile(r"\bfeedgen_news(?:\.\w+)*\.(\w+)(?: object)?")
_NO_ATTRIBUTE = re.compile(r"'(\w+)' has no attribute '([^']*)'")


class TemplateError(FeedgenNewsError):
    """A template or file in the `templates` folder cannot be used."""


def environment(folder: Path | None) -> jinja2.Environment:
    """Templates of the folder first, ours behind; raises TemplateError for what is no template."""
    return _environment(folder) if folder else _OURS_ALONE()


def _environment(folder: Path | None) -> jinja2.Environment:
    ours = jinja2.PackageLoader("feedgen_news.writers", "templates")
    own: list[jinja2.BaseLoader] = [jinja2.FileSystemLoader(folder)] if folder else []
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*own, ours, jinja2.PrefixLoader({OURS: ours})]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # for each page it would look whether a file changed
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["number"] = _number
    return made


# Ours do not change, and compiling them takes longer than writing a small site's pages.
_OURS_ALONE = cache(lambda: _environment(None))


def check(folder: Path) -> None:
    """Whether each template in the folder can be read and is used; raises TemplateError."""
    _refuse_links(folder)
    made = environment(folder)
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if path.relative_to(folder).parts[0] != STATIC and path.is_file()
    )
    used: set[str | None] = set(TEMPLATES)
    for name in names:
        with faults(folder, name):
            source = (folder / name).read_text("utf-8")
            made.compile(source, name, str(folder / name))
            tree = made.parse(source, name)
            _refuse_own_heir(tree, folder / name, name)
            used |= set(meta.find_referenced_templates(tree))
    for name in names:
        if name not in used and None not in used:  # None: a name that is known only later
            raise TemplateError(f"{folder / name}: no page uses it; {_instead_of(name)}")


def _instead_of(name: str) -> str:
    """What to do about a template that no page uses."""
    if "/" in name:
        return "templates lie at the top of the folder"
    near = get_close_matches(name, TEMPLATES, n=1, cutoff=0.8)
    return f"did you mean {near[0]}?" if near else f"pages are {', '.join(TEMPLATES[:4])}"


def _refuse_own_heir(tree: nodes.Template, path: Path, name: str) -> None:
    """Extending or importing one's own name never ends; most often ours was meant."""
    found: list[nodes.Extends | nodes.Import | nodes.FromImport] = [
        *tree.find_all(nodes.Extends),
        *tree.find_all(nodes.Import),
        *tree.find_all(nodes.FromImport),
    ]
    for node in found:
        if isinstance(node.template, nodes.Const) and node.template.value == name:
            does = "extends" if isinstance(node, nodes.Extends) else "imports"
            other = f"write {OURS}/{name}" if name in TEMPLATES else "name another template"
            raise TemplateError(f"{path}:{node.lineno}: {does} itself; {other}")


def _refuse_links(folder: Path) -> None:
    """Raises TemplateError for a link that would publish what lies elsewhere, or nothing."""
    home = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and (wrong := _bad_link(path, home)):
            raise TemplateError(f"{path}: a symbolic link {wrong}")


def _bad_link(path: Path, home: Path) -> str:
    """What is wrong with a link and what to do, "" for one to a file in the folder."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        # Editors mark a file that is open with a hidden link to nowhere.
        return "" if path.name.startswith(".") else "that leads nowhere; remove it"
    kind = "folder" if target.is_dir() else "file"
    if not target.is_relative_to(home):
        return f"that leads out of the folder; copy the {kind}"
    return "to a folder, which is not followed; copy the folder" if kind == "folder" else ""


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
    if folder:
        _refuse_links(folder)
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
            if path.suffix == ".gz":
                raise TemplateError(f"{path}: remove it; `compress: true` makes compressed files")
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
    except OSError:  # not the one that was read
        return False
    return False


def _said(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8; save it as UTF-8"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template {error.name}; ours are {', '.join(TEMPLATES)}"
    if isinstance(error, OSError):
        return f"{error.strerror}; check its permissions"
    if isinstance(error, jinja2.UndefinedError):
        return _undefined(_OUR_TYPE.sub(r"\1", error.message or ""))
    if isinstance(error, RecursionError):
        return f"leads back to itself without end; ours are reached as {OURS}/NAME"
    if isinstance(error, jinja2.TemplateError):
        return f"{error.message}; mend the template"
    return _OUR_TYPE.sub(r"\1", f"{type(error).__name__}: {error}; mend the template")


def _undefined(message: str) -> str:
    """The message with the field that was perhaps meant, and where all are listed."""
    found = _NO_ATTRIBUTE.search(message)
    fields = getattr(getattr(views, found[1], None), "__struct_fields__", ()) if found else ()
    hint = near_miss(found[2], fields) if found else ""
    end = " " if hint.endswith("?") else "; "
    return f"{message}{hint}{end}docs/pages.md lists what each template is given"


def _number(value: int) -> str:
    return f"{value:,}"
