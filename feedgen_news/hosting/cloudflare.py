"""Cloudflare Pages: two files in the published folder. It packs and unpacks by itself.

Limits: 100 rules in `_headers`; in `_redirects` 2,000 rules without a wildcard, 100 with one,
those without first, and of the file nothing after 100,000 bytes is heeded.
"""

from feedgen_news.hosting import underscored
from feedgen_news.hosting.site import HostedSite
from feedgen_news.model import OutputFile

_PAGES = ("", ":topic/", "articles/*")
_PLAIN_RULES, _WILDCARD_RULES = 2_000, 100
_BYTES = 95_000  # of rules; the rest is left for the lines around them


def write(site: HostedSite) -> tuple[OutputFile, ...]:
    """`_headers` and `_redirects`."""
    headers = [
        *_heading(site, underscored.HEADERS),
        *underscored.headers(site, pages=_PAGES),
    ]
    redirects = [*_heading(site, underscored.REDIRECTS), *_redirects(site)]
    return tuple(
        OutputFile(name, ("\n".join(lines) + "\n").encode())
        for name, lines in ((underscored.HEADERS, headers), (underscored.REDIRECTS, redirects))
    )


def _heading(site: HostedSite, name: str) -> list[str]:
    return [*site.heading("cloudflare"), *underscored.placed(site, name)]


def _redirects(site: HostedSite) -> list[str]:
    """Wildcards as far as they go; beyond, the page and the feeds of a topic by name."""
    wild, named = site.redirects[:_WILDCARD_RULES], site.redirects[_WILDCARD_RULES:]
    names = ("", *(f"feed.{extension}" for extension in site.formats))
    plain = [_rule(site, old, new, "") for old, new in wild]
    plain += [_rule(site, old, f"{new}/{name}", f"/{name}") for old, new in named for name in names]
    wildcards = [_rule(site, old, f"{new}/:splat", "/*") for old, new in wild]
    kept = _within(plain[:_PLAIN_RULES], _BYTES - sum(map(len, wildcards)) - len(wildcards))
    left = len(plain) - len(kept)
    told = [f"# {left} more addresses are beyond the host's limits: they keep their last feed."]
    return [*(told if left else []), *kept, *wildcards]


def _rule(site: HostedSite, old: str, new: str, rest: str) -> str:
    target = new if rest else f"{new}/"
    return f"{site.prefix}{old}{rest} {site.prefix}{target} 301"


def _within(lines: list[str], budget: int) -> list[str]:
    kept = []
    for line in lines:
        budget -= len(line) + 1
        if budget < 0:
            break
        kept.append(line)
    return kept
