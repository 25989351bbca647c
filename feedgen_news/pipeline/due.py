"""What has to be rendered: whatever may not lie in the output folder as it should.

That is what the archive marks as touched since the last publication that came to its end, what
somebody altered in the folder since, and all where that is not known to be made by what is there
today: the same config, the same templates, the same version of this program.
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from feedgen_news.archive import Archive, marks
from feedgen_news.archive.marks import Marks, Note
from feedgen_news.config import Config
from feedgen_news.pipeline.assembly import Shelf, history_of, moved
from feedgen_news.pipeline.diffing import Comparison
from feedgen_news.pipeline.keying import overrides, publication_of
from feedgen_news.publish import listed
from feedgen_news.site import MANIFEST
from feedgen_news.stamps import Stamp, Stamps, look

_OF_ARTICLES = ("article.html", "page.html", "parts.html")  # templates that pages of articles use


class Folder(msgspec.Struct, frozen=True):
    """What was published, and what of it does not lie there as it was left."""

    stamps: dict[str, Stamp]
    altered: frozenset[str]

    @property
    def as_left(self) -> frozenset[str]:
        """The paths of all other files."""
        return frozenset(self.stamps.keys() - self.altered)

    @property
    def is_known(self) -> bool:
        """Whether the list of what is ours is as it was left."""
        return MANIFEST in self.as_left


class Due(msgspec.Struct, frozen=True):
    """What has to be rendered, and what may stay without being read; nothing unless `anything`."""

    topics: frozenset[str] = frozenset()  # slugs
    documents: frozenset[tuple[str, int]] | None = frozenset()  # closed ones; None for all
    pages: frozenset[str] | None = frozenset()  # ids of articles; None for all
    farewells: frozenset[str] = frozenset()  # slugs
    ended: frozenset[str] = frozenset()  # slugs of what was published otherwise than it is
    everything: bool = False
    anything: bool = True

    def documents_of(self, slug: str) -> frozenset[int] | None:
        """The numbers of the closed documents of a topic; None for all."""
        if self.documents is None:
            return None
        return frozenset(number for topic, number in self.documents if topic == slug)


NOTHING = Due(anything=False)


def folder_of(config: Config, archive: Archive, known: Stamps) -> Folder:
    """The output folder as it lies there; nothing is known of that of another publication."""
    note = marks.note(archive)
    stamps = known.files if note and note.publication == known.publication else {}
    lying = look(config.output, stamps)
    return Folder(stamps, frozenset(p for p, stamp in stamps.items() if lying.get(p) != stamp))


def has_odd_manifest(config: Config, archive: Archive, folder: Folder) -> bool:
    """Whether the list of what is ours is lost or altered, as far as it can be told."""
    note = marks.note(archive)
    if note is None or folder.is_known or not config.output.is_dir():
        return False
    return publication_of(listed(config.output)) != note.publication


def all_due(note: Note) -> Due:
    """Everything has to be rendered."""
    topics, farewells = frozenset(note.topics), frozenset(note.farewells)
    return Due(topics, None, None, farewells, everything=True)


def due_of(
    config: Config,
    archive: Archive,
    shelves: Collection[Shelf],
    folder: Folder,
    *,
    before: Note,
    now: Note,
) -> Due:
    """What has to be rendered of what was published `before`, and will be `now`."""
    touched, changed = marks.marks(archive), _changed(before.topics, now.topics)
    places = {
        place_of(path, {*before.topics, *now.topics, *now.farewells}) for path in folder.altered
    }
    documents = touched.documents | _documents(archive, shelves, places, changed)
    topics = frozenset(
        shelf.topic.slug
        for shelf in shelves
        if _is_touched(shelf, touched)
        or shelf.topic.slug in changed
        or shelf.topic.slug in {place.slug for place in places}
        or shelf.topic.slug in {topic for topic, _ in documents}
    )
    return Due(
        topics,
        documents,
        _pages(config, archive, touched, places, changed, before=before, now=now),
        _farewells(archive, topics, places, before=before, now=now),
        changed | _changed(before.farewells, now.farewells),
    )


def completed(archive: Archive, due: Due, comparison: Comparison) -> Due:
    """The same with what only shows when all feeds are listed.

    Those are documents that were closed just now, and the pages of articles that come into the
    feeds of other topics, or leave them; which are marked, for whoever builds after a kill does
    not see them come or leave.
    """
    if due.everything:
        return due
    moving = frozenset(marks.of_ours(archive, comparison.moving))
    marks.touch(archive, "pages", moving)
    return msgspec.structs.replace(
        due,
        documents=(due.documents or frozenset()) | marks.marks(archive).documents,
        pages=None if due.pages is None else due.pages | moving,
    )


# --- which file belongs to what


class Place(msgspec.Struct, frozen=True):
    """What a file belongs to: a topic, one of its documents, an article's page; or to all."""

    slug: str = ""
    document: str = ""  # its name
    page: str = ""  # the article's id


def place_of(path: str, slugs: Collection[str]) -> Place:
    """That of a path below the output folder; `slugs` are those of all topics there ever were."""
    folder, _, file = path.removesuffix(".gz").partition("/")
    name = file.rpartition(".")[0]
    if folder == "articles" and path.count("/") == 1:
        return Place(page=f"urn:uuid:{name}")
    if folder in slugs and path.count("/") == 1:
        return Place(folder) if name in {"feed", "index"} else Place(folder, name)
    return Place()


def kept(
    archive: Archive, shelves: Collection[Shelf], folder: Folder, due: Due, slugs: Collection[str]
) -> frozenset[str]:
    """The paths of what was published and is not due."""
    if due.everything:
        return frozenset()
    standing = {
        (slug, document.name)
        for shelf in shelves
        if (slug := shelf.topic.slug) in due.topics
        for document in history_of(shelf, archive)
        if document.closed and document.number not in (due.documents_of(slug) or ())
    }
    gone = due.ended | due.farewells

    def stays(place: Place) -> bool:
        if place.page:
            return due.pages is not None and place.page not in due.pages
        if place.document and place.slug not in gone:
            return place.slug not in due.topics or (place.slug, place.document) in standing
        return bool(place.slug) and place.slug not in gone | due.topics

    return frozenset(path for path in folder.stamps if stays(place_of(path, slugs)))


# --- what is due of what there is


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str]:
    return frozenset(slug for slug, _ in before.items() ^ now.items())


def _is_touched(shelf: Shelf, touched: Marks) -> bool:
    return shelf.label in touched.labels if shelf.label else shelf.topic.slug in touched.topics


def _documents(
    archive: Archive, shelves: Iterable[Shelf], places: Collection[Place], changed: Collection[str]
) -> frozenset[tuple[str, int]]:
    """Those of topics that changed, and those whose files were altered."""
    altered = {(place.slug, place.document) for place in places if place.document}
    of = {slug for slug, _ in altered}
    return frozenset(
        (slug, document.number)
        for shelf in shelves
        if (slug := shelf.topic.slug) in changed or slug in of
        for document in history_of(shelf, archive)
        if slug in changed or (slug, document.name) in altered
    )


def _pages(  # one a reason
    config: Config,
    archive: Archive,
    touched: Marks,
    places: Iterable[Place],
    changed: Collection[str],
    *,
    before: Note,
    now: Note,
) -> frozenset[str] | None:
    """An article's page names topics: those that hold it, those of its labels, or the first."""
    if _first(before) != _first(now) or overrides(config, *_OF_ARTICLES):
        return None
    named = marks.of_ours_labelled(archive, changed) if changed else ()
    return touched.pages.union(named, (place.page for place in places if place.page))


def _first(note: Note) -> tuple[str, str] | None:
    return next(iter(note.topics.items()), None)


def _farewells(
    archive: Archive,
    topics: Collection[str],
    places: Collection[Place],
    *,
    before: Note,
    now: Note,
) -> frozenset[str]:
    if not now.farewells:
        return frozenset()
    altered = {place.slug for place in places}
    return frozenset(
        gone.old
        for gone in moved(archive)
        if gone.new in topics
        or gone.old in altered
        or before.farewells.get(gone.old) != now.farewells[gone.old]
    )
