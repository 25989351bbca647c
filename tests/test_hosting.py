"""What hosts are told that cannot be asked here: read back by the rules they document.

nginx, Apache and Caddy are asked themselves, in test_servers.py.
"""

import html
import re
import shlex
import stat
import subprocess
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from feedgen_news import hosting
from feedgen_news.hosting import HOSTS, HostedSite, kit
from feedgen_news.hosting.kinds import kinds
from feedgen_news.problems import FeedgenNewsError
from feedgen_news.publish import published
from tests.cli import run

Capture = pytest.CaptureFixture[bytes]
FORMATS = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
FOR_EVER, FRESH = "public, max-age=31536000, immutable", "public, max-age=900"
ARTICLE = "articles/20c1c1e0-0000-4000-8000-000000000000"


def site(**changed: Any) -> HostedSite:
    defaults: dict[str, Any] = {
        "url": "https://feeds.example.org/",
        "output": Path("/srv/news/output"),
        "folder": Path("/srv/news"),
        "archive": Path("/srv/news/.feedgen-news/archive.sqlite3"),
        "formats": FORMATS,
        "redirects": (("havana", "cuba"),),
        "open_month": "2024-04",
        "policy": "default-src 'none'",
    }
    return HostedSite(**{**defaults, **changed})


def texts(name: str, hosted: HostedSite) -> dict[str, str]:
    return {file.path: file.body.decode() for file in kit(name, hosted)}


def many(count: int) -> tuple[tuple[str, str], ...]:
    return tuple((f"old-{n}", f"new-{n}") for n in range(count))


# --- all of them


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize("compress", [True, False])
def test_every_file_carries_our_mark_and_its_address(name: str, compress: bool) -> None:
    for text in texts(name, site(compress=compress)).values():
        assert f"Made by `feedgen-news host {name}` for https://feeds.example.org/\n" in text
        assert text.endswith("\n")
        assert not re.search(r"[ \t]\n", text)


@pytest.mark.parametrize("name", HOSTS)
def test_what_is_published_along_carries_our_mark(name: str) -> None:
    for file in hosting.published_files(name, site()):
        assert b"feedgen-news" in file.body


@pytest.mark.parametrize("name", HOSTS)
def test_the_same_site_gives_the_same_bytes(name: str) -> None:
    assert kit(name, site()) == kit(name, site())


@pytest.mark.parametrize("name", HOSTS)
def test_an_invisible_character_in_the_address_is_refused(name: str) -> None:
    with pytest.raises(FeedgenNewsError, match="invisible"):
        kit(name, site(url="https://x.example/a%0Ab/"))


@pytest.mark.parametrize(
    "changed", [{"output": Path("/srv/{env.HOME}")}, {"url": "https://x.example/%7Bpath%7D/"}]
)
def test_caddy_takes_no_braces(changed: dict[str, Any]) -> None:
    with pytest.raises(FeedgenNewsError, match="braces"):
        kit("caddy", site(**changed))


@pytest.mark.parametrize(
    ("url", "name", "said"),
    [
        ("https://feeds.example.org/", "nginx", ["listen 80;", 'server_name "feeds.example.org";']),
        ("http://x.example:8080/", "nginx", ["listen 8080;", 'server_name "x.example";']),
        ("https://x.example:8443/", "nginx", ["listen 80;"]),
        ("http://127.0.0.1:8000/", "nginx", ["listen 127.0.0.1:8000;"]),
        ("http://[::1]:8000/", "nginx", ["listen [::1]:8000;", 'server_name "[::1]";']),
        ("https://feeds.example.org/", "apache", ["<VirtualHost *:80>"]),
        ("http://X.example:8080/", "apache", ["<VirtualHost *:8080>", 'ServerName "x.example"']),
        ("https://x.example/news/", "apache", ['Alias "/news/" "/srv/news/output/"']),
        ("https://feeds.example.org/", "caddy", ["https://feeds.example.org {"]),
        ("http://x.example:8080/", "caddy", ["http://x.example:8080 {"]),
        ("https://x.example/news/", "caddy", ["handle_path `/news/*` {"]),
    ],
)
def test_the_address_decides_host_port_and_path(url: str, name: str, said: list[str]) -> None:
    (text,) = texts(name, site(url=url)).values()
    for line in said:
        assert f"\n{line}\n" in re.sub(r"\n[ \t]+", "\n", text)


def test_a_subfolder_is_no_virtual_host_of_its_own() -> None:
    (text,) = texts("apache", site(url="https://x.example/news/")).values()
    assert not re.search(r"^\s*<VirtualHost", text, re.MULTILINE)


# --- documents of a topic's history


@pytest.mark.parametrize(
    ("open_month", "closed", "others"),
    [
        ("2024-05", ["2024-04", "2024-01-2", "2023-12", "1999-12"], ["2024-05", "2024-05-3"]),
        ("2024-05", [], ["2024-06", "2024-10", "2025-01", "2030-01", "2100-01"]),
        ("2024-12", ["2024-11", "2024-09", "2019-12"], ["2024-12", "2025-01"]),
        ("2030-01", ["2029-12", "2029-09", "1970-01"], ["2030-01", "2030-02", "2031-01"]),
        ("1999-09", ["1999-08", "1998-12"], ["1999-09", "1999-10", "2000-01"]),
        ("", [], ["1999-09", "2024-05", "2024-05-2"]),
    ],
)
def test_only_months_before_the_earliest_open_one_are_kept_for_ever(
    open_month: str, closed: list[str], others: list[str]
) -> None:
    hosted = site(open_month=open_month)
    for name in (*closed, *others):
        path = f"cuba/{name}.rss"
        (by_pattern,) = (kind for kind in kinds(hosted) if re.fullmatch(kind.pattern, path))
        (by_glob,) = (k for k in kinds(hosted) if any(fnmatchcase(path, p) for p in k.paths))
        assert by_pattern.cache_control == (FOR_EVER if name in closed else FRESH), name
        assert by_glob == by_pattern


# --- Netlify and Cloudflare Pages


def header_rules(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """`_headers`: a path at the start of a line, headers indented below it, `#` for comments."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] not in " \t":
            rules.append((line, []))
        else:
            name, _, value = line.strip().partition(": ")
            rules[-1][1].append((name, value))
    return rules


def matches(host: str, rule: str, path: str) -> bool:
    """`:name` is a whole folder, `*` anything; Netlify takes a last slash or leaves it."""
    parts = []
    for part in rule.strip("/").split("/"):
        if part.startswith(":"):
            parts.append("[^/]+")
        else:
            parts.append(".*".join(map(re.escape, part.split("*"))))
    pattern = "/" + "/".join(parts)
    if host == "netlify":
        return re.fullmatch(pattern.rstrip("/") + "/?", path) is not None
    return re.fullmatch(pattern + "/" * (rule.endswith("/") and rule != "/"), path) is not None


def sent(host: str, path: str, **changed: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for rule, headers in header_rules(texts(host, site(**changed))["_headers"]):
        if matches(host, rule, path):
            for name, value in headers:
                found.setdefault(name, []).append(value)
    return found


BOTH = pytest.mark.parametrize("host", ["netlify", "cloudflare"])


@BOTH
@pytest.mark.parametrize(
    ("path", "media_type", "caching"),
    [
        ("/cuba/feed.atom", "application/atom+xml", FRESH),
        ("/c-1.2/feed.rss", "application/rss+xml", FRESH),
        ("/cuba/feed.json", "application/feed+json", FRESH),
        ("/cuba/2024-03.atom", "application/atom+xml", FRESH),
        ("/cuba/1999-12-2.rss", "application/rss+xml", FRESH),
        ("/2024/2024-03.json", "application/feed+json", FRESH),
        ("/feeds.opml", "text/x-opml", FRESH),
        ("/.well-known/feed-menu.json", "application/json", FRESH),
    ],
)
def test_headers_of_feeds(host: str, path: str, media_type: str, caching: str) -> None:
    assert sent(host, path) == {
        "Content-Type": [f"{media_type}; charset=utf-8"],
        "Cache-Control": [caching],
        "Access-Control-Allow-Origin": ["*"],
        "X-Content-Type-Options": ["nosniff"],
    }


@BOTH
@pytest.mark.parametrize("path", ["/", f"/{ARTICLE}", f"/{ARTICLE}.html"])
def test_headers_of_pages(host: str, path: str) -> None:
    assert sent(host, path) == {
        "Content-Security-Policy": ["default-src 'none'; frame-ancestors 'none'"],
        "Referrer-Policy": ["no-referrer"],
        "X-Content-Type-Options": ["nosniff"],
    }


def test_headers_of_a_topic_s_page() -> None:
    assert sent("cloudflare", "/cuba/") == sent("cloudflare", "/")
    assert sent("netlify", "/cuba/") == {"X-Content-Type-Options": ["nosniff"]}


@BOTH
@pytest.mark.parametrize("path", ["/about.html", "/robots.txt", "/cuba/picture.png", "/data.json"])
def test_the_user_s_own_files_are_left_alone(host: str, path: str) -> None:
    assert sent(host, path) == {"X-Content-Type-Options": ["nosniff"]}


@BOTH
def test_templates_of_the_user_s_own_get_no_policy_of_ours(host: str) -> None:
    assert "Content-Security-Policy" not in sent(host, "/", policy="")


@BOTH
def test_no_rule_is_for_one_topic_and_there_are_few(host: str) -> None:
    rules = header_rules(texts(host, site(redirects=many(3_000)))["_headers"])
    assert len(rules) < 50  # Cloudflare's limit is 100
    for rule, headers in rules:
        assert rule.count("*") <= 1
        assert headers
        assert all(len(f"  {name}: {value}") < 2_000 for name, value in headers)


def redirect_rules(text: str) -> list[list[str]]:
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    return [line.split() for line in lines]


def redirected(rules: list[list[str]], path: str) -> str | None:
    """Where the first rule that matches leads: `*` at the end of a rule becomes `:splat`."""
    for source, target, _ in rules:
        if source == path:
            return target
        if source.endswith("/*") and path.startswith(source[:-1]):
            return target.replace(":splat", path[len(source) - 1 :])
    return None


@pytest.mark.parametrize(("host", "status"), [("netlify", "301!"), ("cloudflare", "301")])
def test_a_renamed_topic_is_redirected(host: str, status: str) -> None:
    rules = redirect_rules(texts(host, site())["_redirects"])
    assert {rule[2] for rule in rules} == {status}
    for name in ("", "feed.atom", "feed.rss", "feed.json", "2024-03.atom"):
        assert redirected(rules, f"/havana/{name}") == f"/cuba/{name}"
    assert redirected(rules, "/havana2/feed.atom") is None


def test_cloudflare_s_limits() -> None:
    text = texts("cloudflare", site(redirects=many(1_000)))["_redirects"]
    rules = redirect_rules(text)
    wild = [source for source, _, _ in rules if "*" in source]
    assert len(wild) == 100
    assert len(rules) - len(wild) <= 2_000
    assert len(text.encode()) <= 100_000
    assert all("*" in source for source, _, _ in rules[-100:])
    assert redirected(rules, "/old-7/2024-03.atom") == "/new-7/2024-03.atom"
    assert redirected(rules, "/old-150/feed.rss") == "/new-150/feed.rss"
    assert redirected(rules, "/old-150/") == "/new-150/"
    assert redirected(rules, "/old-999/") is None
    assert re.search(r"^# 1,?\d+ more addresses", text, re.MULTILINE)


def test_cloudflare_s_limit_in_bytes() -> None:
    redirects = tuple((f"{'o' * 76}{n:04}", f"{'n' * 76}{n:04}") for n in range(1_500))
    text = texts("cloudflare", site(redirects=redirects))["_redirects"]
    assert 90_000 < len(text.encode()) <= 100_000
    assert len(redirect_rules(text)[-1]) == 3


@BOTH
def test_below_the_root_they_say_where_they_go(host: str) -> None:
    found = texts(host, site(url="https://x.example/news/"))
    assert (
        "# Goes to the root of the host: _headers in the folder that holds /news/"
        in (found["_headers"])
    )
    assert "/news/havana/* /news/cuba/:splat 301" in found["_redirects"]
    assert "\n/news/:topic/feed.json\n" in found["_headers"]


# --- GitHub Pages


def workflow(**changed: Any) -> Any:
    (text,) = texts("github-pages", site(**changed)).values()
    return yaml.safe_load(text)


def test_the_workflow_is_one() -> None:
    """docs.github.com: workflow syntax; `on` is a truth value to YAML 1.1."""
    found = workflow()
    assert set(found) == {"name", True, "concurrency", "permissions", "jobs"}
    assert re.fullmatch(r"(\S+ ){4}\S+", found[True]["schedule"][0]["cron"])
    assert found["permissions"] == {"contents": "write", "pages": "write", "id-token": "write"}
    (job,) = found["jobs"].values()
    assert job["environment"] == "github-pages"
    for step in job["steps"]:
        assert ("run" in step) != ("uses" in step)
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/x@v1"))


def test_the_steps_of_the_workflow_in_their_order() -> None:
    (job,) = workflow()["jobs"].values()
    order = [step.get("uses", step.get("run")).split("\n")[0] for step in job["steps"]]
    build = order.index("feedgen-news build")
    assert order[0] == "actions/checkout@v4"
    assert order[build + 1] == "feedgen-news check output"
    assert order[-2:] == ["actions/upload-pages-artifact@v3", "actions/deploy-pages@v4"]
    assert job["steps"][-2]["with"] == {"path": "output"}


def test_paths_of_the_workflow_are_those_of_the_config() -> None:
    (job,) = workflow(
        config="my feeds.yaml",
        output=Path("/srv/news/it's out: #1"),
        archive=Path("/srv/news/keep/archive.sqlite3"),
    )["jobs"].values()
    steps = {step.get("name", step.get("uses")): step for step in job["steps"]}
    assert shlex.split(steps["Build"]["run"]) == ["feedgen-news", "build", "-c", "my feeds.yaml"]
    assert shlex.split(steps["Check"]["run"]) == ["feedgen-news", "check", "it's out: #1"]
    assert steps["Keep the archive"]["env"] == {"ARCHIVE": "keep/archive.sqlite3"}
    assert steps["actions/upload-pages-artifact@v3"]["with"] == {"path": "it's out: #1"}


def test_a_branch_is_told_to_leave_jekyll_out() -> None:
    assert [file.path for file in hosting.published_files("github-pages", site())] == [".nojekyll"]


# --- S3


AWS = """\
#!/bin/sh
# Instead of the real one: notes what it is asked, and what lies in the folder it is given.
{ printf '%s\\037' "$@"; printf '\\n'; } >> "$LOG"
if [ "$1 $2" = "s3 sync" ]; then
    (cd "$3" && find . -type f | sort | while read -r name; do
        printf '%s\\037%s\\n' "file" "$name"; head -c 2 "$name" | od -An -tx1; done) >> "$LOG"
fi
"""


class Call:
    """What `aws` was asked, and the files of the folder it was given: name → first bytes."""

    def __init__(self, words: list[str], files: dict[str, str]) -> None:
        self.words, self.files = words, files

    def option(self, name: str) -> str | None:
        return self.words[self.words.index(name) + 1] if name in self.words else None

    def takes(self, name: str) -> bool:
        """The last filter that matches decides; without one, everything is taken."""
        taken = True
        pairs = zip(self.words, self.words[1:], strict=False)
        for option, pattern in pairs:
            if option in ("--include", "--exclude") and fnmatchcase(name, pattern):
                taken = option == "--include"
        return taken


@pytest.fixture
def uploads(tmp_path: Path) -> Callable[..., list[Call]]:
    """Runs the script, with a program of ours in the place of `aws`."""

    def calls(*arguments: str, files: dict[str, bytes], **changed: Any) -> list[Call]:
        output = tmp_path / "out put"
        for name, body in files.items():
            (output / name).parent.mkdir(parents=True, exist_ok=True)
            (output / name).write_bytes(body)
        (text,) = texts("s3", site(output=output, **changed)).values()
        (tmp_path / "upload.sh").write_text(text)
        program = tmp_path / "bin/aws"
        program.parent.mkdir()
        program.write_text(AWS)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        log = tmp_path / "log"
        environment = {"PATH": f"{program.parent}:/usr/bin:/bin", "LOG": str(log)}
        subprocess.run(
            ["sh", str(tmp_path / "upload.sh"), *arguments], env=environment, check=True, cwd="/"
        )
        return read_log(log.read_text())

    return calls


def read_log(text: str) -> list[Call]:
    found: list[Call] = []
    lines = iter(text.split("\n"))
    for line in lines:
        words = line.split("\037")
        if words[0] == "file":
            found[-1].files[words[1].removeprefix("./")] = next(lines).replace(" ", "")
        elif line:
            found.append(Call(words[:-1], {}))
    return found


OUTPUT = {
    "style.css": b"css",
    f"{ARTICLE}.html": b"article",
    "cuba/2024-03.atom": b"month",
    "cuba/2024-04.atom": b"open",
    "cuba/feed.atom": b"atom",
    "cuba/feed.rss": b"rss",
    "cuba/feed.json": b"json",
    "cuba/index.html": b"topic",
    "index.html": b"index",
    "feeds.opml": b"opml",
    ".well-known/feed-menu.json": b"menu",
    ".feedgen-news.manifest": b"private",
    "cuba/.feed.atom.feedgen-news.tmp": b"private",
    "favicon.ico": b"icon",
    "data.tar.gz": b"\x1f\x8b of the user's own",
}


def test_each_kind_is_uploaded_once_with_its_type_in_order(
    uploads: Callable[..., list[Call]],
) -> None:
    calls = uploads(files=OUTPUT)
    assert all(call.words[:2] == ["s3", "sync"] for call in calls)
    assert {call.words[3] for call in calls} == {"s3://feeds.example.org/"}
    *typed, others, last = calls
    order = {}
    for name in OUTPUT:
        takers = [n for n, call in enumerate(typed) if call.takes(name)]
        if takers:
            (order[name],) = takers
    assert order[f"{ARTICLE}.html"] < order["cuba/2024-03.atom"] < order["cuba/feed.atom"]
    assert order["cuba/feed.json"] < order["cuba/index.html"] == order["index.html"]
    assert order["index.html"] < order["feeds.opml"]
    types = {name: typed[n].option("--content-type") for name, n in order.items()}
    assert types == {
        "style.css": "text/css; charset=utf-8",
        f"{ARTICLE}.html": "text/html; charset=utf-8",
        "cuba/2024-03.atom": "application/atom+xml; charset=utf-8",
        "cuba/2024-04.atom": "application/atom+xml; charset=utf-8",
        "cuba/feed.atom": "application/atom+xml; charset=utf-8",
        "cuba/feed.rss": "application/rss+xml; charset=utf-8",
        "cuba/feed.json": "application/feed+json; charset=utf-8",
        "cuba/index.html": "text/html; charset=utf-8",
        "index.html": "text/html; charset=utf-8",
        "feeds.opml": "text/x-opml; charset=utf-8",
        ".well-known/feed-menu.json": "application/json; charset=utf-8",
    }
    caching = {name: typed[n].option("--cache-control") for name, n in order.items()}
    assert [name for name in order if caching[name] == FOR_EVER] == ["cuba/2024-03.atom"]
    assert set(caching.values()) == {FRESH, FOR_EVER}
    assert {name for name in OUTPUT if others.takes(name)} == {"favicon.ico", "data.tar.gz"}
    assert [call for call in calls if "--delete" in call.words] == [last]
    assert {name for name in OUTPUT if last.takes(name)} == set(order)
    assert "--size-only" in last.words


def test_packed_files_take_the_place_of_theirs(uploads: Callable[..., list[Call]]) -> None:
    packed = {"cuba/feed.atom.gz": b"\x1f\x8b", "index.html.gz": b"\x1f\x8b"}
    calls = uploads(files={**OUTPUT, **packed}, compress=True)
    for call in calls[:-2]:
        names = {name for name in call.files if call.takes(name)}
        if call.option("--content-encoding") == "gzip":
            assert set(call.files) == {"cuba/feed.atom", "index.html"}
            assert set(call.files.values()) == {"1f8b"}
        else:
            assert not names & {"cuba/feed.atom", "index.html"}
            assert {name: call.files[name] for name in names if call.files[name] == "1f8b"} == {}
    for call in calls[-2:]:
        assert set(call.files) == set(OUTPUT)
        assert call.files["cuba/feed.atom"] == "1f8b"
        assert call.files["cuba/feed.rss"] == b"rs".hex()


def test_setup_tells_the_bucket_of_redirects(uploads: Callable[..., list[Call]]) -> None:
    cors, website, *_ = uploads(
        "setup", files=OUTPUT, url="https://x.example/my%20news/", redirects=many(60)
    )
    assert cors.words[:2] == ["s3api", "put-bucket-cors"]
    assert yaml.safe_load(cors.option("--cors-configuration") or "") == {
        "CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["GET", "HEAD"]}]
    }
    told = yaml.safe_load(website.option("--website-configuration") or "")
    assert told["IndexDocument"] == {"Suffix": "index.html"}
    assert len(told["RoutingRules"]) == 50
    assert told["RoutingRules"][7] == {
        "Condition": {"KeyPrefixEquals": "my news/old-7/"},
        "Redirect": {"ReplaceKeyPrefixWith": "my news/new-7/", "HttpRedirectCode": "301"},
    }


def test_a_subfolder_of_the_bucket(uploads: Callable[..., list[Call]]) -> None:
    calls = uploads(files=OUTPUT, url="https://x.example/my%20news/")
    assert {call.words[3] for call in calls} == {"s3://x.example/my news/"}


# --- the command, and files that a build publishes along

RENAMED = """\
site: {title: Test News, url: https://feeds.example.org/}
sources:
  - {name: Wire, files: "dumps/*", timezone: Asia/Riyadh}
topics:
  everything: {title: Everything, match: all, formerly: all-news}
archive: state/archive.sqlite3
output: out
"""
DUMP = '{"url": "https://n.example/1", "title": "Havana votes", "text": "In Cuba.", '
DUMP += '"published": "2024-03-29T10:00:00Z"}\n'


def build(project: Callable[..., Path], capture: Capture, **changed: str) -> Path:
    config = project(RENAMED + "".join(f"{k}: {v}\n" for k, v in changed.items()), a_jsonl=DUMP)
    assert run(capture, "build", "-c", config).code == 0
    return config


@pytest.mark.parametrize("name", HOSTS)
def test_the_command_needs_no_build(
    project: Callable[..., Path], capfdbinary: Capture, name: str
) -> None:
    config = project(RENAMED, a_jsonl=DUMP)
    result = run(capfdbinary, "host", name, "-c", config)
    assert (result.code, result.err) == (0, "")
    if name != "github-pages":
        assert "all-news" in result.out
    assert not (config.parent / "state").exists()


@pytest.mark.parametrize("name", HOSTS)
def test_the_help_names_every_host(capfdbinary: Capture, name: str) -> None:
    assert re.search(rf"\b{name}\b", run(capfdbinary, "host", "--help").out)


def test_several_files_are_told_apart(project: Callable[..., Path], capfdbinary: Capture) -> None:
    config = build(project, capfdbinary)
    out = run(capfdbinary, "host", "netlify", "-c", config).out
    assert re.findall(r"^# File: (.*)$", out, re.MULTILINE) == ["_headers", "_redirects"]
    assert "/all-news/* /everything/:splat 301!" in out


def test_it_writes_a_file_and_replaces_it(
    project: Callable[..., Path], capfdbinary: Capture, tmp_path: Path
) -> None:
    config = build(project, capfdbinary)
    target = tmp_path / "site.conf"
    for _ in range(2):
        result = run(capfdbinary, "host", "nginx", "-c", config, "-o", target)
        assert (result.code, result.out) == (0, "")
        assert result.err == f"feedgen-news: wrote {target}\n"
    assert target.read_text() == run(capfdbinary, "host", "nginx", "-c", config).out


def test_it_writes_several_files_into_a_folder(
    project: Callable[..., Path], capfdbinary: Capture, tmp_path: Path
) -> None:
    config = build(project, capfdbinary)
    folder = tmp_path / "public"
    assert run(capfdbinary, "host", "netlify", "-c", config, "-o", folder).code == 2
    folder.mkdir()
    assert run(capfdbinary, "host", "netlify", "-c", config, "-o", folder).code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["_headers", "_redirects"]


def test_it_overwrites_nobody_else_s_file(
    project: Callable[..., Path], capfdbinary: Capture, tmp_path: Path
) -> None:
    config = build(project, capfdbinary)
    target = tmp_path / "nginx.conf"
    target.write_text("server { }")
    result = run(capfdbinary, "host", "nginx", "-c", config, "-o", target)
    assert result.code == 2
    assert "not made by feedgen-news" in result.err
    assert target.read_text() == "server { }"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("netlify", {"_headers", "_redirects"}),
        ("cloudflare", {"_headers", "_redirects"}),
        ("github-pages", {".nojekyll"}),
        ("nginx", set()),
        ("s3", set()),
    ],
)
def test_a_build_publishes_what_its_host_reads(
    project: Callable[..., Path], capfdbinary: Capture, name: str, expected: set[str]
) -> None:
    config = build(project, capfdbinary, host=name)
    folder = config.parent / "out"
    there = {path.name for path in folder.iterdir()} & {"_headers", "_redirects", ".nojekyll"}
    assert there == expected
    assert expected <= set(published(folder))
    if "_redirects" in expected:
        assert "/all-news/* /everything/:splat 301" in (folder / "_redirects").read_text()
    build(project, capfdbinary)
    assert not expected & {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("url", "name", "said"),
    [
        ("https://x.example/", "netlfy", 'host: "netlfy" is not known; did you mean "netlify"?'),
        ("https://x.example/news/", "netlify", "at the root of its host"),
        ("https://x.example/news/", "cloudflare", "at the root of its host"),
        ("https://x.example/news/", "github-pages", ""),
        ("https://x.example/news/", "nginx", ""),
    ],
)
def test_a_host_that_cannot_be_is_a_mistake(
    project: Callable[..., Path], capfdbinary: Capture, url: str, name: str, said: str
) -> None:
    text = RENAMED.replace("https://feeds.example.org/", url)
    config = project(f"{text}host: {name}\n", a_jsonl=DUMP)
    result = run(capfdbinary, "config", "-c", config)
    assert result.code == (2 if said else 0)
    assert said in result.err


def test_the_policy_allows_what_the_pages_allow_themselves(
    project: Callable[..., Path], capfdbinary: Capture
) -> None:
    config = build(project, capfdbinary)
    out = run(capfdbinary, "host", "nginx", "-c", config).out
    (sent,) = set(re.findall(r'Content-Security-Policy "([^"]*)"', out))
    of_pages = [own_policy(page) for page in (config.parent / "out").rglob("*.html")]
    assert len(of_pages) > 1
    assert set(sent.split("; ")) == set().union(*of_pages) | {"frame-ancestors 'none'"}
    assert all("default-src 'none'" in directives for directives in of_pages)


def own_policy(page: Path) -> set[str]:
    meta = r'http-equiv="Content-Security-Policy" content="([^"]*)"'
    (policy,) = re.findall(meta, page.read_text())
    return set(html.unescape(policy).split("; "))


def test_pages_of_own_templates_get_no_policy_of_ours(
    project: Callable[..., Path], capfdbinary: Capture, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    config = project(f"{RENAMED}templates: mine\n", a_jsonl=DUMP)
    out = run(capfdbinary, "host", "nginx", "-c", config).out
    assert "Content-Security-Policy" not in out
    assert "Referrer-Policy" in out


def test_the_open_document_of_a_history_is_not_kept_for_ever(
    project: Callable[..., Path], capfdbinary: Capture
) -> None:
    rows = "".join(
        f'{{"url": "https://n.example/{n}", "title": "{n}", "text": "x", '
        f'"published": "2025-{n:02}-10T10:00:00Z"}}\n'
        for n in range(1, 13)
    )
    plain = RENAMED.replace(", formerly: all-news", ", history: true, items: 2")
    config = project(plain, a_jsonl=rows)
    assert run(capfdbinary, "build", "-c", config).code == 0
    out = run(capfdbinary, "host", "nginx", "-c", config).out
    blocks = re.findall(r'location ~ "(\S+)" \{([^}]*\}[^}]*)\}', out)
    kept = [pattern for pattern, block in blocks if "immutable" in block]
    documents = {path.name for path in (config.parent / "out/everything").glob("20*.atom")}
    assert {"2025-01.atom", "2026-01.atom"} <= documents
    assert {
        name for name in documents if any(re.fullmatch(p, f"/everything/{name}") for p in kept)
    } == documents - {"2026-01.atom"}
