"""Dumps that lie elsewhere: found, read and known like files; what opens them stays hidden."""

import gzip
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from feedgen_news import pipeline
from feedgen_news.config import Source
from feedgen_news.finding import storage
from feedgen_news.finding.failures import failure
from feedgen_news.loaders import Dump, dumps_of, find, load
from feedgen_news.pipeline import watching
from feedgen_news.problems import Report
from tests.cli import run

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")

LINES = "".join(f'{{"url": "https://n.example/{n}", "title": "T {n}"}}\n' for n in range(40))
CONFIG = """\
site: {{title: Test News, url: https://feeds.example.org/}}
sources:
  - {{name: Wire, files: {files}}}
topics:
  everything: {{title: Everything, match: all}}
archive: state/archive.sqlite3
output: out
"""


@pytest.fixture
def memory() -> Iterator[dict[str, bytes]]:
    """What lies in the storage `memory://`, by its path."""
    system = fsspec.filesystem("memory")
    system.store.clear()

    class Store(dict[str, bytes]):
        def __setitem__(self, path: str, data: bytes) -> None:
            system.pipe(path, data)

    yield Store()
    system.store.clear()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def web(tmp_path) -> Iterator[tuple[str, Path]]:
    """The host and port of a server, and the folder that it serves."""
    folder = tmp_path / "web"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


def source(*files: str) -> Source:
    return Source(name="s", files=files)


def told(*files: str) -> tuple[list[Dump], list[str]]:
    said: list[str] = []
    report = Report(lambda problem: said.append(str(problem)))
    return find(source(*files).files, folder=Path("/nowhere"), report=report), said


# --- finding


def test_wildcards_folders_and_what_is_no_dump(memory):
    for path in ("a/1.jsonl", "a/2.jsonl.gz", "a/b/3.jsonl", "a/.hidden.jsonl", "a/pic.png"):
        memory[path] = LINES.encode()
    found, said = told("memory://a/*.jsonl*")
    assert [dump.name for dump in found] == ["memory://a/1.jsonl", "memory://a/2.jsonl.gz"]
    assert not said
    found, said = told("memory://a")
    assert [dump.name for dump in found] == [
        *("memory://a/1.jsonl", "memory://a/2.jsonl.gz", "memory://a/b/3.jsonl")
    ]
    assert [dump.folders for dump in found] == [(), (), ("b",)]
    assert "memory://a no-dumps: 1 .png" in said[0]
    found, said = told("memory://a/**/*.jsonl", "memory://a/pic.png", "memory://a/pic.png")
    assert [dump.name for dump in found] == [
        *("memory://a/1.jsonl", "memory://a/b/3.jsonl", "memory://a/pic.png")
    ]


@pytest.mark.parametrize("url", ["memory://no/*.jsonl", "memory://no/such.jsonl"])
def test_nothing_there(memory, url):
    found, said = told(url)
    assert not found
    assert said == [f"{url} missing-dump: {said[0].split(': ')[1]}"]


def test_a_command_line_names_them_too(memory):
    memory["a/1.jsonl"] = LINES.encode()
    report = Report()
    (dump,) = dumps_of(["memory://a/1.jsonl"], report=report)
    assert len(list(load(dump, source=source("-"), report=report))) == 40
    assert not report.counts


def test_size_and_fingerprint(memory, tmp_path):
    memory["a/1.jsonl"] = LINES.encode()
    memory["a/2.jsonl"] = LINES.encode()
    memory["a/3.jsonl"] = LINES.replace("T 1", "T 2").encode()
    (tmp_path / "d.jsonl").write_text(LINES)
    (one, two, three), _ = told("memory://a/*")
    assert one.size == len(LINES)
    here = Dump("d", tmp_path / "d.jsonl").prints()
    assert here == one.prints() == two.prints() != three.prints()


def test_the_checksum_of_a_store_spares_reading(monkeypatch, memory):
    memory["a/1.jsonl"] = b"1"
    memory["a/2.jsonl"] = b"2"
    system = type(fsspec.filesystem("memory"))
    info = system.info
    monkeypatch.setattr(system, "info", lambda s, p, **_: {**info(s, p), "ETag": '"7f"'})
    monkeypatch.setattr(system, "open", None)
    (one, two), _ = told("memory://a/*")
    assert one.prints() != two.prints()
    monkeypatch.setattr(system, "info", lambda s, p, **_: {**info(s, p), "ETag": '"80"'})
    assert told("memory://a/*")[0][0].prints() != one.prints()


# --- builds


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".stamps"
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_from_storage_and_from_files_is_the_same(memory, tmp_path, capfdbinary, jobs):
    packed = gzip.compress(LINES.replace("n.example/", "m.example/").encode())
    for place in ("one", "two", "three"):
        (tmp_path / place).mkdir()
    for name, data in {"a.jsonl": LINES.encode(), "b.jsonl.gz": packed, "c.json": b"{"}.items():
        memory[f"dumps/{name}"] = data
        (tmp_path / "one" / name).write_bytes(data)
    results = {}
    for place, files in {
        "one": "[a.jsonl, b.jsonl.gz, c.json]",
        "two": '"memory://dumps/*"',
        "three": f'"file://{tmp_path}/one/*.json*"',
    }.items():
        config = tmp_path / place / "config.yaml"
        config.write_text(CONFIG.format(files=files))
        results[place] = run(capfdbinary, "build", "-c", config, "-j", jobs)
        results[place, 2] = run(capfdbinary, "build", "-c", config, "-j", jobs)
    assert results["one"].code == results["two"].code == results["three"].code
    assert "80 new" in results["two"].out
    assert "memory://dumps/c.json:1 broken-json" in results["two"].err
    assert "3 unchanged" in results["two", 2].out or "2 unchanged" in results["two", 2].out
    one = files_of(tmp_path / "one" / "out")
    assert one
    assert one == files_of(tmp_path / "two" / "out") == files_of(tmp_path / "three" / "out")


def test_a_file_url_is_a_path_with_all_its_guards(tmp_path, capfdbinary):
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG.format(files=f'"file://{tmp_path}/out/*.json"'))
    result = run(capfdbinary, "build", "-c", config)
    assert result.code == 2
    assert "lies inside `output`" in result.err


def test_a_store_that_is_empty_all_at_once_publishes_nothing(memory, tmp_path, capfdbinary):
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG.format(files='"memory://dumps/*"'))
    memory["dumps/a.jsonl"] = LINES.encode()
    assert run(capfdbinary, "build", "-c", config).code == 0
    before = files_of(tmp_path / "out")
    fsspec.filesystem("memory").store.clear()
    result = run(capfdbinary, "build", "-c", config)
    assert result.code == 2
    assert "memory://dumps/* missing-dump" in result.err
    assert files_of(tmp_path / "out") == before


def test_a_watch_sees_what_changed(memory, tmp_path):
    config_file = tmp_path / "config.yaml"
    config_file.write_text(CONFIG.format(files='"memory://dumps/*"'))
    config = pipeline.load(config_file)
    memory["dumps/a.jsonl"] = LINES.encode()
    first = watching.look(config, config_file)
    assert watching.look(config, config_file) == first
    memory["dumps/b.jsonl"] = LINES.encode()
    second = watching.look(config, config_file)
    assert set(second) - set(first) == {"memory://dumps/b.jsonl"}


def test_a_config_drafted_from_them_names_them(memory, tmp_path, capfdbinary):
    memory["dumps/a.jsonl"] = memory["dumps/b.jsonl"] = LINES.encode()
    config = tmp_path / "config.yaml"
    assert run(capfdbinary, "init", "memory://dumps/*", "-o", config).code == 0
    assert "memory://dumps/a.jsonl" in config.read_text()
    assert run(capfdbinary, "build", "-c", config).code == 0


@pytest.mark.parametrize(("files", "alone"), [("dumps/*", True), ('"s3://bucket/*"', False)])
def test_a_service_may_ask_the_store(tmp_path, capfdbinary, files, alone):
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG.format(files=files))
    printed = run(capfdbinary, "schedule", "systemd", "-c", config)
    assert printed.code == 0
    assert ("PrivateNetwork=yes" in printed.out) == alone


# --- secrets


SECRETS = ("hunter2", "s3cr3t-signature")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@h.example/a/b.jsonl?sig=x&e=1", "https://h.example/a/b.jsonl"),
        ("https://token@h.example:8443/b.jsonl#x", "https://h.example:8443/b.jsonl"),
        ("https://h.example?sig=x", "https://h.example"),
        ("s3://bucket/a?.jsonl", "s3://bucket/a?.jsonl"),
        ("s3://key:se@cret@bucket/a/*.gz", "s3://bucket/a/*.gz"),
        ("s3://bucket/a@b.jsonl?versionId=3", "s3://bucket/a@b.jsonl"),
        ("abfs://box@name.dfs.core.windows.net/x", "abfs://box@name.dfs.core.windows.net/x"),
        ("ftp://u:p@h.example/x", "ftp://h.example/x"),
    ],
)
def test_what_of_a_url_is_shown(url, shown):
    assert storage.without_secrets(url) == shown
    assert not any(secret in shown for secret in storage.secrets_of(url))


def test_nobody_is_told_the_password(web, tmp_path, capfdbinary):
    host, folder = web
    (folder / "a.jsonl").write_text(LINES + "{broken}\n")
    config = tmp_path / "config.yaml"
    url = f"http://me:hunter2@{host}/{{}}?sig=s3cr3t-signature"
    files = [url.format("a.jsonl"), url.format("none.jsonl"), "http://me:hunter2@127.0.0.1:1/x"]
    config.write_text(CONFIG.format(files=files))
    results = [
        run(capfdbinary, *command, "-c", config)
        for command in (
            ["build"],
            ["status"],
            ["config"],
            ["explain", "T 3"],
            ["explain", "broken"],
        )
    ]
    said = "".join(result.out + result.err for result in results)
    assert "40 new" in said
    assert f"http://{host}/a.jsonl:41 broken-json" in said
    assert f"http://{host}/none.jsonl missing-dump: no such file" in said
    assert "http://127.0.0.1:1/x unreachable-dump: the server takes no connections" in said
    kept = b"".join(files_of(tmp_path / "state").values()) + b"".join(
        files_of(tmp_path / "out").values()
    )
    for secret in SECRETS:
        assert secret not in said
        assert secret.encode() not in kept
    assert host.encode() in kept


def test_errors_of_libraries_tell_no_secret(monkeypatch, memory):
    system = type(fsspec.filesystem("memory"))

    def fails(_: object, path: str, *__: object, **___: object) -> None:
        raise RuntimeError(f"refused: https://u:hunter2@h.example/a?sig=s3cr3t-signature {path}")

    memory["a/1.jsonl"] = b"{}"
    ((dump,), _) = told("memory://a/1.jsonl")
    monkeypatch.setattr(system, "open", fails)
    said: list[str] = []
    assert not list(load(dump, source=source("-"), report=Report(lambda p: said.append(str(p)))))
    assert "unreadable-dump: RuntimeError: refused: https://h.example/a" in said[0]
    assert not any(secret in said[0] for secret in SECRETS)
    assert dump.prints() == []


# --- servers that are down, or do not want


class Unwilling(Quiet):
    def do_GET(self) -> None:
        self.send_error(int(self.path.removeprefix("/").removesuffix(".jsonl")))

    do_HEAD = do_GET  # noqa: N815 - as its module calls it


@pytest.fixture
def unwilling() -> Iterator[str]:
    """The host and port of a server that answers with the number that is asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Unwilling)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "unreadable-dump: the server wants a user and a password (401); "),
        (403, "unreadable-dump: permission denied (403); "),
        (404, "missing-dump: no such file; "),
        (410, "missing-dump: no such file; "),
        (429, "unreachable-dump: the server answers 429, and no file; "),
        (500, "unreachable-dump: the server answers 500, and no file; "),
        (503, "unreachable-dump: the server answers 503, and no file; "),
    ],
)
def test_an_answer_that_is_no_file_is_told_in_words(unwilling, status, said):
    url = f"http://{unwilling}/{status}.jsonl"
    found, lines = told(url)
    assert not found
    assert len(lines) == 1
    assert lines[0].startswith(f"{url} {said}")


@pytest.mark.parametrize("name", ["d.jsonl", "*.jsonl"])
def test_a_server_that_is_down(name):
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/{name}"
        found, (said,) = told(url)
    assert not found
    assert said == (
        f"{url} unreachable-dump: the server takes no connections; check the address, and"
        " whether the server runs; the next build tries again"
    )


def test_a_server_without_tls(unwilling):
    _, (said,) = told(f"https://{unwilling}/200.jsonl")
    assert "unreachable-dump: the server speaks no TLS" in said


def test_a_server_that_goes_away_after_it_was_asked(web):
    host, folder = web
    (folder / "a.jsonl").write_text(LINES)
    ((dump,), _) = told(f"http://{host}/a.jsonl")
    (folder / "a.jsonl").unlink()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{taken.getsockname()[1]}/a.jsonl"
        assert dump.distant
        away = replace(dump, distant=msgspec.structs.replace(dump.distant, root=gone, path=gone))
        said: list[str] = []
        report = Report(lambda problem: said.append(str(problem)))
        assert not list(load(away, source=source("-"), report=report))
    assert "a.jsonl unreachable-dump: the server takes no connections; " in said[0]


class ClientConnectorDNSError(OSError):
    """As libraries name theirs."""


def _wrapped(inner: BaseException) -> BaseException:
    outer = FileNotFoundError("https://u:hunter2@h.example/a")
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "words", "again"),
    [
        (_wrapped(socket.gaierror(-2, "Name or service not known")), "no machine is known", True),
        (ClientConnectorDNSError(), "no machine is known", True),
        (_wrapped(TimeoutError()), "the server gave no answer in time", True),
        (ConnectionResetError(104, "reset by peer"), "the connection failed", True),
        (
            _wrapped(ssl.SSLCertVerificationError(1, "hunter2")),
            "the server's certificate is not trusted",
            True,
        ),
        (_wrapped(ssl.SSLError(1, "x")), "the server speaks no TLS", True),
        (FileNotFoundError("hunter2"), "no such file", False),
        (PermissionError(13, "hunter2"), "permission denied", False),
        (ValueError("https://u:hunter2@h.example/a"), "ValueError: https://h.example/a", False),
    ],
)
def test_what_a_library_raises_is_told_in_words(error, words, again):
    failed = failure(error, ("https://u:hunter2@h.example/a",))
    assert failed.strerror is not None
    assert failed.strerror.startswith(words)
    assert "hunter2" not in failed.strerror
    assert isinstance(failed, ConnectionError) == again


# --- what is missing


def test_without_fsspec(monkeypatch, tmp_path, capfdbinary):
    for name in [name for name in sys.modules if name.split(".")[0] == "fsspec"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fsspec", None)
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG.format(files='"s3://bucket/*.jsonl"'))
    result = run(capfdbinary, "build", "-c", config)
    assert result.code == 2
    assert "s3://bucket/*.jsonl missing-extra: " in result.err
    assert "pip install 'feedgen-news[cluster]'" in result.err


def test_a_store_of_a_kind_nobody_knows(tmp_path):
    found, said = told("nosuch://a/b")
    assert not found
    assert "nosuch://a/b unreadable-dump: ValueError: Protocol not known: nosuch" in said[0]
