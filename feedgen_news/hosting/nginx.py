"""nginx: a server block.

Directives: nginx.org/en/docs/http/ngx_http_core_module.html, …_gzip_static_module.html.
`add_header` is inherited by a location only that has none itself, so each has them all.
"""

from feedgen_news.hosting.kinds import Kind, kinds, literal
from feedgen_news.hosting.site import HostedSite
from feedgen_news.hosting.transfer import rsync_lines
from feedgen_news.model import OutputFile

_DOLLAR = "feedgen_news_dollar"  # nginx knows no way to escape a `$`
_INDENT = "    "


def write(site: HostedSite) -> tuple[OutputFile, ...]:
    """One file, to be included in `http`."""
    lines = [
        *site.heading("nginx"),
        f"# Goes to /etc/nginx/conf.d/{_file_name(site)}; then: nginx -t && nginx -s reload",
        *_hints(site),
        *rsync_lines(site),
        "",
        *_dollar(site),
        "server {",
        *_indented(_server(site)),
        "}",
    ]
    return (OutputFile(_file_name(site), ("\n".join(lines) + "\n").encode()),)


def _file_name(site: HostedSite) -> str:
    return f"{site.host.strip('[]').replace(':', '-')}.conf"


def _hints(site: HostedSite) -> list[str]:
    hints = []
    if site.scheme == "https":
        hints.append(f"# TLS: `certbot --nginx -d {site.host}` adds it.")
    if site.prefix != "/":
        hints.append(f"# Is there a server for {site.host} already? Then its locations go there.")
    return hints


def _dollar(site: HostedSite) -> list[str]:
    needed = "$" in f"{site.output}{site.prefix}"
    return [f'geo ${_DOLLAR} {{ default "$"; }}', ""] if needed else []


def _server(site: HostedSite) -> list[str]:
    return [
        *_listen(site),
        f"server_name {quoted(site.host)};",
        *([f"root {value(str(site.output))};"] if site.prefix == "/" else []),
        "absolute_redirect off;",  # a proxy in front may speak another scheme
        "",
        *_redirects(site),
        *_location(site),
    ]


def _listen(site: HostedSite) -> list[str]:
    port = site.port or 80 if site.scheme == "http" else 80
    if site.is_local:
        return [f"listen {'127.0.0.1' if site.host == 'localhost' else site.host}:{port};"]
    return [f"listen {port};", f"listen [::]:{port};"]


def _redirects(site: HostedSite) -> list[str]:
    """Only names that we publish go into the target, so nothing can be smuggled into it."""
    lines = []
    for old, new in site.redirects:
        there = f"{site.decoded_prefix}{old}"
        pattern = quoted(f"^{literal(there)}/([a-z0-9.-]*)$")
        target = value(f"{site.prefix}{new}/")
        lines += [
            f"location = {quoted(there)} {{ return 301 {target}; }}",
            f"location ^~ {quoted(there + '/')} {{",
            f'{_INDENT}rewrite {pattern} {target[:-1]}$1" permanent;',
            f"{_INDENT}return 404;",
            "}",
            "",
        ]
    return lines


def _location(site: HostedSite) -> list[str]:
    """The site; in a subfolder, regular expressions of the rest of the server stay outside."""
    inner = [*_for_all(site), *_hidden(site)]
    for kind in kinds(site):
        inner += ["", *_kind(kind, site)]
    if site.prefix == "/":
        return inner
    path = site.decoded_prefix
    return [
        f"location = {quoted(path[:-1])} {{ return 301 {value(site.prefix)}; }}",
        f"location ^~ {quoted(path)} {{",
        *_indented([f"alias {value(str(site.output) + '/')};", *inner]),
        "}",
    ]


def _for_all(site: HostedSite) -> list[str]:
    types = " ".join(dict.fromkeys(k.media_type for k in kinds(site) if not k.is_page))
    return [
        "index index.html;",
        "charset utf-8;",
        f"charset_types {types};",
        *(["gzip_static on;"] if site.compress else ["gzip on;", f"gzip_types {types};"]),
        "gzip_vary on;",
        "gzip_proxied any;",
    ]


def _hidden(site: HostedSite) -> list[str]:
    start = literal(site.decoded_prefix)
    return [
        "",
        f"location ~ {quoted(f'^{start}(.*/)?[.](?!well-known/)')} {{ return 404; }}",
    ]


def _kind(kind: Kind, site: HostedSite) -> list[str]:
    pattern = f"^{literal(site.decoded_prefix)}{kind.pattern}$"
    return [
        f"location ~ {quoted(pattern)} {{",
        *_indented(
            [
                "types { }",
                f"default_type {kind.media_type};",
                *(
                    f"add_header {name} {quoted(text)};"
                    for name, text in kind.headers(site).items()
                ),
            ]
        ),
        "}",
    ]


def quoted(text: str) -> str:
    """A word where nginx looks for no variables: names of locations, regular expressions."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def value(text: str) -> str:
    """A word where `$` would begin a variable."""
    return quoted(text).replace("$", f"${{{_DOLLAR}}}")


def _indented(lines: list[str]) -> list[str]:
    return [f"{_INDENT}{line}" if line else "" for line in lines]
