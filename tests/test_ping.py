"""`ping`: hubs hear of the feeds that changed, once they are live, and of each once."""

import fcntl
import json
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from feedgen_news import push
from feedgen_news.archive import Archive
from feedgen_news.model import OutputFile
from feedgen_news.pipeline import load
from feedgen_news.pipeline.pinging import Pinged, ping
from feedgen_news.problems import ArchiveError
from feedgen_news.publish import MANIFEST, publish
from feedgen_news.push.web import within
from tests.cli import run

Capture = pytest.CaptureFixture[bytes]
Answer = tuple[int, dict[str, str], bytes]
FEEDS = {
    "cuba/feed.atom": b"<feed>feedgen-news cuba</feed>",
    "cuba/feed.json": b'{"generator": "feedgen-news"}',
    "sport/feed.atom": b"<feed>feedgen-news sport</feed>",
}
OTHERS = {
    "index.html": b"<html>feedgen-news</html>",
    "feeds.opml": b"<opml>feedgen-news</opml>",
    "cuba/2024-03.atom": b"<feed>feedgen-news history</feed>",
    "articles/feed.html": b"<html>feedgen-news</html>",
}
GONE = (400, {}, b"")


class Net:
    """A hub at /hub, another at /other, and the public site, on one port of this machine."""

    def __init__(self) -> None:
        self.live: dict[str, bytes] = {}
        self.asked: list[tuple[str, str, str]] = []  # hub, hub.url, hub.topic
        self.fetched: list[str] = []
        self.headers: list[str] = []
        self.answers: list[Answer] = []  # in turn, then 204
        self.before: Callable[[], None] = lambda: None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.at = f"http://127.0.0.1:{self.server.server_port}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        net = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                form = parse_qs(body.decode(), strict_parsing=True)
                assert form["hub.mode"] == ["publish"]
                net.headers.append(self.headers["Content-Type"])
                net.asked.append((self.path, *form["hub.url"], *form["hub.topic"]))
                net.before()
                self.reply(*(net.answers.pop(0) if net.answers else (204, {}, b"")))

            def do_GET(self) -> None:
                path = self.path.lstrip("/")
                net.fetched.append(path)
                body = net.live.get(path)
                if body is not None and body.startswith(b"-> "):
                    self.reply(302, {"Location": body[3:].decode()}, b"")
                else:
                    self.reply(404 if body is None else 200, {}, body or b"")

            def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(body)))
                with suppress(ConnectionError):  # who asked may have heard enough
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    @property
    def told(self) -> list[str]:
        """The feeds that were named, in alphabetical order."""
        return sorted(url.removeprefix(f"{self.at}/") for _, url, _ in self.asked)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    net = Net()
    thread = threading.Thread(target=net.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield net
    net.server.shutdown()
    thread.join()
    net.server.server_close()


class Home:
    """A project whose output was published, and its pings."""

    def __init__(self, folder: Path, net: Net, *, hubs: str = "/hub") -> None:
        self.net = net
        self.waits: list[float] = []
        self.said: list[str] = []
        self.path = folder / "config.yaml"
        listed = ", ".join(net.at + hub for hub in hubs.split())
        self.path.write_text(
            f"site: {{title: T, url: {net.at}/, hubs: [{listed}]}}\n"
            "sources: [{name: S, files: x}]\n"
            "topics: {cuba: {title: Cuba, match: all}}\n"
            "archive: a.sqlite3\noutput: out\n"
        )
        self.config = load(self.path)
        with Archive.open(self.config.archive, write=True):
            pass
        self.publish(FEEDS)

    def publish(self, feeds: dict[str, bytes], *, deploy: bool = True) -> None:
        files = {**feeds, **OTHERS}
        publish([OutputFile(*file) for file in files.items()], folder=self.config.output)
        if deploy:
            self.net.live = files

    def ping(self, *, wait: Callable[[float], None] | None = None, **options: Any) -> Pinged:
        return ping(
            self.config,
            wait=wait or self.waits.append,
            say=self.said.append,
            pools=push.pools(connect=5, read=options.pop("read", 5)),
            **options,
        )


@pytest.fixture
def home(tmp_path: Path, net: Net) -> Home:
    return Home(tmp_path, net)


def counts(pinged: Pinged, hub: int = 0) -> tuple[int, ...]:
    heard = pinged.hubs[hub]
    return (heard.told, heard.unchanged, heard.not_live, heard.failed, heard.left)


def test_the_hub_hears_of_each_feed_once(home: Home, net: Net) -> None:
    pinged = home.ping()
    assert counts(pinged) == (3, 0, 0, 0, 0)
    assert pinged.problems == ()
    assert sorted(pinged.hubs[0].feeds) == [f"{net.at}/{path}" for path in sorted(FEEDS)]
    assert net.told == ["cuba/feed.atom", "cuba/feed.json", "sport/feed.atom"]
    assert {(hub, url == topic) for hub, url, topic in net.asked} == {("/hub", True)}
    assert set(net.headers) == {"application/x-www-form-urlencoded"}
    assert home.waits == []
    assert counts(home.ping()) == (0, 3, 0, 0, 0)
    assert len(net.asked) == 3


def test_only_what_changed_is_told_again(home: Home, net: Net) -> None:
    home.ping()
    net.asked.clear()
    net.fetched.clear()
    home.publish({**FEEDS, "sport/feed.atom": b"<feed>feedgen-news: a goal</feed>"})
    assert counts(home.ping()) == (1, 2, 0, 0, 0)
    assert net.told == ["sport/feed.atom"]
    assert net.fetched == ["sport/feed.atom"]


def test_each_hub_has_a_memory_of_its_own(tmp_path: Path, net: Net) -> None:
    Home(tmp_path, net).ping()
    both = Home(tmp_path, net, hubs="/hub /other")
    net.asked.clear()
    pinged = both.ping()
    assert [counts(pinged, hub) for hub in (0, 1)] == [(0, 3, 0, 0, 0), (3, 0, 0, 0, 0)]
    assert {hub for hub, _, _ in net.asked} == {"/other"}
    one = Home(tmp_path, net, hubs="/other")
    one.publish({"cuba/feed.atom": FEEDS["cuba/feed.atom"], "new/feed.rss": b"feedgen-news"})
    one.ping()
    with Archive.open(one.config.archive, write=False) as archive:
        kept = json.loads(archive.state("pings") or "")
    assert {hub: sorted(of) for hub, of in kept.items()} == {
        f"{net.at}/other": ["cuba/feed.atom", "new/feed.rss"]
    }


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ([(500, {}, b"oops"), (503, {}, b"")], [2, 4]),
        ([(429, {"Retry-After": "0"}, b"slow down")], [0]),
        ([(429, {"Retry-After": "7"}, b"")], [7]),
        ([(503, {"Retry-After": "60"}, b"")], [60]),
        ([(503, {"Retry-After": "soon"}, b"")], [2]),
        ([(503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b"")], [0]),
        ([(408, {}, b""), (502, {}, b""), (504, {}, b"")], [2, 4, 8]),
        ([(202, {}, b"queued")], []),
        ([(500, {}, b"Topic not found for topic URL.")], []),
    ],
)
def test_what_passes_is_tried_again(
    home: Home, net: Net, answers: list[Answer], waits: list[float]
) -> None:
    net.answers = list(answers)
    assert counts(home.ping()) == (3, 0, 0, 0, 0)
    assert home.waits == waits
    assert len(net.asked) == 3 + len(waits)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((400, {}, b"\n  hub.url invalid\nmore"), "HTTP 400: hub.url invalid"),
        ((403, {}, b"\x1b[31mno\x07"), "HTTP 403: \\x1b[31mno\\x07"),
        ((404, {}, b"<!doctype html><title>x"), "HTTP 404"),
        ((400, {}, b"x" * 5_000_000), "HTTP 400: " + "x" * 200),
        (
            (301, {"Location": "https://elsewhere.example/"}, b""),
            "HTTP 301: moved to https://elsewhere.example/; correct `site.hubs`",
        ),
        (
            (307, {"Location": "file:///etc/passwd"}, b""),
            "HTTP 307: moved to file:///etc/passwd; correct `site.hubs`",
        ),
    ],
    ids=["400", "escapes", "page", "huge", "moved", "scheme"],
)
def test_a_refusal_is_final_and_told_next_time(
    home: Home, net: Net, answer: Answer, said: str
) -> None:
    net.answers = [answer]
    pinged = home.ping()
    assert counts(pinged) == (2, 0, 0, 1, 0)
    assert home.waits == []
    [mishap] = pinged.problems
    assert (mishap.hub, mishap.detail) == (f"{net.at}/hub", said)
    refused = net.asked[0][1]
    assert mishap.feed == refused
    net.asked.clear()
    assert counts(home.ping()) == (1, 2, 0, 0, 0)
    assert [url for _, url, _ in net.asked] == [refused]


def test_a_hub_that_stays_broken_is_given_up_and_the_others_hear(tmp_path: Path, net: Net) -> None:
    home = Home(tmp_path, net, hubs="/hub /other")
    home.publish({f"t{n}/feed.atom": b"feedgen-news %d" % n for n in range(5)})
    broken: list[Answer] = [(500, {}, b"database is down")] * 4
    net.answers = [*broken, (204, {}, b"")] * 3  # the first hub, then the other one, of three feeds
    pinged = home.ping()
    assert [counts(pinged, hub) for hub in (0, 1)] == [(0, 0, 0, 5, 0), (5, 0, 0, 0, 0)]
    assert home.waits == [2, 4, 8] * 3
    details = [mishap.detail for mishap in pinged.problems]
    assert details == [
        *["HTTP 500: database is down"] * 3,
        "given up; the next ping tells it the rest",
    ]
    assert counts(home.ping())[0] == 5


def test_a_hub_that_wants_an_hour_is_left_alone(home: Home, net: Net) -> None:
    net.answers = [(503, {"Retry-After": "3600"}, b"maintenance")]
    pinged = home.ping()
    assert counts(pinged) == (0, 0, 0, 3, 0)
    assert (len(net.asked), home.waits) == (1, [])
    assert pinged.problems[0].detail == "HTTP 503: maintenance (wants 3,600 seconds of quiet)"


def test_one_success_and_the_count_of_silences_begins_anew(home: Home, net: Net) -> None:
    home.publish({f"t{n}/feed.atom": b"feedgen-news %d" % n for n in range(5)})
    broken: list[Answer] = [(500, {}, b"")] * 4
    net.answers = [*broken, *broken, (204, {}, b""), *broken, *broken]
    pinged = home.ping()
    assert counts(pinged) == (1, 0, 0, 4, 0)
    assert len(net.asked) == 17
    assert all(mishap.feed for mishap in pinged.problems)


def test_no_connection(tmp_path: Path, net: Net) -> None:
    home = Home(tmp_path, net)
    shut = "http://127.0.0.1:1"
    home.path.write_text(home.path.read_text().replace(f"[{net.at}/hub]", f"[{shut}/]"))
    home.config = load(home.path)
    pinged = home.ping()
    assert counts(pinged) == (0, 0, 0, 3, 0)
    assert {m.detail for m in pinged.problems if m.feed} == {"Connection refused"}


def test_a_hub_that_never_answers(home: Home, net: Net) -> None:
    ends = threading.Event()

    def keep_waiting() -> None:
        ends.wait(60)

    net.before = keep_waiting
    try:
        pinged = home.ping(read=0.05)
    finally:
        ends.set()
    assert counts(pinged) == (0, 0, 0, 3, 0)
    assert pinged.problems[0].detail.startswith("Read timed out")


class Dripping:
    """A server that begins an answer, and sends a byte more of it as often as it may.

    `heard` is what it was asked; `over` tells it to end.
    """

    def __init__(self, beginning: bytes) -> None:
        self.beginning = beginning
        self.heard: list[bytes] = []
        self.over = threading.Event()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.at = f"http://127.0.0.1:{self.listening.getsockname()[1]}/"
        self.threads = [threading.Thread(target=self.serve)]
        self.threads[0].start()

    def serve(self) -> None:
        while not self.over.is_set():
            with suppress(OSError):
                asked, _ = self.listening.accept()
                self.threads.append(threading.Thread(target=self.drip, args=(asked,)))
                self.threads[-1].start()

    def drip(self, asked: socket.socket) -> None:
        with asked, suppress(OSError):
            self.heard.append(asked.recv(10_000))
            asked.sendall(self.beginning)
            while not self.over.wait(0.01):
                asked.sendall(b"a")

    def end(self) -> None:
        self.over.set()
        self.listening.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        self.listening.close()


@pytest.fixture(
    params=[
        b"HTTP/1.1 2",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n",
    ],
    ids=["status", "header", "body"],
)
def dripping(request: pytest.FixtureRequest, net: Net) -> Iterator[Dripping]:
    server = Dripping(request.param)
    yield server
    server.end()


def test_a_site_that_drips_does_not_hold_a_ping(dripping: Dripping) -> None:
    why = push.difference(dripping.at, b"a" * 999, pools=push.pools(read=5), whole=0.2)
    assert why == "cannot be fetched: no whole answer within 0.2 seconds"
    assert not dripping.over.is_set()


@pytest.mark.parametrize(
    "dripping",
    [b"HTTP/1.1 2", b"HTTP/1.1 400 No\r\nX: "],
    ids=["status", "header"],
    indirect=True,
)
def test_a_hub_that_drips_is_left_until_the_next_ping(dripping: Dripping) -> None:
    waits: list[float] = []
    outcome = push.tell(
        dripping.at, "https://f.example/a", pools=push.pools(read=5), wait=waits.append, whole=0.2
    )
    assert outcome == push.Outcome("later", "no whole answer within 0.2 seconds")
    assert (len(dripping.heard), waits) == (1, [])


def test_a_bound_does_not_hide_what_went_wrong() -> None:
    def ask() -> None:
        raise KeyError("url")

    with pytest.raises(KeyError, match="url"):
        within(5, ask)


# --- live or not


@pytest.mark.parametrize(
    ("live", "why"),
    [
        (b"<feed>feedgen-news yesterday</feed>", "still gives other bytes"),
        (FEEDS["sport/feed.atom"] + b" and more", "still gives other bytes"),
        (None, "answers HTTP 404"),
        (b"-> file:///etc/passwd", "cannot be fetched: "),
        (b"-> /sport/feed.atom", "cannot be fetched: too many redirects"),
    ],
    ids=["old", "longer", "missing", "scheme", "loop"],
)
def test_what_is_not_live_waits_for_the_next_ping(
    home: Home, net: Net, live: bytes | None, why: str
) -> None:
    net.live = {k: v for k, v in {**FEEDS, "sport/feed.atom": live}.items() if v is not None}
    pinged = home.ping()
    assert counts(pinged) == (2, 0, 1, 0, 0)
    assert net.told == ["cuba/feed.atom", "cuba/feed.json"]
    [mishap] = pinged.problems
    assert (mishap.feed, mishap.hub) == (f"{net.at}/sport/feed.atom", None)
    assert mishap.detail.startswith(why)
    net.live = dict(FEEDS)
    net.asked.clear()
    assert counts(home.ping()) == (1, 2, 0, 0, 0)
    assert net.told == ["sport/feed.atom"]


def test_a_feed_that_moved_on_the_same_host_is_live(home: Home, net: Net) -> None:
    net.live = {
        **FEEDS,
        "sport/feed.atom": b"-> /moved/feed.atom",
        "moved/feed.atom": FEEDS["sport/feed.atom"],
    }
    assert counts(home.ping()) == (3, 0, 0, 0, 0)


def test_waiting_for_the_deploy(home: Home, net: Net) -> None:
    net.live = {"cuba/feed.atom": FEEDS["cuba/feed.atom"]}
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            net.live = dict(FEEDS)

    assert counts(home.ping(patience=600, wait=wait)) == (3, 0, 0, 0, 0)
    assert waits == [5, 10, 20]
    assert home.said[0] == "2 feeds are not live yet; looking again in 5 s"
    assert net.fetched.count("cuba/feed.atom") == 1


def test_patience_ends(home: Home, net: Net) -> None:
    net.live = {}
    assert counts(home.ping(patience=100)) == (0, 0, 3, 0, 0)
    assert home.waits == [5, 10, 20, 40, 25]
    assert net.asked == []


def test_without_looking(home: Home, net: Net) -> None:
    net.live = {}
    assert counts(home.ping(patience=None)) == (3, 0, 0, 0, 0)
    assert net.fetched == []


def test_a_file_that_somebody_removed(home: Home, net: Net) -> None:
    (home.config.output / "sport/feed.atom").unlink()
    pinged = home.ping()
    assert counts(pinged) == (2, 0, 1, 0, 0)
    assert "run feedgen-news build" in pinged.problems[0].detail


# --- memory


def test_a_kill_in_between_loses_nothing_that_was_told(home: Home, net: Net) -> None:
    def die() -> None:
        if len(net.asked) == 2:
            net.answers = [(503, {}, b"")]

    def killed(_: float) -> None:
        raise KeyboardInterrupt

    net.before = die
    with pytest.raises(KeyboardInterrupt):
        home.ping(wait=killed)
    first = net.told
    assert len(first) == 2
    net.before = lambda: None
    heard = net.asked[0][1]
    net.asked.clear()
    assert counts(home.ping()) == (2, 1, 0, 0, 0)
    assert heard not in {url for _, url, _ in net.asked}


def test_a_long_ping_is_saved_on_the_way(home: Home, net: Net) -> None:
    home.publish({f"t{n}/feed.atom": b"feedgen-news %d" % n for n in range(51)})
    kept: list[int] = []

    def look() -> None:
        if len(net.asked) == 51:
            with Archive.open(home.config.archive, write=False) as archive:
                state = json.loads(archive.state("pings") or "{}")
            kept.append(len(state[f"{net.at}/hub"]))

    net.before = look
    assert counts(home.ping())[0] == 51
    assert kept == [50]


def test_a_build_may_run_while_hubs_are_told(home: Home, net: Net) -> None:
    lock = home.config.archive.with_name(home.config.archive.name + ".lock")
    with lock.open("r+") as build:

        def wait(seconds: float) -> None:
            home.waits.append(seconds)
            if len(home.waits) == 2:
                fcntl.flock(build, fcntl.LOCK_UN)

        net.before = lambda: fcntl.flock(build, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert counts(home.ping(wait=wait)) == (3, 0, 0, 0, 0)
    assert home.waits == [1, 2]
    assert home.said == ["waiting for a build to end, to remember what was told"] * 2
    assert counts(home.ping()) == (0, 3, 0, 0, 0)


def test_another_program_may_lock_the_archive(
    home: Home, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedgen_news.archive.opening._PATIENCE", 0.0)
    shell = sqlite3.connect(
        home.config.archive, isolation_level=None, check_same_thread=False, timeout=0
    )

    def begin() -> None:
        if not shell.in_transaction:
            shell.execute("BEGIN IMMEDIATE")

    def wait(seconds: float) -> None:
        home.waits.append(seconds)
        shell.execute("COMMIT")

    with closing(shell):
        net.before = begin
        assert counts(home.ping(wait=wait)) == (3, 0, 0, 0, 0)
        assert home.waits == [1]
        shell.execute("BEGIN IMMEDIATE")
        home.publish({"new/feed.atom": b"feedgen-news"})
        with pytest.raises(ArchiveError, match="locked by another program"):
            home.ping(wait=home.waits.append)
    assert home.waits == [1, 1, 2, 4, 8, 16]


def test_nothing_is_told_that_cannot_be_remembered(home: Home, net: Net) -> None:
    with Archive.open(home.config.archive, write=True):
        with pytest.raises(ArchiveError, match="another build is running"):
            home.ping()
    assert net.asked == []


def test_a_thousand_topics_are_no_flood(home: Home, net: Net) -> None:
    home.publish({f"t{n}/feed.atom": b"feedgen-news %d" % n for n in range(7)})
    assert counts(home.ping(limit=4)) == (4, 0, 0, 0, 3)
    assert counts(home.ping(limit=4)) == (3, 4, 0, 0, 0)
    assert net.told == [f"t{n}/feed.atom" for n in range(7)]


def test_marking_and_trying_touch_no_network(home: Home, net: Net) -> None:
    tried = home.ping(dry_run=True)
    assert counts(tried) == (3, 0, 0, 0, 0)
    assert counts(home.ping(dry_run=True, mark=True, limit=1)) == (1, 0, 0, 0, 2)
    assert counts(home.ping(mark=True)) == (3, 0, 0, 0, 0)
    assert counts(home.ping()) == (0, 3, 0, 0, 0)
    assert (net.asked, net.fetched) == ([], [])


def test_a_proxy_is_asked_where_one_is_set(
    tmp_path: Path, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path, net)
    text = home.path.read_text().replace(f"[{net.at}/hub]", "[http://hub.example/push]")
    home.path.write_text(text)
    home.config = load(home.path)
    monkeypatch.setenv("http_proxy", net.at.replace("//", "//me:secret@"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert counts(home.ping()) == (3, 0, 0, 0, 0)
    assert {hub for hub, _, _ in net.asked} == {"http://hub.example/push"}


# --- the command


def test_the_report(home: Home, net: Net, capfdbinary: Capture) -> None:
    net.live = {k: v for k, v in FEEDS.items() if k != "sport/feed.atom"}
    result = run(capfdbinary, "ping", "-c", home.path)
    width = len(f"{net.at}/hub") + 2
    assert result.out.splitlines() == [
        "hub".ljust(width) + "told  unchanged  not live  failed  left",
        f"{net.at}/hub     2          0         1       0     0",
    ]
    assert result.err == (
        f"feedgen-news: {net.at}/sport/feed.atom answers HTTP 404: not live;"
        " deploy, then ping again\n"
    )
    assert result.code == 2
    net.live = dict(FEEDS)
    result = run(capfdbinary, "ping", "-c", home.path, "--json", "-q")
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out) == {
        "hubs": [
            {
                "hub": f"{net.at}/hub",
                "told": 1,
                "unchanged": 2,
                "not_live": 0,
                "failed": 0,
                "left": 0,
                "feeds": [f"{net.at}/sport/feed.atom"],
            }
        ],
        "problems": [],
    }


def test_of_many_mishaps_five_are_told(home: Home, net: Net, capfdbinary: Capture) -> None:
    home.publish({f"t{n}/feed.atom": b"feedgen-news %d" % n for n in range(7)}, deploy=False)
    result = run(capfdbinary, "ping", "-c", home.path, "-q")
    lines = result.err.splitlines()
    assert sum("answers HTTP 404: not live" in line for line in lines) == 5
    assert lines[-1] == "feedgen-news: not live: 7 feeds in all"
    net.answers = [GONE] * 7
    result = run(capfdbinary, "ping", "-c", home.path, "--no-check")
    assert result.err.splitlines()[-1] == f"feedgen-news: {net.at}/hub: 7 feeds in all"
    assert result.code == 2


def test_it_is_quiet_while_all_is_well(home: Home, net: Net, capfdbinary: Capture) -> None:
    home.publish(FEEDS)
    result = run(capfdbinary, "ping", "-c", home.path, "-q")
    assert (result.code, result.out, result.err) == (0, "", "")


def test_what_would_be_told(home: Home, net: Net, capfdbinary: Capture) -> None:
    result = run(capfdbinary, "ping", "-c", home.path, "--dry-run")
    head, *feeds = result.out.splitlines()
    assert head == f"{net.at}/hub would be told about 3 feeds; 0 unchanged, 0 left"
    assert sorted(feeds) == [f"  {net.at}/{path}" for path in sorted(FEEDS)]
    assert result.code == 0


def no_hubs(home: Home) -> None:
    text = home.path.read_text()
    home.path.write_text(text.replace(f"[{home.net.at}/hub]", "[]"))


def no_output(home: Home) -> None:
    (home.config.output / MANIFEST).unlink()


def no_archive(home: Home) -> None:
    home.config.archive.unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (no_hubs, "site.hubs: no hub to tell; name one in the config"),
        (no_output, "no feeds published there; run feedgen-news build first"),
        (no_archive, "no archive yet; run `feedgen-news build` first"),
    ],
)
def test_what_the_operator_has_to_do_first(
    home: Home, net: Net, capfdbinary: Capture, spoil: Callable[[Home], None], message: str
) -> None:
    spoil(home)
    result = run(capfdbinary, "ping", "-c", home.path)
    assert (result.code, result.out, net.asked) == (2, "", [])
    assert message in result.err


def test_options_that_contradict(home: Home, capfdbinary: Capture) -> None:
    result = run(capfdbinary, "ping", "-c", home.path, "--wait", "5", "--no-check")
    assert result.code == 2
    assert "--wait" in result.err
