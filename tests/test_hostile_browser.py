"""Pages made of hostile dumps in Chromium: nothing runs, and nothing is asked of anybody."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import corpus
from tests.hostile_builds import built_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("no Chromium here: nobody saw whether anything runs", allow_module_level=True)
playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pages unseen")

ALONE = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update"
).split()
SAMPLE = 30
HOOKS = """
  window.ran = [];
  for (const name of ['alert', 'print', 'confirm', 'prompt', 'open', 'fetch'])
    window[name] = (...said) => { window.ran.push(name + ' ' + said); };
  navigator.sendBeacon = (...said) => { window.ran.push('beacon ' + said); };
  document.addEventListener('securitypolicyviolation', event => {
    window.ran.push(event.violatedDirective + ' ' + event.blockedURI);
  });
"""
ATTACK = "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')"
NOTICED = """new Promise(done => {
  const look = () => window.ran.length ? done(window.ran) : setTimeout(look, 20);
  look();
})"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "site"
    return built_of(corpus(seed=7, count=72), folder, look=False).site


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}/"
        serving.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page(server: str) -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        page = browser.new_page()
        page.add_init_script(HOOKS)
        yield page
        browser.close()


def test_nothing_runs_and_nothing_is_asked_for(site: Path, server: str, page: Any) -> None:
    asked: list[tuple[str, str]] = []
    dialogs: list[str] = []

    def answer(route: Any) -> None:
        request = route.request
        if request.url.startswith(server):
            route.continue_()
            return
        if request.resource_type != "image":  # pictures of articles come from their sites
            asked.append((page.url, request.url))
        route.abort()

    page.route("**/*", answer)
    page.on("dialog", lambda dialog: (dialogs.append(page.url), dialog.dismiss()))
    ran = {}
    for path in _sample(site):
        page.goto(f"{server}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
        ran[path] = page.evaluate("window.ran")
        assert page.url == f"{server}{path}"
    assert len(ran) > 20
    assert {path: said for path, said in ran.items() if said} == {}
    assert (asked, dialogs) == ([], [])


def test_the_hooks_notice(page: Any, server: str) -> None:
    page.goto(f"{server}index.html")
    page.evaluate(ATTACK)
    assert page.evaluate(NOTICED)


def _sample(site: Path) -> list[str]:
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    step = max(1, len(pages) // SAMPLE)
    return ["everything/index.html", *pages[::step]][: SAMPLE + 1]
