"""What schedulers are told: read by their own programs where they are installed.

`systemd-analyze` judges the units, bubblewrap runs a build with no more rights than the unit
gives, `sh` runs cron's line as cron would.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from feedgen_news.problems import FeedgenNewsError
from feedgen_news.scheduling import PERIODS, SCHEDULERS, Job, cautions, kit
from tests.cli import ROOT, run

Capture = pytest.CaptureFixture[bytes]
Project = Callable[..., Path]
DUMP = '{"url": "https://n.example/1", "title": "Havana votes", "text": "In Cuba.", '
DUMP += '"published": "2024-03-29T10:00:00Z"}\n'


def job(**changed: Any) -> Job:
    known: dict[str, Any] = {
        "program": Path("/srv/news/venv/bin/feedgen-news"),
        "config": Path("/srv/news/config.yaml"),
        "text": "site: {}\n",
        "site": "Morning Papers",
        "archive": Path("/srv/news/.feedgen-news/archive.sqlite3"),
        "output": Path("/var/www/feeds"),
        "quarantine": Path("/srv/news/.feedgen-news/archive.quarantine.jsonl"),
        "status": Path("/srv/news/.feedgen-news/archive.status.json"),
        "reports": (
            Path("/srv/news/.feedgen-news/archive.status.json"),
            Path("/var/lib/node/news.prom"),
        ),
        "dumps": (Path("/srv/scraper/dumps"),),
        "user": "news",
    }
    return Job(**{**known, **changed})


def texts(name: str, of: Job) -> dict[str, str]:
    return {file.path: file.body.decode() for file in kit(name, of)}


def one(name: str, of: Job) -> str:
    (text,) = texts(name, of).values()
    return text


@pytest.mark.parametrize("name", SCHEDULERS)
def test_every_file_carries_our_mark(name: str) -> None:
    for text in texts(name, job()).values():
        assert text.startswith(f"# Made by `feedgen-news schedule {name}` for ")
        assert text.endswith("\n")
        assert not re.search(r"[ \t]\n", text)


@pytest.mark.parametrize("name", SCHEDULERS)
def test_an_invisible_character_is_refused(name: str) -> None:
    with pytest.raises(FeedgenNewsError, match="invisible"):
        kit(name, job(output=Path("/srv/a\nb")))


@pytest.mark.parametrize("name", SCHEDULERS)
def test_the_help_names_every_scheduler(capfdbinary: Capture, name: str) -> None:
    assert re.search(rf"\b{name}\b", run(capfdbinary, "schedule", "--help").out)


@pytest.mark.parametrize("name", SCHEDULERS)
@pytest.mark.parametrize("path", ["config", "program", "archive", "quarantine", "status", "output"])
def test_no_path_with_a_line_break_is_written(name: str, path: str) -> None:
    with pytest.raises(FeedgenNewsError, match="invisible"):
        kit(name, job(**{path: Path("/srv/a\nExecStartPre=/bin/x")}))


@pytest.mark.parametrize(
    "user", ["news", "_apt", "Joe.Doe", "joe@corp.example", r"CORP\joe", "pc$"]
)
def test_names_that_users_have(project: Project, capfdbinary: Capture, user: str) -> None:
    config = project(a_jsonl=DUMP)
    result = run(capfdbinary, "schedule", "systemd", "-c", config, "--user", user)
    assert (result.code, f"\nUser={user}\n" in result.out) == (0, True)


@pytest.mark.survives("P09")
@pytest.mark.parametrize("name", SCHEDULERS)
@pytest.mark.parametrize(
    "user",
    [
        "a\nExecStartPre=/bin/x",
        "a\n* * * * * x",
        "",
        "a b",
        "a;b",
        "$(id)",
        "-x",
        "a\\",
        "a%n",
        "a" * 257,
    ],
)
def test_names_that_no_user_has(
    project: Project, capfdbinary: Capture, name: str, user: str
) -> None:
    config = project(a_jsonl=DUMP)
    result = run(capfdbinary, "schedule", name, "-c", config, f"--user={user}")
    assert (result.code, result.out) == (2, "")
    assert "--user" in result.err
    with pytest.raises(FeedgenNewsError, match="no name of a user"):
        kit(name, job(user=user))


# --- systemd


def settings(text: str) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


@pytest.mark.survives("P09")
def test_the_unit_may_write_to_the_folders_of_archive_output_and_reports() -> None:
    unit = settings(texts("systemd", job())["feedgen-news.service"])
    assert unit["ReadWritePaths"] == "/srv/news/.feedgen-news /var/lib/node /var/www/feeds"
    assert unit["ProtectSystem"] == "strict"
    assert unit["ExecStart"].startswith("/srv/news/venv/bin/feedgen-news build -q -c /srv/news/")
    assert (unit["User"], unit["Type"]) == ("news", "oneshot")
    assert (unit["PrivateTmp"], unit["NoNewPrivileges"]) == ("yes", "yes")
    assert unit["CapabilityBoundingSet"] == ""
    assert unit["PrivateNetwork"] == "yes"
    assert unit["ProtectHome"] == "yes"


def test_a_unit_that_pings_has_a_network() -> None:
    unit = settings(texts("systemd", job(hubs=True))["feedgen-news.service"])
    assert "PrivateNetwork" not in unit
    assert unit["RestrictAddressFamilies"] == "AF_UNIX AF_INET AF_INET6"
    assert unit["ExecStartPost"].startswith("-/srv/news/venv/bin/feedgen-news ping -q -c ")


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [("/home/joe/dumps", "ProtectHome", "read-only"), ("/tmp/dumps", "PrivateTmp", None)],
)
def test_what_the_config_names_is_not_hidden(place: str, key: str, value: str | None) -> None:
    unit = settings(texts("systemd", job(dumps=(Path(place),)))["feedgen-news.service"])
    assert unit.get(key) == value


def test_folders_inside_others_are_named_once() -> None:
    of = job(output=Path("/srv/news/.feedgen-news/out"), reports=())
    assert of.written == (Path("/srv/news/.feedgen-news"),)


ODD = '/srv/my $news 100%/it\'s "new"'


def test_odd_paths_in_units() -> None:
    of = job(config=Path(ODD, "config.yaml"), output=Path(ODD, "out"))
    unit = settings(texts("systemd", of)["feedgen-news.service"])
    said = '/srv/my $news 100%%/it\'s \\"new\\"/'
    assert f'"{said}out"' in unit["ReadWritePaths"]
    assert unit["ExecStart"].endswith(f'-c "{said.replace("$", "$$")}config.yaml"')


def test_the_line_that_makes_the_folders_is_for_a_shell() -> None:
    of = job(output=Path("/srv/my news 100% $HOME 'q"), reports=())
    (line,) = re.findall(
        r"^#   (install .*)$", texts("systemd", of)["feedgen-news.service"], re.MULTILINE
    )
    said = subprocess.run(
        ["sh", "-c", line.replace("install", "printf '%s\\n'", 1)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == [
        "-d",
        "-o",
        "news",
        "/srv/my news 100% $HOME 'q",
        "/srv/news/.feedgen-news",
    ]


def test_a_title_is_one_line() -> None:
    unit = settings(texts("systemd", job(site="a\nExecStartPre=/bin/x \\"))["feedgen-news.service"])
    assert unit["Description"] == "Feeds: a ExecStartPre=/bin/x "
    assert "ExecStartPre" not in unit


def test_a_caution_where_builds_can_change_the_config() -> None:
    assert cautions("systemd", job()) == ()
    of = job(reports=(Path("/srv/news/status.json"),))
    said = cautions("systemd", of)
    assert [line.split(",")[0] for line in said] == [
        "a build can change /srv/news/config.yaml",
        "a build can change /srv/news/venv/bin/feedgen-news",
    ]
    assert all(
        f"# Caution: {line}\n" in texts("systemd", of)["feedgen-news.service"] for line in said
    )


needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed"
)


def analyze(*words: object) -> str:
    done = subprocess.run(
        ["systemd-analyze", *map(str, words)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@needs_systemd
@pytest.mark.parametrize("hubs", [False, True])
def test_systemd_takes_the_units(tmp_path: Path, hubs: bool) -> None:
    for name, text in texts("systemd", job(program=Path(sys.executable), hubs=hubs)).items():
        (tmp_path / name).write_text(text)
    said = analyze("verify", "--man=no", *sorted(tmp_path.iterdir()))
    assert not [line for line in said.splitlines() if str(tmp_path) in line]
    judged = analyze("security", "--offline=yes", tmp_path / "feedgen-news.service")
    exposure = re.search(r"exposure level for \S+: ([0-9.]+)", judged)
    assert exposure
    assert float(exposure[1]) <= (2.0 if hubs else 1.5)


@needs_systemd
@pytest.mark.parametrize("every", PERIODS)
def test_systemd_takes_the_times(every: str) -> None:
    of = job(every=every)
    calendar = settings(texts("systemd", of)["feedgen-news.timer"])["OnCalendar"]
    said = analyze("calendar", "--iterations=4", "--base-time=2026-01-01 00:00:00 UTC", calendar)
    times = re.findall(r"(?:Next elapse|Iter\. #\d): \w+ (\S+ \S+) UTC", said)
    if times:  # in the zone of the machine, where that is UTC
        moments = [datetime.fromisoformat(time) for time in times]
        steps = {(b - a).total_seconds() for a, b in pairwise(moments)}
        assert steps == {of.seconds}


@pytest.mark.survives("P09")
@pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap (bwrap) is not installed")
def test_a_build_runs_with_no_more_rights_than_the_unit_gives(
    project: Project, capfdbinary: Capture
) -> None:
    """The file system of ReadWritePaths and ProtectSystem=strict, no network, no capabilities."""
    config = project(a_jsonl=DUMP)
    result = run(capfdbinary, "schedule", "systemd", "-c", config)
    assert result.code == 0
    unit = settings(result.out)
    writable = shlex.split(unit["ReadWritePaths"])
    for folder in writable:
        Path(folder).mkdir(parents=True)
    words = shlex.split(unit["ExecStart"])
    prison = "bwrap --unshare-all --cap-drop ALL --ro-bind / / --dev /dev --proc /proc".split()
    prison += [w for folder in writable for w in ("--bind", folder, folder)]
    inside = [*prison, "--clearenv", "--"]
    probe = subprocess.run([*inside, "true"], capture_output=True, text=True, check=False)
    if probe.returncode:
        pytest.skip(f"bubblewrap may not do so here: {probe.stderr.strip()}")
    program = [sys.executable, "-m", "feedgen_news", *words[1:]]
    done = subprocess.run([*inside, *program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (config.parent / "out/everything/feed.atom").exists()
    assert (config.parent / "state/archive.status.json").exists()
    elsewhere = [*inside, "touch", str(config.parent / "dumps/x")]
    assert subprocess.run(elsewhere, capture_output=True, check=False).returncode


# --- cron


def cron_line(text: str) -> tuple[list[str], str]:
    """The five fields and the command, as cron takes them: `\\%` is `%` (crontab(5))."""
    *_, line = text.splitlines()
    *fields, command = line.split(None, 5)
    assert not re.search(r"(?<!\\)%", command)
    return fields, command.replace("\\%", "%")


@pytest.mark.parametrize("every", PERIODS)
def test_cron_s_times(every: str) -> None:
    of = job(every=every)
    minutes, hours, *rest = cron_line(one("cron", of))[0]
    assert rest == ["*", "*", "*"]
    at = [int(minute) for minute in minutes.split(",")]
    of_day = {"*": 24, "3": 1}.get(hours) or 24 // int(hours.removeprefix("*/"))
    assert len(at) * of_day * of.seconds == 86_400
    assert all(0 <= minute < 60 for minute in at)
    assert {b - a for a, b in pairwise(at)} <= {of.seconds // 60}


def test_odd_paths_in_a_crontab() -> None:
    of = job(config=Path(ODD, "config.yaml"))
    words = shlex.split(cron_line(one("cron", of))[1])
    assert words == ["/srv/news/venv/bin/feedgen-news", "build", "-q", "-c", f"{ODD}/config.yaml"]


@pytest.mark.survives("E10")
def test_cron_s_line_builds_without_a_word_and_complains_where_it_must(
    project: Project, capfdbinary: Capture, tmp_path: Path
) -> None:
    config = project(a_jsonl=DUMP)
    text = run(capfdbinary, "schedule", "cron", "-c", config).out
    given = dict(re.findall(r"^([A-Z]+)=(.*)$", text, re.MULTILINE))
    program = cron_line(text)[1].split()[0]
    command = cron_line(text)[1]
    if not Path(program).exists():  # not installed beside this Python
        command = command.replace(program, f"{shlex.quote(sys.executable)} -m feedgen_news", 1)
    environment = {"PATH": given["PATH"], "SHELL": given["SHELL"], "LOGNAME": "news"}

    def as_cron() -> tuple[int, str]:
        done = subprocess.run(
            [given["SHELL"], "-c", command],
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    assert as_cron() == (0, "")
    assert as_cron() == (0, "")
    (tmp_path / "dumps/a.jsonl").unlink()
    code, said = as_cron()
    assert code == 2
    assert "missing-dump" in said


# --- GitHub Actions


def workflow(of: Job) -> dict[str, Any]:
    found = yaml.load(one("github-actions", of), yaml.BaseLoader)
    assert isinstance(found, dict)
    return found


def steps(of: Job) -> dict[str, str]:
    return {
        step["name"]: step["run"]
        for step in workflow(of)["jobs"]["feeds"]["steps"]
        if "name" in step
    }


def test_the_workflow() -> None:
    of = job(output=Path("/srv/news/output"), every="1h")
    found = workflow(of)
    assert found["concurrency"] == {"group": "feeds", "cancel-in-progress": "false"}
    assert set(found["permissions"]) == {"contents", "pages", "id-token"}
    (schedule,) = found["on"]["schedule"]
    assert len(schedule["cron"].split()) == 5
    assert found["jobs"]["feeds"]["env"]["ARCHIVE"] == ".feedgen-news/archive.sqlite3"
    assert steps(of)["Build"] == "feedgen-news build -q"
    assert list(steps(of)).index("Fetch the archive") < list(steps(of)).index("Build")
    assert "Ping the hubs" in steps(job(hubs=True))


def test_the_workflow_of_a_config_inside_a_repository(
    project: Project, capfdbinary: Capture, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    news = tmp_path / "news"
    news.mkdir()
    config = project(a_jsonl=DUMP).rename(news / "feeds.yaml")
    text = config.read_text().replace("dumps/*", "../dumps/*")
    config.write_text(text)
    result = run(capfdbinary, "schedule", "github-actions", "-c", config)
    assert (result.code, result.err) == (0, "")
    found = yaml.load(result.out, yaml.BaseLoader)["jobs"]["feeds"]
    assert found["env"]["ARCHIVE"] == "news/state/archive.sqlite3"
    assert found["env"]["FILES"].splitlines() == [
        "news/state/archive.sqlite3",
        "news/state/archive.quarantine.jsonl",
        "news/state/archive.status.json",
    ]
    of_step = {step.get("name", step.get("uses")): step for step in found["steps"]}
    assert of_step["Build"]["run"] == "feedgen-news build -q -c news/feeds.yaml"
    assert of_step["actions/upload-pages-artifact@v3"]["with"]["path"] == "news/out"
    config.write_text(text.replace("output: out", "output: ../../elsewhere"))
    result = run(capfdbinary, "schedule", "github-actions", "-c", config)
    assert result.code == 0
    assert f"{tmp_path.parent}/elsewhere lies outside the repository {tmp_path}" in result.err


def test_the_workflow_says_what_may_surprise() -> None:
    head = one("github-actions", job()).partition("name: Feeds")[0]
    assert "60 days" in head
    assert "Never delete that" in head


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_the_archive_goes_from_one_run_to_the_next(tmp_path: Path) -> None:
    """The shell of the two steps, with a repository beside it as origin."""
    origin = tmp_path / "origin.git"
    of = job(reports=(Path("/srv/news/r/news.prom"),))
    subprocess.run(["git", "init", "-q", "--bare", str(origin)], check=True)

    def runner(name: str) -> Callable[[str], int]:
        folder = tmp_path / name
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        subprocess.run(["git", "remote", "add", "origin", str(origin)], cwd=folder, check=True)
        environment = {**os.environ, **workflow(of)["jobs"]["feeds"]["env"]}

        def step(title: str) -> int:
            return subprocess.run(
                ["bash", "-eo", "pipefail", "-c", steps(of)[title]],
                cwd=folder,
                env=environment,
                capture_output=True,
                check=False,
            ).returncode

        return step

    for number in range(4):
        step, state = runner(f"run{number}"), tmp_path / f"run{number}/.feedgen-news"
        assert step("Fetch the archive") == 0
        if number:
            assert (state / "archive.sqlite3").read_bytes() == b"\0%d" % (number - 1)
            assert (state / "archive.quarantine.jsonl").exists() == (number > 2)
            assert (state.parent / "r/news.prom").read_text() == f"{number - 1}"
        state.mkdir(exist_ok=True)
        (state / "archive.sqlite3").write_bytes(b"\0%d" % number)
        (state / "archive.status.json").write_text("{}")
        (state.parent / "r").mkdir(exist_ok=True)
        (state.parent / "r/news.prom").write_text(f"{number}")
        if number > 1:
            (state / "archive.quarantine.jsonl").write_text("{}\r\n")
        assert step("Keep the archive") == 0
    count = ["git", "rev-list", "--count", "feedgen-news-archive"]
    assert subprocess.run(count, cwd=origin, capture_output=True, check=True).stdout == b"1\n"
    step = runner("empty")
    assert step("Keep the archive")  # nothing was built
    shutil.rmtree(origin)
    assert runner("run9")("Fetch the archive") not in (0, 2)  # never as if there were none


@pytest.mark.parametrize("hubs", [False, True])
def test_the_workflow_is_one_by_its_schema(tmp_path: Path, hubs: bool) -> None:
    """The schema of schemastore.org, which comes with the package: no network."""
    path = tmp_path / "feeds.yml"
    text = one("github-actions", job(hubs=hubs))
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    for written, code in ((text, 0), (text.replace("runs-on:", "runs-in:"), 1)):
        path.write_text(written)
        done = subprocess.run(
            [*check, "vendor.github-workflows", str(path)], capture_output=True, check=False
        )
        assert done.returncode == code, done.stdout.decode()


@pytest.mark.skipif(
    not shutil.which("actionlint"),
    reason="actionlint is not installed; neither apt-get nor pip brings it without GitHub",
)
@pytest.mark.parametrize("hubs", [False, True])
def test_actionlint_takes_the_workflow(tmp_path: Path, hubs: bool) -> None:
    path = tmp_path / "feeds.yml"
    path.write_text(one("github-actions", job(hubs=hubs)))
    done = subprocess.run(["actionlint", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


# --- Kubernetes


def manifests(of: Job) -> dict[str, Any]:
    found = list(yaml.safe_load_all(one("kubernetes", of)))
    return {f"{one['kind']}/{one['metadata']['name']}": one for one in found}


def test_the_cronjob_may_do_nothing_it_need_not() -> None:
    found = manifests(job())
    spec = found["CronJob/feedgen-news"]["spec"]
    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["startingDeadlineSeconds"] == 900
    pod = spec["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["restartPolicy"] == "Never"
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"] == {"memory": "2Gi"}
    assert container["args"] == ["build", "-q", "-c", "/srv/news/config.yaml"]
    places = {m["mountPath"]: bool(m.get("readOnly")) for m in container["volumeMounts"]}
    assert places == {
        "/tmp": False,
        "/srv/news/config.yaml": True,
        "/srv/news/.feedgen-news": False,
        "/var/www/feeds": False,
        "/var/lib/node": False,
        "/srv/scraper/dumps": True,
    }
    volumes = {v["name"]: v for v in pod["volumes"]}
    assert {m["name"] for m in container["volumeMounts"]} == set(volumes)
    claims = {
        volume["persistentVolumeClaim"]["claimName"]
        for volume in volumes.values()
        if "persistentVolumeClaim" in volume
    }
    assert {f"PersistentVolumeClaim/{claim}" for claim in claims} == {
        name for name in found if name.startswith("PersistentVolumeClaim/")
    }


def test_the_config_comes_along_as_it_is() -> None:
    text = 'site: {title: "ü\t#"}\n\n  x: |\n   y: "\\n"\n'
    found = manifests(job(text=text))["ConfigMap/feedgen-news"]
    assert found["data"] == {"config.yaml": text}


def test_odd_paths_in_manifests() -> None:
    of = job(config=Path(ODD, "config.yaml"))
    pod = manifests(of)["CronJob/feedgen-news"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["containers"][0]["args"][-1] == f"{ODD}/config.yaml"


def mounts(of: Job) -> dict[str, dict[str, Any]]:
    pod = manifests(of)["CronJob/feedgen-news"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return {mount["mountPath"]: mount for mount in pod["containers"][0]["volumeMounts"]}


def test_folders_of_claims_tell_what_they_are_and_stay() -> None:
    dumps = (Path("/srv/scraper/dumps"),)
    before = mounts(job(dumps=dumps))["/srv/scraper/dumps"]
    after = mounts(job(dumps=(Path("/srv/a"), *dumps), others=(Path("/srv/my layouts"),)))
    assert before["subPath"] == "srv/scraper/dumps"
    assert after["/srv/scraper/dumps"] == before
    assert after["/srv/my layouts"]["subPath"] == "srv/my layouts"
    assert after["/var/lib/node"]["subPath"] == "var/lib/node"
    text = one("kubernetes", job(dumps=dumps, others=(Path("/srv/my layouts"),)))
    told = re.findall(r"# (.*)\n +- \{name: (\w+), mountPath: \S+", text)
    assert told == [
        ("the archive", "archive"),
        ("what a web server serves", "output"),
        ("reports", "reports"),
        ("layouts or templates, which you copy here", "dumps"),
        ("dumps, which the scraper writes here", "dumps"),
    ]


def test_paths_in_the_container_are_plain(
    project: Project, capfdbinary: Capture, tmp_path: Path
) -> None:
    (tmp_path / "k").mkdir()
    config = project(a_jsonl=DUMP).rename(tmp_path / "k/config.yaml")
    config.write_text(
        config.read_text()
        .replace("output: out", "output: ../kout")
        .replace("dumps/*", "../dumps/*")
    )
    result = run(capfdbinary, "schedule", "kubernetes", "-c", config)
    assert (result.code, result.err) == (0, "")
    assert f'mountPath: "{tmp_path}/kout"' in result.out
    assert f'mountPath: "{tmp_path}/dumps", subPath: "{str(tmp_path)[1:]}/dumps"' in result.out


def test_a_caution_where_a_volume_hides_the_config() -> None:
    assert cautions("kubernetes", job()) == ()
    (said,) = cautions("kubernetes", job(others=(Path("/srv/news"),)))
    assert said.startswith("/srv/news is read from a volume")


def test_kubernetes_takes_the_manifests() -> None:
    validate = pytest.importorskip(
        "kubernetes_validate", reason="kubernetes-validate is not installed: no schema to ask"
    )
    for manifest in manifests(job(hubs=True)).values():
        validate.validate(manifest, "1.30", strict=True)


# --- the command


@pytest.mark.parametrize("name", SCHEDULERS)
def test_the_command_takes_paths_from_the_config(
    project: Project, capfdbinary: Capture, name: str
) -> None:
    config = project(a_jsonl=DUMP)
    result = run(capfdbinary, "schedule", name, "-c", config, "--every", "1h")
    assert (result.code, result.err) == (0, "")
    if name != "github-actions":
        assert str(config) in result.out
    assert not (config.parent / "state").exists()


def test_units_are_written_into_a_folder(project: Project, capfdbinary: Capture) -> None:
    config = project(a_jsonl=DUMP)
    folder = config.parent / "units"
    folder.mkdir()
    result = run(capfdbinary, "schedule", "systemd", "-c", config, "-o", folder, "--user", "joe")
    assert result.code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "feedgen-news.service",
        "feedgen-news.timer",
    ]
    assert "User=joe\n" in (folder / "feedgen-news.service").read_text()
    result = run(capfdbinary, "schedule", "systemd", "-c", config, "--every", "7m")
    assert result.code == 2


def test_the_containerfile_keeps_to_its_rules() -> None:
    lines = (ROOT / "Containerfile").read_text().splitlines()
    words = [line.split() for line in lines if line and not line.startswith(("#", " "))]
    images = [line[1] for line in words if line[0] == "FROM"]
    assert images
    assert all(re.fullmatch(r"python:3\.\d+-slim", image) for image in images)
    users = [line[1] for line in words if line[0] == "USER"]
    assert users
    assert users[-1] == "10001:10001"
    last = max(n for n, line in enumerate(words) if line[0] == "FROM")
    assert not any(line[0] == "RUN" and "pip" in line for line in words[last:])
    assert words[-2:] == [["ENTRYPOINT", '["feedgen-news"]'], ["CMD", '["build"]']]
