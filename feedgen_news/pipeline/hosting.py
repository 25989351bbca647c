"""What a host has to be told, from the config and from what the archive knows of old addresses."""

from pathlib import Path

import msgspec

from feedgen_news import hosting
from feedgen_news.archive import Archive
from feedgen_news.config import Config
from feedgen_news.hosting import HostedSite
from feedgen_news.model import OutputFile, Topic
from feedgen_news.pipeline.assembly import moved
from feedgen_news.site import Moved
from feedgen_news.writers import WRITERS
from feedgen_news.writers.policy import POLICY, SCRIPTS

# Of all our pages; what one of them does without, its own `meta` forbids.
_POLICY = f"{POLICY}; {SCRIPTS}"


def host_kit(config: Config, name: str, *, config_file: Path) -> tuple[OutputFile, ...]:
    """What the host needs, as files; KeyError for an unknown host.

    Topics that were renamed are known from the archive, or from the config alone where
    nothing was built yet. Raises FeedgenNewsError for a path that cannot be told the host.
    """
    if config.archive.exists():
        with Archive.open(config.archive, write=False) as archive:
            site = _known(config, archive)
    else:
        former = ((old, slug) for slug, topic in config.topics.items() for old in topic.formerly)
        site = _hosted(config, redirects=tuple(former))
    return hosting.kit(name, msgspec.structs.replace(site, config=config_file.name))


def host_files(config: Config, archive: Archive) -> tuple[OutputFile, ...]:
    """What the config's `host` reads from the published folder itself."""
    if config.host is None:
        return ()
    return hosting.published_files(config.host, _known(config, archive))


def _known(config: Config, archive: Archive) -> HostedSite:
    redirects = _renamed(moved(archive))
    return _hosted(config, redirects=redirects, open_month=_open_month(config, archive))


def _renamed(gone: tuple[Moved, ...]) -> tuple[tuple[str, str], ...]:
    """Topics that ended redirect nowhere: their last feed says so."""
    return tuple((topic.old, topic.new) for topic in gone if topic.new is not None)


def _open_month(config: Config, archive: Archive) -> str:
    """The earliest month whose document is open in some topic; "" where there is no history."""
    return min(
        (
            document.name[: len("YYYY-MM")]
            for slug in (*config.topics, *archive.held_topics())
            for document in archive.documents(Topic(slug=slug, title=slug))
            if not document.closed
        ),
        default="",
    )


def _hosted(
    config: Config, *, redirects: tuple[tuple[str, str], ...], open_month: str = ""
) -> HostedSite:
    return HostedSite(
        url=config.site.url,
        output=config.output,
        folder=config.folder,
        archive=config.archive,
        formats={writer.extension: writer.media_type for writer in WRITERS.values()},
        redirects=redirects,
        open_month=open_month,
        compress=config.compress,
        policy="" if config.templates else _POLICY,
    )
