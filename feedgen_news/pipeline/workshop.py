"""A process in which topics are rendered: its archive, what it printed, where it lays files."""

import pickle
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path

import msgspec

from feedgen_news import writers
from feedgen_news.archive import Archive
from feedgen_news.archive.leafing import one_look
from feedgen_news.config import Config
from feedgen_news.model import OutputFile
from feedgen_news.pipeline import imprints
from feedgen_news.pipeline.assembly import Shelf, assembler_of, history_of
from feedgen_news.pipeline.heads import head_of
from feedgen_news.pipeline.imprints import Place
from feedgen_news.pipeline.printing import Printing
from feedgen_news.pipeline.workers import leave_without_parent
from feedgen_news.publish import Laid, Laying
from feedgen_news.site import Feed


class Task(msgspec.Struct, frozen=True):
    """A topic to render; `documents` are the numbers of closed ones, None for all."""

    shelf: Shelf
    rows: tuple[int, ...]  # what its feed holds
    documents: frozenset[int] | None = None
    as_left: frozenset[str] = frozenset()  # paths of its files that lie as they were left
    places: bytes = b""  # where rows were printed already (see `sharing`), packed


class Share(msgspec.Struct, frozen=True):
    """Rows to print for all who need them, as they look in a topic and others like it."""

    shelf: Shelf
    rows: tuple[int, ...]


class Workshop:
    """Renders topics from an archive; `formats` are those that any of them has."""

    def __init__(self, config: Config, archive: Archive, *, formats: Collection[str]) -> None:
        self._archive = archive
        self._assembler = assembler_of(config, archive)
        self._printing = Printing(config, archive, self._assembler, formats=formats)

    def close(self) -> None:
        """What was printed goes; the archive is its owner's."""
        self._printing.close()

    def one_look(self) -> AbstractContextManager[None]:
        """For several tasks: to let the archive go in between takes as long as to read a row."""
        return one_look(self._archive)

    def files(self, task: Task) -> Iterator[OutputFile]:
        """The documents of a topic, its feed in each format, and its page."""
        for document in self._documents(task.shelf, task.documents):
            yield from writers.render_feed(document)
        with self.one_look():
            head = head_of(self._archive, self._assembler, task.shelf)
            places = imprints.unpacked(task.places) if task.places else {}
            files = self._printing.files(task.shelf, head, task.rows, places)
        yield from files

    def share(self, share: Share) -> dict[int, Place]:
        """Print what others will ask for; where that lies."""
        with self.one_look():
            return self._printing.share(share.shelf, share.rows)

    def _documents(self, shelf: Shelf, numbers: Collection[int] | None) -> Iterator[Feed]:
        for document in history_of(shelf, self._archive):
            if numbers is None or document.number in numbers or not document.closed:
                articles = self._archive.document_articles(shelf.topic, document, label=shelf.label)
                yield self._assembler.document(shelf.topic, document, articles)


class Order(msgspec.Struct, frozen=True):
    """What a worker needs besides its tasks."""

    config: bytes  # pickled once, for it may be long
    formats: frozenset[str]


def order(config: Config, formats: Collection[str]) -> Order:
    """For all workers of one build."""
    return Order(pickle.dumps(config), frozenset(formats))


def laid(of: Order, tasks: list[Task]) -> list[Laid]:
    """The files of these topics, laid beside their targets: what a worker does.

    The archive is only read, and no file travels to the process that publishes.
    """
    workshop, folder, compress = _set_up(of)
    as_left = frozenset[str]().union(*(task.as_left for task in tasks))
    laying = Laying.at(folder, as_left, compress=compress, ask=leave_without_parent)
    with workshop.one_look():
        return [it for task in tasks for file in workshop.files(task) for it in laying.lay(file)]


def shared(of: Order, share: Share) -> bytes:
    """Where rows were printed for all workers, packed: what a worker does before."""
    workshop, _, _ = _set_up(of)
    return imprints.packed(workshop.share(share))


@lru_cache(maxsize=1)  # of one build; it ends with the process
def _set_up(of: Order) -> tuple[Workshop, Path, bool]:
    config: Config = pickle.loads(of.config)  # noqa: S301 - of the process that started this one
    archive = Archive.open(config.archive, write=False)
    return Workshop(config, archive, formats=of.formats), config.output, config.compress
