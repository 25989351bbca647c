"""Netlify: two files in the published folder. It packs and unpacks by itself."""

from feedgen_news.hosting import underscored
from feedgen_news.hosting.site import HostedSite
from feedgen_news.model import OutputFile

_PAGES = ("", "articles/*")  # here `:topic/` would match any file at the root, too


def write(site: HostedSite) -> tuple[OutputFile, ...]:
    """`_headers` and `_redirects`."""
    headers = [
        *_heading(site, underscored.HEADERS),
        "# Pages of topics carry their policy in their own `meta`.",
        *underscored.headers(site, pages=_PAGES),
    ]
    redirects = [*_heading(site, underscored.REDIRECTS), *_redirects(site)]
    return tuple(
        OutputFile(name, ("\n".join(lines) + "\n").encode())
        for name, lines in ((underscored.HEADERS, headers), (underscored.REDIRECTS, redirects))
    )


def _heading(site: HostedSite, name: str) -> list[str]:
    return [*site.heading("netlify"), *underscored.placed(site, name)]


def _redirects(site: HostedSite) -> list[str]:
    """`!`, or the last feed at the old address would be served instead."""
    return [f"{site.prefix}{old}/* {site.prefix}{new}/:splat 301!" for old, new in site.redirects]
