"""`serve`: what a good host sends, to whoever may ask, and pages that reload themselves."""

import gzip
import http.client
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import BaseServer
from typing import Any

import pytest

from feedgen_news import preview
from feedgen_news.model import OutputFile
from feedgen_news.preview.rewriting import reloading
from feedgen_news.preview.watching import events, stamp
from feedgen_news.problems import FeedgenNewsError
from feedgen_news.publish import MANIFEST, publish
from feedgen_news.writers import WRITERS
from tests.cli import run

CHROMIUM = Path("/usr/bin/chromium")
PUBLIC = "https://feeds.example.org/"
POLICY = "default-src 'none'; img-src https: http: data:; style-src 'self'; base-uri 'none'"
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>Cuba</title><link rel="canonical" href="{PUBLIC}cuba/">
</head><body>feedgen-news <a href="{PUBLIC}cuba/feed.atom">Atom</a></body></html>
"""
SCRIPT = b'<script src="/.feedgen-news/reload.js" defer></script>'
FILES = {
    "cuba/feed.atom": f'<feed><link rel="self" href="{PUBLIC}cuba/feed.atom"/></feed>'.encode(),
    "cuba/feed.rss": b"<rss>" + "Habana – ".encode() * 200 + b"</rss>",
    "cuba/feed.json": json.dumps({"feed_url": f"{PUBLIC}cuba/feed.json"}).encode(),
    "cuba/index.html": PAGE.encode(),
    "index.html": PAGE.replace("Cuba", "All").encode(),
    "feeds.opml": b"<opml>feedgen-news</opml>",
    "style.css": b"/* feedgen-news */",
    "icon.svg": b"<svg><!-- feedgen-news --></svg>",
    ".well-known/feed-menu.json": b'{"feed-menu": "feedgen-news"}',
}
MTIME = 1_711_713_900  # 2024-03-29 12:05:00 UTC
STAMP = "Fri, 29 Mar 2024 12:05:00 GMT"


def put(folder: Path, files: dict[str, bytes]) -> None:
    publish([OutputFile(*file) for file in files.items()], folder=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    put(folder, FILES)
    (folder / "photo.JPG").write_bytes(f"{PUBLIC} in a picture".encode())
    for path in folder.rglob("*"):
        os.utime(path, (MTIME, MTIME))
    return folder


class Served:
    """A running preview, and what it told of its answers."""

    def __init__(self, folder: Path, *, as_is: bool = False) -> None:
        self.told: list[tuple[str, str, int]] = []
        shown = preview.Preview(
            folder=folder,
            public=PUBLIC,
            names=("localhost",),
            as_is=as_is,
            tell=lambda *line: self.told.append(line),
        )
        with preview.listen("127.0.0.1", 0) as listening:
            self.url = preview.address(listening)
            self.server = preview.serve(listening, shown)
        self.port = int(self.url.rstrip("/").rpartition(":")[2])
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()

    def ask(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, dict(response.getheaders()), body


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    served = Served(folder)
    yield served
    served.stop()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/cuba/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/cuba/feed.rss", "application/rss+xml; charset=utf-8"),
        ("/cuba/feed.json", "application/feed+json"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
        ("/cuba/", "text/html; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/photo.JPG", "image/jpeg"),
        ("/.well-known/feed-menu.json", "application/json"),
    ],
)
def test_content_types(served: Served, path: str, kind: str) -> None:
    status, headers, body = served.ask(path)
    assert status == 200
    assert headers["Content-Type"] == kind
    assert headers["Content-Length"] == str(len(body))
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Last-Modified"] == STAMP
    assert headers["ETag"].startswith('"')
    assert headers["Cache-Control"] == "no-cache"


def test_the_types_are_those_of_the_writers() -> None:
    types = {name: preview.media_types.media_type(f"x/feed.{name}") for name in WRITERS}
    plain = {name: kind.partition(";")[0] for name, kind in types.items()}
    assert plain == {name: writer.media_type for name, writer in WRITERS.items()}


@pytest.mark.parametrize("path", ["/cuba/feed.atom", "/cuba/feed.rss", "/cuba/"])
@pytest.mark.parametrize("encoding", ["identity", "gzip, br"])
def test_conditional_requests(served: Served, path: str, encoding: str) -> None:
    _, headers, _ = served.ask(path, Accept_Encoding=encoding)
    tag = headers["ETag"]
    for condition in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"other", W/{tag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": STAMP},
        {"If_None_Match": tag, "If_Modified_Since": "Thu, 28 Mar 2024 12:05:00 GMT"},
    ):
        status, headers, body = served.ask(path, Accept_Encoding=encoding, **condition)
        assert (status, headers["ETag"], body) == (304, tag, b"")
    for condition in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": STAMP},
        {"If_Modified_Since": "Fri, 29 Mar 2024 12:04:59 GMT"},
        {"If_Modified_Since": "yesterday"},
    ):
        assert served.ask(path, Accept_Encoding=encoding, **condition)[0] == 200


def test_a_changed_file_has_another_tag(served: Served, folder: Path) -> None:
    _, before, _ = served.ask("/cuba/feed.rss")
    put(folder, {**FILES, "cuba/feed.rss": FILES["cuba/feed.rss"].replace(b"Ha", b"La")})
    status, after, body = served.ask("/cuba/feed.rss", If_None_Match=before["ETag"])
    assert status == 200
    assert body.startswith(b"<rss>La")
    assert after["Last-Modified"] != before["Last-Modified"]


def test_head(served: Served) -> None:
    _, whole, body = served.ask("/cuba/feed.rss")
    status, headers, nothing = served.ask("/cuba/feed.rss", "HEAD")
    assert (status, nothing) == (200, b"")
    assert headers["Content-Length"] == str(len(body)) == whole["Content-Length"]
    assert headers["ETag"] == whole["ETag"]


@pytest.mark.parametrize(
    ("path", "accepts", "packed"),
    [
        ("/cuba/feed.rss", "gzip", True),
        ("/cuba/feed.rss", "br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("/cuba/feed.rss", "gzip;q=0", False),
        ("/cuba/feed.rss", "br", False),
        ("/style.css", "gzip", False),
        ("/photo.JPG", "gzip", False),
    ],
    ids=["plain", "weighed", "forbidden", "other", "tiny", "picture"],
)
def test_gzip_where_it_is_wanted(served: Served, path: str, accepts: str, packed: bool) -> None:
    _, plain, body = served.ask(path)
    _, headers, got = served.ask(path, Accept_Encoding=accepts)
    assert ("Content-Encoding" in headers) == packed
    assert (gzip.decompress(got) if packed else got) == body
    if packed:
        assert headers["Vary"] == "Accept-Encoding"
        assert headers["ETag"] != plain["ETag"]


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/cuba/feed.atom/",
        "/cuba/nothing/",
        "/empty/",
        "/empty",
        f"/{MANIFEST}",
        "/cuba/.feed.atom.feedgen-news.tmp",
        "/.git/config",
        "/cuba/.hidden/page.html",
        "/.well-known/.secret",
        "/../config.yaml",
        "/%2e%2e/config.yaml",
        "/cuba/../../config.yaml",
        "/cuba/%2e%2e/%2e%2e/config.yaml",
        "/..%2fconfig.yaml",
        "/..%5cconfig.yaml",
        "/cuba//feed.atom",
        "/way-out.html",
        "/folder-out/config.yaml",
        "/to-manifest.json",
        "/loop",
        "/pipe",
        "/cuba/feed.atom%00.html",
        "/" + "x" * 5_000,
        "/%ff%fe",
        "/.feedgen-news/",
        "/.feedgen-news/other",
    ],
)
def test_what_is_not_served(served: Served, folder: Path, path: str) -> None:
    (folder.parent / "config.yaml").write_text("password: x")
    (folder / "empty").mkdir()
    for name in (".git/config", "cuba/.hidden/page.html", ".well-known/.secret"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("password")
    (folder / "cuba/.feed.atom.feedgen-news.tmp").write_text("password")
    (folder / "way-out.html").symlink_to("../config.yaml")
    (folder / "folder-out").symlink_to("..")
    (folder / "to-manifest.json").symlink_to(MANIFEST)
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    status, headers, body = served.ask(path)
    assert status == 404
    assert b"password" not in body
    assert b"Not found" in body
    assert b'<a href="/">' in body
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_link_within_the_folder_is_followed(served: Served, folder: Path) -> None:
    (folder / "latest").symlink_to("cuba")
    assert served.ask("/latest/feed.json")[0] == 200


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/cuba", "/cuba/"),
        ("/cuba?x=1", "/cuba/"),
        ("//cuba", "/cuba/"),
        ("/caf%C3%A9", "/caf%C3%A9/"),
    ],
)
def test_a_folder_gets_its_slash(served: Served, folder: Path, path: str, location: str) -> None:
    (folder / "café").mkdir()
    (folder / "café/index.html").write_text("x")
    status, headers, _ = served.ask(path)
    assert (status, headers["Location"]) == (302, location)


def test_the_path_that_was_not_found_is_escaped(served: Served) -> None:
    _, _, body = served.ask("/%3Cscript%3Ealert(1)%3C/script%3E")
    assert b"&lt;script&gt;alert(1)" in body


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("LOCALHOST", 200),
        ("[::1]:{port}", 200),
        ("192.168.7.7:{port}", 200),
        ("preview.localhost", 200),
        ("attacker.example:{port}", 403),
        ("127.0.0.1.attacker.example", 403),
        ("localhost.attacker.example", 403),
        ('127.0.0.1:80"><script>', 403),
        ("user@127.0.0.1", 403),
        ("127.0.0.1/x", 403),
    ],
)
def test_names_of_others_may_not_lead_here(served: Served, host: str, status: int) -> None:
    got, headers, body = served.ask("/cuba/feed.atom", Host=host.format(port=served.port))
    assert got == status
    if status == 403:
        assert b"feed" not in body
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_to_be_read(served: Served, method: str) -> None:
    status, headers, _ = served.ask("/cuba/feed.atom", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_reader_in_a_browser_may_ask_with_conditions(served: Served) -> None:
    status, headers, _ = served.ask("/cuba/feed.atom", "OPTIONS", Origin="https://reader.example")
    assert status == 204
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Access-Control-Allow-Headers"] == "*"


def test_every_answer_is_told(served: Served) -> None:
    served.ask("/cuba/feed.atom")
    served.ask("/x%0Ay", "HEAD")
    assert served.told == [("GET", "/cuba/feed.atom", 200), ("HEAD", "/x\ny", 404)]


# --- what the preview changes


def test_links_of_the_site_lead_to_the_preview(served: Served) -> None:
    _, _, atom = served.ask("/cuba/feed.atom")
    assert atom == f'<feed><link rel="self" href="{served.url}cuba/feed.atom"/></feed>'.encode()
    _, _, feed = served.ask("/cuba/feed.json", Host=f"localhost:{served.port}")
    assert json.loads(feed) == {"feed_url": f"http://localhost:{served.port}/cuba/feed.json"}
    _, _, picture = served.ask("/photo.JPG")
    assert picture == b"https://feeds.example.org/ in a picture"


def test_pages_get_the_script_and_may_run_it(served: Served, folder: Path) -> None:
    _, _, page = served.ask("/cuba/")
    assert page.count(SCRIPT) == 1
    assert SCRIPT + b"</head>" in page
    policy = page.partition(b'Policy" content="')[2].partition(b'"')[0].replace(b"&#x27;", b"'")
    assert policy == f"{POLICY}; script-src 'self'; connect-src 'self'".encode()
    assert (folder / "cuba/index.html").read_bytes() == PAGE.encode()


@pytest.mark.parametrize(
    ("policy", "opened"),
    [
        ("default-src *", "default-src *; script-src * 'self'; connect-src * 'self'"),
        ("script-src https://a.example", "script-src https://a.example 'self'"),
        ("Script-Src 'none'; script-src x:", "script-src 'self'"),
        ("img-src *", "img-src *"),
        ("default-src &#39;none&#39;", "default-src 'none'; script-src 'self'; connect-src 'self'"),
    ],
)
@pytest.mark.parametrize(
    "meta",
    [
        '<meta http-equiv="Content-Security-Policy" content="{}">',
        '<META charset=x HTTP-EQUIV=content-security-policy data-x="y" CONTENT="{}">',
    ],
)
def test_policies_of_other_templates(meta: str, policy: str, opened: str) -> None:
    page = reloading(f"<head>{meta.format(policy)}</HEAD >".encode()).decode()
    assert opened.replace("'", "&#x27;") + '"' in page
    assert page.endswith(f"{SCRIPT.decode()}</HEAD >")


def test_a_page_without_a_head() -> None:
    assert reloading(b"<p>x") == b"<p>x" + SCRIPT


def test_as_it_is(folder: Path) -> None:
    served = Served(folder, as_is=True)
    try:
        for path in ("cuba/feed.atom", "cuba/index.html", "cuba/feed.rss"):
            assert served.ask(f"/{path}")[2] == FILES[path]
        assert SCRIPT not in served.ask("/nowhere")[2]
        assert served.ask("/.feedgen-news/events")[0] == 404
    finally:
        served.stop()


# --- reloading


def test_an_event_comes_when_something_was_published(served: Served, folder: Path) -> None:
    status, headers, script = served.ask("/.feedgen-news/reload.js")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    since = stamp(folder)
    assert f'"/.feedgen-news/events?since={since}"' in script.decode()
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", f"/.feedgen-news/events?since={since}")
    response = connection.getresponse()
    assert response.getheader("Content-Type") == "text/event-stream; charset=utf-8"
    assert response.readline() == b"retry: 1000\n"
    assert response.readline() == b"\n"
    put(folder, {**FILES, "new/index.html": b"feedgen-news"})
    assert response.readline() == f"data: {stamp(folder)}\n".encode()
    connection.close()


def test_a_page_that_missed_a_build_hears_of_it_at_once(served: Served, folder: Path) -> None:
    _, _, body = served.ask("/.feedgen-news/events?since=0-0-0")
    assert body == f"retry: 1000\n\ndata: {stamp(folder)}\n\n".encode()


def test_while_there_is_nothing_new_signs_of_life(folder: Path) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 60:
            (folder / MANIFEST).unlink()  # a lost manifest is no build
        if len(waits) == 90:
            put(folder, FILES)

    heard = list(events(folder, since=stamp(folder), wait=wait))
    assert heard[0] == b"retry: 1000\n\n"
    assert set(heard[1:-1]) == {b": nothing new\n\n"}
    assert 3 <= len(heard[1:-1]) <= 4
    assert heard[-1] == f"data: {stamp(folder)}\n\n".encode()
    assert len(waits) == 90


def test_while_a_build_replaces_files_each_answer_is_whole(served: Served, folder: Path) -> None:
    bodies = {b"<rss>" + letter * 300_000 + b"</rss>" for letter in (b"a", b"b")}
    done = threading.Event()

    def build() -> None:
        for _ in range(15):
            for body in sorted(bodies):
                put(folder, {"cuba/feed.rss": body})
        done.set()

    put(folder, {"cuba/feed.rss": min(bodies)})
    builder = threading.Thread(target=build)
    builder.start()
    seen = set()
    while not done.is_set():
        status, _, body = served.ask("/cuba/feed.rss")
        assert status == 200
        seen.add(body)
    builder.join()
    assert seen <= bodies


# --- the command

Capture = pytest.CaptureFixture[bytes]
CONFIG = f"""\
site: {{title: T, url: {PUBLIC}}}
sources: [{{name: S, files: x}}]
topics: {{cuba: {{title: Cuba, match: all}}}}
archive: a.sqlite3
output: out
"""


@pytest.fixture
def config(folder: Path) -> Path:
    path = folder.parent / "config.yaml"
    path.write_text(CONFIG)
    return path


def interrupted_after(monkeypatch: pytest.MonkeyPatch, look: Callable[[str], None]) -> None:
    """Let `look` see the address, then press Ctrl-C."""

    def forever(server: Any, poll_interval: float = 0.5) -> None:
        thread = threading.Thread(target=lambda: [look(f"http://127.0.0.1:{server.port}/")])
        thread.start()
        while thread.is_alive():
            server.handle_request()
            thread.join(0.2)
        raise KeyboardInterrupt

    monkeypatch.setattr(BaseServer, "serve_forever", forever)


def get(url: str) -> int:
    host = url.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("GET", "/cuba/%1b%5B31mx")
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_command(
    config: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Capture
) -> None:
    seen = []
    interrupted_after(monkeypatch, lambda url: seen.append((url, get(url))))
    result = run(capfdbinary, "serve", "-c", config, "--port", "0")
    url, status = seen[0]
    assert (result.code, result.out, status) == (0, f"{url}\n", 404)
    assert result.err == (
        f"feedgen-news: serves {folder}, links to {PUBLIC} lead to the preview; Ctrl-C ends it\n"
        "feedgen-news: 404 GET /cuba/\\x1b[31mx\n"
    )
    quiet = run(capfdbinary, "serve", "-c", config, "--port", "0", "-q", "--as-is")
    assert (quiet.code, quiet.err) == (0, "")


def test_it_opens_a_browser(
    config: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Capture
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    interrupted_after(monkeypatch, get)
    result = run(capfdbinary, "serve", "-c", config, "--port", "0", "--open", "--as-is")
    assert opened == [result.out.strip()]
    assert "as it is; Ctrl-C ends it" in result.err


def test_a_taken_port(config: Path, capfdbinary: Capture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run(capfdbinary, "serve", "-c", config, "--port", port)
    assert result.code == 2
    assert f"127.0.0.1:{port}: the port is taken; name another with --port" in result.err


def test_an_address_of_another_machine(config: Path, capfdbinary: Capture) -> None:
    result = run(capfdbinary, "serve", "-c", config, "--port", "0", "--bind", "203.0.113.7")
    assert result.code == 2
    assert "name an address of this machine with --bind" in result.err


def test_nothing_published(config: Path, folder: Path, capfdbinary: Capture) -> None:
    (folder / MANIFEST).unlink()
    result = run(capfdbinary, "serve", "-c", config)
    assert result.code == 2
    assert "nothing is published there; run feedgen-news build first" in result.err


@pytest.mark.parametrize(
    ("bind", "start", "end"), [("0.0.0.0", "http://127.0.0.1:", "/"), ("::1", "http://[::1]:", "/")]
)
def test_the_address_to_open(bind: str, start: str, end: str) -> None:
    try:
        listening = preview.listen(bind, 0)
    except FeedgenNewsError:
        pytest.skip(f"nothing can listen on {bind} here: this machine has no such address")
    with listening:
        assert preview.address(listening).startswith(start)
        assert preview.address(listening).endswith(end)


# --- in a browser


def test_a_page_reloads_itself_after_a_build(served: Served, folder: Path) -> None:
    api = pytest.importorskip("playwright.sync_api", reason="NO BROWSER TEST: no playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"NO BROWSER TEST: no {CHROMIUM}")
    complaints: list[str] = []
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        with page.expect_response("**/.feedgen-news/events*"):
            page.goto(f"{served.url}cuba/")
        with page.expect_navigation():
            put(folder, {**FILES, "cuba/index.html": PAGE.replace("Cuba", "News").encode()})
        assert page.title() == "News"
        browser.close()
    assert complaints == []
