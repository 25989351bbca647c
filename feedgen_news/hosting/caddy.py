"""Caddy: a site for the Caddyfile, version 2.

Directives: caddyserver.com/docs/caddyfile. `header` runs before `file_server`, which leaves a
type alone that is set; `file` in each matcher keeps the headers off what is not there.
"""

from feedgen_news.hosting.kinds import Kind, kinds, literal
from feedgen_news.hosting.site import HostedSite
from feedgen_news.hosting.transfer import rsync_lines
from feedgen_news.model import OutputFile
from feedgen_news.problems import FeedgenNewsError


def write(site: HostedSite) -> tuple[OutputFile, ...]:
    """One file, to be imported by the Caddyfile.

    Raises FeedgenNewsError where a path holds braces: what escapes them is lost by `import`.
    """
    if set("{}") & set(f"{site.output}{site.decoded_prefix}"):
        raise FeedgenNewsError(f"{site.output}: Caddy knows no braces in paths; rename the folder")
    name = f"{site.host.strip('[]').replace(':', '-')}.caddy"
    lines = [
        *site.heading("caddy"),
        f"# Goes to /etc/caddy/{name}; in the Caddyfile: import {name}",
        "# Then: caddy validate --config /etc/caddy/Caddyfile && systemctl reload caddy",
        *_hints(site),
        *rsync_lines(site),
        "",
        f"{_address(site)} {{",
        *_indented(_site(site)),
        "}",
    ]
    return (OutputFile(name, ("\n".join(lines) + "\n").encode()),)


def _hints(site: HostedSite) -> list[str]:
    if site.prefix == "/":
        return []
    return [f"# Is there a site for {site.host} already? Then what is inside goes there."]


def _address(site: HostedSite) -> str:
    port = f":{site.port}" if site.port else ""
    return f"{site.scheme}://{site.host}{port}"


def _site(site: HostedSite) -> list[str]:
    prefix = site.decoded_prefix
    inner = _served(site)
    lines = [*(["bind 127.0.0.1"] if site.is_local and site.host != "[::1]" else []), ""]
    for number, (old, new) in enumerate(site.redirects, 1):
        pattern = f"^{literal(prefix + old)}(/([a-z0-9.-]*))?$"
        target = quoted(f"{site.prefix}{new}/", f"{{re.moved{number}.2}}")
        lines += [
            f"@moved{number} path_regexp moved{number} {quoted(pattern)}",
            f"redir @moved{number} {target} 301",
            "",
        ]
    if prefix == "/":
        return [*lines, *inner]
    return [
        *lines,
        f"redir {quoted(prefix[:-1])} {quoted(site.prefix)} 301",
        f"handle_path {quoted(prefix, '*')} {{",
        *_indented(inner),
        "}",
    ]


def _served(site: HostedSite) -> list[str]:
    return [
        f"root * {quoted(str(site.output))}",
        "",
        "@hidden {",
        "\tpath_regexp /[.]",
        "\tnot path_regexp ^/[.]well-known(/[^/.][^/]*)*/?$",
        "}",
        "respond @hidden 404",
        "",
        *(line for kind in kinds(site) for line in _kind(kind, site)),
        *_vary(site),
        *(["file_server {", "\tprecompressed gzip", "}"] if site.compress else _packing(site)),
    ]


def _kind(kind: Kind, site: HostedSite) -> list[str]:
    pattern, there = kind.pattern, "{path}"
    if kind.place == "?/":
        pattern, there = pattern.replace(kind.name, f"({kind.name})?"), "{path} {path}index.html"
    headers = {"Content-Type": kind.content_type, **kind.headers(site)}
    return [
        f"@{kind.title} {{",
        f"\tpath_regexp {quoted(f'^/{pattern}$')}",
        f"\tfile {there}",
        "}",
        f"header @{kind.title} {{",
        *(f"\t{name} {quoted(text)}" for name, text in headers.items()),
        "}",
        "",
    ]


def _vary(site: HostedSite) -> list[str]:
    """Caddy says it of packed files only; a cache has to know it of the others as well."""
    endings = dict.fromkeys(path.rpartition(".")[2] for kind in kinds(site) for path in kind.paths)
    return [
        f"@packable path */ {' '.join(f'*.{ending}' for ending in endings)}",
        "header @packable {",
        "\tVary Accept-Encoding",
        "\tdefer",
        "}",
        "",
    ]


def _packing(site: HostedSite) -> list[str]:
    types = dict.fromkeys(kind.media_type for kind in kinds(site))
    return [
        "encode gzip {",
        "\tmatch {",
        *(f"\t\theader Content-Type {media_type}*" for media_type in types),
        "\t}",
        "}",
        "file_server",
    ]


def quoted(text: str, rest: str = "") -> str:
    """A word in which blanks mean nothing; `rest` goes on as it is, with its placeholders."""
    if "`" in text:
        escaped = text.replace('"', '\\"')
        return f'"{escaped}{rest}"'
    return f"`{text}{rest}`"


def _indented(lines: list[str]) -> list[str]:
    return [f"\t{line}" if line else "" for line in lines]
