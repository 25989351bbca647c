"""Apache: a virtual host, or what goes into one where the site is a subfolder.

Directives: httpd.apache.org/docs/2.4/mod/quickreference.html. Each kind of file gets its type
by ForceType, so that it is the same whatever the server's own lists say, packed or not.
"""

from feedgen_news.hosting.kinds import Kind, kinds, literal
from feedgen_news.hosting.site import HostedSite
from feedgen_news.hosting.transfer import rsync_lines
from feedgen_news.model import OutputFile

_INDENT = "    "
_TAKES_GZIP = "gzip(?! *; *q=0([.]0*)? *(,|$))"  # RFC 9110 §12.5.3


def write(site: HostedSite) -> tuple[OutputFile, ...]:
    """One file, for sites-available; in a subfolder, for conf-available."""
    name = f"{site.host.strip('[]').replace(':', '-')}.conf"
    at_root = site.prefix == "/"
    inner = [*_addresses(site), *_folder(site)]
    lines = [
        *site.heading("apache"),
        *(_hints_for_a_host(site, name) if at_root else _hints_for_a_folder(site, name)),
        *rsync_lines(site),
        "",
        *(_virtual_host(site, inner) if at_root else inner),
    ]
    return (OutputFile(name, ("\n".join(lines) + "\n").encode()),)


def _hints_for_a_host(site: HostedSite, name: str) -> list[str]:
    return [
        f"# Goes to /etc/apache2/sites-available/{name}; then:",
        f"#   a2enmod headers rewrite && a2ensite {name} && apachectl -t && apachectl graceful",
        *([f"# TLS: `certbot --apache -d {site.host}` adds it."] * (site.scheme == "https")),
    ]


def _hints_for_a_folder(site: HostedSite, name: str) -> list[str]:
    return [
        f"# Goes into the <VirtualHost> of {site.host}, or to /etc/apache2/conf-available/{name}:",
        f"#   a2enmod headers rewrite && a2enconf {name} && apachectl -t && apachectl graceful",
    ]


def _virtual_host(site: HostedSite, inner: list[str]) -> list[str]:
    port = site.port or 80 if site.scheme == "http" else 80
    listen = "127.0.0.1" if site.is_local and site.host != "[::1]" else "*"
    return [
        f"<VirtualHost {listen}:{port}>",
        *_indented(
            [
                f"ServerName {quoted(site.host)}",
                f"DocumentRoot {quoted(str(site.output))}",
                *inner,
            ]
        ),
        "</VirtualHost>",
    ]


def _addresses(site: HostedSite) -> list[str]:
    prefix, folder = site.decoded_prefix, str(site.output)
    start = literal(prefix)
    lines = [f"RedirectMatch 404 {quoted(f'^{start}(.*/)?[.](?!well-known/)')}"]
    for old, new in site.redirects:
        target = f"{prefix}{new}/".replace("\\", "\\\\").replace("$", "\\$")
        there = f"^{start}{literal(old)}"
        lines += [
            f"RedirectMatch 301 {quoted(f'{there}$')} {quoted(target)}",
            f"RedirectMatch 301 {quoted(f'{there}/([a-z0-9.-]*)$')} {quoted(target + '$1')}",
        ]
    if prefix != "/":
        lines += [
            f"RedirectMatch 301 {quoted(f'^{literal(prefix[:-1])}$')} {quoted(prefix)}",
            f"Alias {quoted(prefix)} {quoted(folder + '/')}",
        ]
    return [*lines, *_etags(site), ""]


def _etags(site: HostedSite) -> list[str]:
    """With mod_deflate's "-gzip" in the ETag, every poll would get a full answer."""
    if site.compress:
        return []
    return ["<IfModule mod_deflate.c>", f"{_INDENT}DeflateAlterETag NoChange", "</IfModule>"]


def _folder(site: HostedSite) -> list[str]:
    return [
        f"<Directory {quoted(str(site.output))}>",
        *_indented(
            [
                "Require all granted",
                "AllowOverride None",
                "Options SymLinksIfOwnerMatch",
                "DirectoryIndex index.html",
                "FileETag MTime Size",
                "",
                *(_packed(site) if site.compress else _packing(site)),
                *(line for kind in kinds(site) for line in _kind(kind, site)),
            ]
        ),
        "</Directory>",
    ]


def _packed(site: HostedSite) -> list[str]:
    """Packed beforehand; mod_deflate and mod_brotli stay out."""
    return [
        "SetEnv no-gzip 1",
        "SetEnv no-brotli 1",
        "AddEncoding gzip .gz",
        "RewriteEngine On",
        f"RewriteBase {quoted(site.decoded_prefix)}",
        f'RewriteCond %{{HTTP:Accept-Encoding}} "{_TAKES_GZIP}"',
        "RewriteCond %{REQUEST_FILENAME}.gz -f",
        'RewriteRule "^(.+)$" "$1.gz" [END]',
        "",
    ]


def _packing(site: HostedSite) -> list[str]:
    types = " ".join(dict.fromkeys(kind.media_type for kind in kinds(site)))
    return [
        "<IfModule mod_deflate.c>",
        f"{_INDENT}AddOutputFilterByType DEFLATE {types}",
        "</IfModule>",
        "",
    ]


def _kind(kind: Kind, site: HostedSite) -> list[str]:
    return [
        f"<FilesMatch {quoted(f'^{kind.name}([.]gz)?$')}>",
        *_indented(
            [
                f"ForceType {quoted(kind.content_type)}",
                *(f"Header set {name} {quoted(text)}" for name, text in kind.headers(site).items()),
                "Header merge Vary Accept-Encoding",
            ]
        ),
        "</FilesMatch>",
    ]


def quoted(text: str) -> str:
    """A word in which blanks and `#` mean nothing."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _indented(lines: list[str]) -> list[str]:
    return [f"{_INDENT}{line}" if line else "" for line in lines]
