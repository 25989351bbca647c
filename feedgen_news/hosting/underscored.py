"""`_headers` and `_redirects`, which Netlify thought up and Cloudflare Pages took over.

A request takes the headers of every rule that matches it, and a header set by two of them is
sent joined by a comma; so no header is set by two rules for one path. Wildcards, not a rule
per topic: `:topic` is one folder, `*` is anything.
Sources: docs.netlify.com/manage/routing/headers, developers.cloudflare.com/pages/configuration.
"""

from feedgen_news.hosting.kinds import Kind, kinds, page_headers
from feedgen_news.hosting.site import HostedSite

HEADERS, REDIRECTS = "_headers", "_redirects"


def headers(site: HostedSite, *, pages: tuple[str, ...]) -> list[str]:
    """The rules of `_headers`; `pages` are the paths that lead to pages of ours.

    Documents of a topic's history are not told apart: `*` cannot say which months are over.
    Pages keep the host's own `max-age=0, must-revalidate`: its copies are near every reader.
    """
    lines = [f"{site.prefix}*", "  X-Content-Type-Options: nosniff"]
    for path in pages:
        lines += [f"{site.prefix}{path}", *_told(page_headers(site))]
    for kind in kinds(site):
        if not kind.is_page:
            lines += _kind(kind, site)
    return lines


def _kind(kind: Kind, site: HostedSite) -> list[str]:
    sent = {"Content-Type": kind.content_type, **kind.headers(site)}
    del sent["X-Content-Type-Options"]
    place = kind.place.replace("*", ":topic")
    names = kind.globs if kind.stars is None else kind.stars
    return [line for name in names for line in (f"{site.prefix}{place}{name}", *_told(sent))]


def _told(sent: dict[str, str]) -> list[str]:
    return [f"  {name}: {text}" for name, text in sent.items()]


def placed(site: HostedSite, name: str) -> list[str]:
    """Where the file has to lie, if that is not the published folder itself."""
    if site.prefix == "/":
        return []
    return [f"# Goes to the root of the host: {name} in the folder that holds {site.prefix}"]
