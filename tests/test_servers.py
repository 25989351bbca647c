"""Real servers, configured by `feedgen-news host`, are asked as feed readers ask them.

Each is started on 127.0.0.1 as README and docs/hosting.md say: what the command prints is
included by the server's main config. Where a server is not installed, its tests are skipped.
"""

import gzip
import http.client
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from feedgen_news.hosting import HostedSite, kit
from feedgen_news.model import OutputFile
from feedgen_news.publish import MANIFEST, publish

FORMATS = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
POLICY = "default-src 'none'; style-src 'self'"
TEXT = "made by feedgen-news; ü " + "some words again and again " * 40
SHORT = "made by feedgen-news; short"
FILES = {
    "style.css": TEXT,
    "articles/5f8c1c1e-0000-4000-8000-000000000000.html": TEXT,
    "cuba/2024-03.atom": TEXT,
    "cuba/2024-03-2.rss": TEXT,
    "cuba/2024-03.json": TEXT,
    "cuba/2024-04.atom": TEXT,
    "icon.svg": TEXT,
    "subscribe.js": TEXT,
    "cuba/feed.atom": TEXT,
    "cuba/feed.rss": TEXT,
    "cuba/feed.json": TEXT,
    "c++/feed.atom": TEXT,
    "short/feed.rss": SHORT,
    "havana/feed.atom": TEXT,
    "havana/index.html": TEXT,
    "gone/feed.atom": TEXT,
    "cuba/index.html": TEXT,
    "index.html": TEXT,
    "feeds.opml": TEXT,
    ".well-known/feed-menu.json": TEXT,
}
ARTICLE = "articles/5f8c1c1e-0000-4000-8000-000000000000.html"

SERVERS = ("nginx", "apache", "caddy")
PROGRAMS = {"nginx": "nginx", "apache": "apache2", "caddy": "caddy"}
MODULES = Path("/usr/lib/apache2/modules")  # Debian's

# name → path of the address, name of the output folder, compress
SITES = {
    "root": ("/", "output", True),
    "root-unpacked": ("/", "output", False),
    "subfolder": ("/news/", "output", True),
    "odd": ("/my%20news(2)~$x/", "an \"odd\" 'folder' $x; (y) # ü", True),
}


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Server(NamedTuple):
    """A running server and the site it serves."""

    name: str
    site: HostedSite
    port: int
    folder: Path  # its own: config, logs

    def get(self, path: str, **headers: str) -> Answer:
        """A path below the site's address."""
        return self.ask(self.site.prefix + path, **headers)

    def ask(self, path: str, **headers: str) -> Answer:
        """A path of the host."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        sent["Host"] = f"localhost:{self.port}"
        connection.request("GET", path, headers=sent)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that a server may read which runs as another user: pytest's own it may not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module", params=[f"{s}/{v}" for s in SERVERS for v in SITES])
def server(request: pytest.FixtureRequest, place: Path) -> Iterator[Server]:
    name, variant = request.param.split("/")
    program = installed(name)
    prefix, folder, compress = SITES[variant]
    home = place / f"{name}-{variant}"
    port = free_port()
    site = HostedSite(
        url=f"http://localhost:{port}{prefix}",
        output=home / folder,
        folder=home,
        archive=home / "archive.sqlite3",
        formats=FORMATS,
        redirects=(("havana", "cuba"), ("old.v2-x", "cuba")),
        open_month="2024-04",
        compress=compress,
        policy=POLICY,
    )
    lay_out(site)
    config = MAIN[name](home, written(home, name, site), port)
    yield from running(program, name, config, Server(name, site, port, home))


def installed(name: str) -> str:
    program = shutil.which(PROGRAMS[name], path=f"{os.environ['PATH']}:/usr/sbin")
    if not program or (name == "apache" and not MODULES.is_dir()):
        pytest.skip(f"{PROGRAMS[name]} is not installed: apt-get install {PROGRAMS[name]}")
    return program


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def lay_out(site: HostedSite) -> None:
    """What a build publishes, a stranger's page, and what nobody is to see."""
    files = [OutputFile(path, text.encode()) for path, text in FILES.items()]
    site.output.mkdir(parents=True)
    site.folder.chmod(0o755)
    umask = os.umask(0o022)
    try:
        publish(files, folder=site.output, compress=site.compress)
        (site.output / "about.html").write_text("a page of the user's own")
        (site.output / ".feed.atom.feedgen-news.tmp").write_text("half a fee")
        (site.output / "cuba/.hidden").write_text("nobody's business")
        (site.output / ".well-known/.secret").write_text("nobody's business")
    finally:
        os.umask(umask)


def written(home: Path, name: str, site: HostedSite) -> Path:
    (file,) = kit(name, site)
    (home / file.path).write_bytes(file.body)
    return home / file.path


# --- the main configs, as short as they can be


def nginx_config(home: Path, included: Path, _port: int) -> Path:
    temporary = "".join(
        f"{kind}_temp_path {home}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = home / "nginx.conf"
    main.write_text(
        f"daemon off;\npid {home}/pid;\nerror_log {home}/error.log;\nevents {{ }}\n"
        f"http {{\naccess_log off;\ninclude /etc/nginx/mime.types;\n{temporary}"
        f"include {included};\n}}\n"
    )
    return main


def apache_config(home: Path, included: Path, port: int) -> Path:
    """As Debian sets it up: mod_deflate on, `.gz` a type of its own, all folders closed."""
    modules = "mpm_event authz_core alias dir env filter headers mime rewrite deflate unixd".split()
    unprivileged = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
    (home / "elsewhere").mkdir()
    main = home / "apache2.conf"
    main.write_text(
        f'ServerRoot "{home}"\nDefaultRuntimeDir "{home}"\nPidFile "{home}/pid"\n'
        f'ErrorLog "{home}/error.log"\nServerName localhost\nListen 127.0.0.1:{port}\n'
        + "".join(
            f"LoadModule {name}_module {MODULES}/mod_{name}.so\n"
            for name in modules
            if (MODULES / f"mod_{name}.so").exists()
        )
        + unprivileged
        + "TypesConfig /etc/mime.types\nAddType application/x-gzip .gz .tgz\n"
        "AddOutputFilterByType DEFLATE text/html text/css application/rss+xml\n"
        "<Directory />\nOptions FollowSymLinks\nRequire all denied\n</Directory>\n"
        f'DocumentRoot "{home}/elsewhere"\nInclude "{included}"\n'
    )
    return main


def caddy_config(home: Path, included: Path, _port: int) -> Path:
    main = home / "Caddyfile"
    main.write_text("{\n\tadmin off\n}\n" + f'import "{included}"\n')
    return main


MAIN = {"nginx": nginx_config, "apache": apache_config, "caddy": caddy_config}


def commands(program: str, name: str, config: Path) -> tuple[list[str], list[str]]:
    """To check the config, and to serve in the foreground."""
    if name == "nginx":
        start = [program, "-p", str(config.parent), "-c", str(config), "-e", "stderr"]
        return [*start, "-t"], start
    if name == "apache":
        start = [program, "-f", str(config)]
        return [*start, "-t"], [*start, "-DFOREGROUND"]
    adapter = ["--config", str(config), "--adapter", "caddyfile"]
    return [program, "validate", *adapter], [program, "run", *adapter]


def running(program: str, name: str, config: Path, server: Server) -> Iterator[Server]:
    check, serve = commands(program, name, config)
    environment = {**os.environ, "HOME": str(server.folder)}
    checked = subprocess.run(check, capture_output=True, text=True, env=environment, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr.lower().replace("not formatted", ""), checked.stderr
    log = server.folder / "stderr.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(serve, stdout=errors, stderr=errors, env=environment)
    try:
        await_answer(process, server, log)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def await_answer(process: subprocess.Popen[bytes], server: Server, log: Path) -> None:
    for _ in range(400):
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port)):
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    errors = (server.folder / "error.log").read_text() if server.name == "apache" else ""
    pytest.fail(f"{server.name} does not answer: {log.read_text()}{errors}")


# --- what is sent

FRESH, FOR_EVER = "public, max-age=900", "public, max-age=31536000, immutable"
SENT = [
    # path, type, caching, CORS
    ("cuba/feed.atom", "application/atom+xml", FRESH, "*"),
    ("cuba/feed.rss", "application/rss+xml", FRESH, "*"),
    ("cuba/feed.json", "application/feed+json", FRESH, "*"),
    ("c++/feed.atom", "application/atom+xml", FRESH, "*"),
    ("short/feed.rss", "application/rss+xml", FRESH, "*"),
    ("gone/feed.atom", "application/atom+xml", FRESH, "*"),
    ("cuba/2024-03.atom", "application/atom+xml", FOR_EVER, "*"),
    ("cuba/2024-03-2.rss", "application/rss+xml", FOR_EVER, "*"),
    ("cuba/2024-03.json", "application/feed+json", FOR_EVER, "*"),
    ("cuba/2024-04.atom", "application/atom+xml", FRESH, "*"),
    ("feeds.opml", "text/x-opml", FRESH, "*"),
    (".well-known/feed-menu.json", "application/json", FRESH, "*"),
    ("", "text/html", FRESH, None),
    ("index.html", "text/html", FRESH, None),
    ("cuba/", "text/html", FRESH, None),
    ("cuba/index.html", "text/html", FRESH, None),
    (ARTICLE, "text/html", FRESH, None),
    ("style.css", "text/css", FRESH, None),
    ("subscribe.js", "text/javascript", FRESH, None),
    ("icon.svg", "image/svg+xml", FRESH, None),
]


@pytest.mark.survives("O13")
@pytest.mark.parametrize(("path", "media_type", "caching", "cors"), SENT)
def test_type_charset_caching_and_cors(
    server: Server, path: str, media_type: str, caching: str, cors: str | None
) -> None:
    for encoding in ("gzip", "identity"):
        answer = server.get(path, Accept_Encoding=encoding)
        assert answer.status == 200
        assert answer.headers.get_all("Content-Type") == [f"{media_type}; charset=utf-8"]
        assert answer.headers.get_all("Cache-Control") == [caching]
        assert answer.headers.get_all("Access-Control-Allow-Origin") == ([cors] if cors else None)
        assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]


def test_pages_keep_to_themselves(server: Server) -> None:
    for path in ("", "cuba/", "cuba/index.html", ARTICLE):
        headers = server.get(path, Accept_Encoding="gzip").headers
        assert headers.get_all("Content-Security-Policy") == [f"{POLICY}; frame-ancestors 'none'"]
        assert headers.get_all("Referrer-Policy") == ["no-referrer"], path


def test_the_user_s_own_pages_are_left_alone(server: Server) -> None:
    answer = server.get("about.html")
    assert answer.status == 200
    assert "Content-Security-Policy" not in answer.headers


TEXTS = [path for path, _, _, _ in SENT if path != "short/feed.rss"]


def test_whoever_takes_gzip_gets_it(server: Server) -> None:
    for path in TEXTS:
        answer = server.get(path, Accept_Encoding="deflate, gzip;q=0.9")
        assert answer.headers.get_all("Content-Encoding") == ["gzip"], path
        assert answer.headers.get_all("Vary") == ["Accept-Encoding"], path
        assert gzip.decompress(answer.body).decode() == TEXT


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "gzip; q=0.0, identity", "br"])
def test_whoever_does_not_gets_it_plain(server: Server, accepted: str) -> None:
    for path in TEXTS:
        answer = server.get(path, Accept_Encoding=accepted)
        assert "Content-Encoding" not in answer.headers, path
        assert answer.headers.get_all("Vary") == ["Accept-Encoding"], path
        assert answer.body.decode() == TEXT


def test_what_is_too_short_to_be_packed_comes_plain(server: Server) -> None:
    if not server.site.compress:
        return  # then the server decides
    answer = server.get("short/feed.rss", Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers
    assert answer.body == SHORT.encode()


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["cuba/feed.atom", "cuba/feed.rss", "cuba/feed.json", "cuba/"])
def test_whoever_has_it_gets_a_short_answer(server: Server, path: str, encoding: str) -> None:
    first = server.get(path, Accept_Encoding=encoding)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    by_tag = server.get(path, Accept_Encoding=encoding, If_None_Match=etag)
    by_date = server.get(path, Accept_Encoding=encoding, If_Modified_Since=modified)
    both = server.get(
        path, Accept_Encoding=encoding, If_None_Match=etag, If_Modified_Since=modified
    )
    assert [(a.status, a.body) for a in (by_tag, by_date, both)] == [(304, b"")] * 3
    assert by_tag.headers["ETag"].removeprefix("W/") == etag.removeprefix("W/")


@pytest.mark.survives("O14")
@pytest.mark.parametrize(
    "path",
    [
        MANIFEST,
        ".feed.atom.feedgen-news.tmp",
        "cuba/.hidden",
        ".well-known/.secret",
        ".git/config",
    ],
)
def test_what_starts_with_a_dot_is_not_there(server: Server, path: str) -> None:
    assert server.get(path).status == 404


@pytest.mark.parametrize(
    ("below", "target"),
    [
        ("", "cuba/"),
        ("/", "cuba/"),
        ("/index.html", "cuba/index.html"),
        ("/feed.atom", "cuba/feed.atom"),
        ("/feed.rss", "cuba/feed.rss"),
        ("/feed.json", "cuba/feed.json"),
        ("/2024-03.atom", "cuba/2024-03.atom"),
    ],
)
def test_a_renamed_topic_leads_to_its_new_address(server: Server, below: str, target: str) -> None:
    for old in ("havana", "old.v2-x"):
        answer = server.get(old + below, Accept_Encoding="gzip")
        assert answer.status == 301
        location = answer.headers["Location"].removeprefix(f"http://localhost:{server.port}")
        assert equal_paths(location, server.site.prefix + target)
        assert server.ask(location).status == 200


def equal_paths(left: str, right: str) -> bool:
    """Servers differ in which characters they encode."""
    return "%25" not in left and unquote(left) == unquote(right)


@pytest.mark.parametrize("name", ["havana2/feed.atom", "xhavana/feed.atom", "oldxv2-x/feed.atom"])
def test_only_the_renamed_topic_is_redirected(server: Server, name: str) -> None:
    assert server.get(name).status == 404


@pytest.mark.parametrize("path", ["havana/%0d%0aX-Evil:%20yes", "havana/%22"])
def test_nothing_is_smuggled_into_a_redirect(server: Server, path: str) -> None:
    answer = server.get(path)
    assert "X-Evil" not in answer.headers
    assert answer.status in (400, 404)


def test_a_folder_without_its_slash_is_completed(server: Server) -> None:
    answer = server.get("cuba")
    assert answer.status in (301, 308)
    assert answer.headers["Location"].endswith("/cuba/")
    if server.site.prefix != "/":
        answer = server.ask(server.site.prefix[:-1])
        assert answer.status == 301
        assert answer.headers["Location"].endswith("/")


def test_what_is_not_there_is_not_kept_in_caches(server: Server) -> None:
    for path in ("cuba/2031-01.atom", "nowhere/feed.json", "articles/0.html"):
        answer = server.get(path)
        assert answer.status == 404
        assert "Cache-Control" not in answer.headers


def test_the_servers_run_as_somebody_else() -> None:
    """What a server under another account may not read, these tests would not notice."""
    if os.geteuid() == 0 and shutil.which("apache2"):
        assert pwd.getpwnam("www-data").pw_uid != 0
