"""What a host has to be told: a config, a workflow or commands, made for one site.

A host is one file with a `write` function and one line in `HOSTS`, loaded when it is asked
for. `kinds` says what every host should send for what we publish; how that is said is each
host's own.
"""

from collections.abc import Callable

import msgspec

from feedgen_news.hosting.site import HostedSite
from feedgen_news.later import later
from feedgen_news.model import OutputFile
from feedgen_news.problems import FeedgenNewsError

__all__ = ["HOSTS", "Host", "HostedSite", "kit", "published_files"]

Write = Callable[[HostedSite], tuple[OutputFile, ...]]


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """A server or a service that can host the folder."""

    name: str
    title: str
    help: str
    write: Write  # all it needs; the paths are names for the files
    published: Write = lambda _: ()  # of these, what it reads from the published folder itself
    at_root: bool = False  # it reads them at the root of a host only


def _in(path: str) -> Write:
    return later(f"{__name__}.{path}")


_ALL = (
    Host(name="nginx", title="nginx", help="a server block", write=_in("nginx:write")),
    Host(name="apache", title="Apache", help="a virtual host", write=_in("apache:write")),
    Host(name="caddy", title="Caddy", help="a site for the Caddyfile", write=_in("caddy:write")),
    Host(
        name="netlify",
        title="Netlify",
        help="_headers and _redirects",
        write=_in("netlify:write"),
        published=_in("netlify:write"),
        at_root=True,
    ),
    Host(
        name="cloudflare",
        title="Cloudflare Pages",
        help="_headers and _redirects",
        write=_in("cloudflare:write"),
        published=_in("cloudflare:write"),
        at_root=True,
    ),
    Host(
        name="github-pages",
        title="GitHub Pages",
        help="a workflow",
        write=_in("github_pages:write"),
        published=_in("github_pages:published"),
    ),
    Host(name="s3", title="Amazon S3", help="a script that uploads", write=_in("s3:write")),
)

HOSTS: dict[str, Host] = {host.name: host for host in _ALL}


def kit(name: str, site: HostedSite) -> tuple[OutputFile, ...]:
    """What the host needs, as files; KeyError for an unknown host.

    Raises FeedgenNewsError for a path that its language cannot spell.
    """
    if not f"{site.decoded_prefix}{site.output}".isprintable():
        raise FeedgenNewsError(f"{site.url}: an invisible character in the path; remove it")
    return HOSTS[name].write(site)


def published_files(name: str, site: HostedSite) -> tuple[OutputFile, ...]:
    """What the host reads from the published folder itself; KeyError for an unknown host."""
    return HOSTS[name].published(site)
