"""The pages in Chromium: what no parser can tell of them."""

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.published import BASE, publish
from tests.shown_pages import KINDS, large_site, shown_site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("no Chromium here: nobody looked at the pages", allow_module_level=True)
playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pages unseen")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright",
    reason="no axe-playwright-python",
)

ALONE = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update"
).split()
WIDTHS = (360, 768, 1440)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800">'
    '<rect width="1200" height="800" fill="#789"/></svg>'
)
Open = Callable[..., Any]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    publish(shown_site(), folder)
    publish(large_site(180, groups=("Places", "")), folder / "large")
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}/"
        serving.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any, server: str) -> Iterator[Open]:
    """Opens a page; whatever the console says is a failure of the test."""
    contexts: list[Any] = []
    said: list[str] = []

    def answer(route: Any) -> None:
        """Pictures come from elsewhere, where one of them is gone; nothing else is asked for."""
        url = route.request.url
        if url.startswith(server):
            route.continue_()
        elif route.request.resource_type == "image" and "lost" not in url:
            route.fulfill(body=PICTURE, content_type="image/svg+xml")
        else:
            assert route.request.resource_type == "image", url
            route.fulfill(status=200, body="", content_type="image/jpeg")

    def open_(path: str, *, width: int = 768, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.route("**/*", answer)
        page.goto(server + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (768, "dark"), (1440, "light"), (1440, "dark")]
)
@pytest.mark.parametrize("path", [*KINDS.values(), "large/index.html"], ids=[*KINDS, "large"])
def test_nothing_keeps_anybody_out(opened: Open, path: str, width: int, scheme: str) -> None:
    page = opened(path, width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = axe.Axe().run(page, options=options).response["violations"]
    assert [(f["id"], [node["html"][:120] for node in f["nodes"]]) for f in found] == []


@pytest.mark.parametrize("width", [320, *WIDTHS])
@pytest.mark.parametrize("path", [*KINDS.values(), "large/index.html"], ids=[*KINDS, "large"])
def test_nothing_is_wider_than_the_screen(opened: Open, path: str, width: int) -> None:
    page = opened(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


FOCUSED = """() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  return [it.outerHTML.slice(0, 90), style.outlineStyle, parseFloat(style.outlineWidth),
          box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0];
}"""
FOCUSABLE = "a[href]:not([tabindex='-1']), button, input, summary, [tabindex='0']"


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    opened: Open, path: str
) -> None:
    page = opened(path)
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    expected = page.evaluate(
        f"[...document.querySelectorAll(`{FOCUSABLE}`)].map(it => it.outerHTML.slice(0, 90))"
    )
    reached = []
    for _ in expected:
        page.keyboard.press("Tab")
        html, outline, width, visible = page.evaluate(FOCUSED)
        assert (outline, width, visible) == ("solid", 3, True), html
        reached.append(html)
    assert reached == expected


def test_the_first_key_leads_past_the_head(opened: Open) -> None:
    page = opened(KINDS["topic"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main'")  # or the time limit fails it


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_everything_is_there_without_scripts(opened: Open, path: str) -> None:
    read = "document.body.innerText"
    with_scripts = opened(path).evaluate(read)
    page = opened(path, java_script_enabled=False)
    words = page.locator("body").inner_text()
    assert words.split() == COPY.sub("", " ".join(with_scripts.split())).split()
    assert not page.locator("button:visible").count()


COPY = re.compile(r"Copy address of the (Atom|RSS|JSON Feed) feed")


def test_a_press_copies_the_address_and_says_so(opened: Open) -> None:
    page = opened(KINDS["topic"], permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy address of the Atom feed").click()
    page.get_by_role("status").get_by_text("Address copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == f"{BASE}world/feed.atom"


def test_the_keyboard_selects_the_whole_address(opened: Open) -> None:
    page = opened(KINDS["topic"], java_script_enabled=False)
    field = page.get_by_label("Address of the Atom feed")
    page.locator(".format a").first.focus()
    page.keyboard.press("Tab")
    chosen = field.evaluate("it => it.value.slice(it.selectionStart, it.selectionEnd)")
    assert chosen == f"{BASE}world/feed.atom"


def test_a_lost_picture_keeps_its_place_and_no_more(opened: Open) -> None:
    page = opened(KINDS["long words"], width=1440)
    boxes = page.evaluate(
        "[...document.querySelectorAll('.row .frame')].map(it => it.getBoundingClientRect())"
        ".map(box => [Math.round(box.width), Math.round(box.height)])"
    )
    assert boxes
    assert all(abs(width * 2 / 3 - height) <= 1 for width, height in boxes)


def test_right_to_left_is_the_mirror_image(opened: Open) -> None:
    page = opened(KINDS["right to left"], width=1440)
    place = "it => it.getBoundingClientRect().left"
    panel = page.locator(".subscribe").evaluate(place)
    assert panel < page.locator(".stories").evaluate(place)
    assert page.locator("h1").evaluate("it => getComputedStyle(it).letterSpacing") == "normal"


def test_a_page_that_moved_leads_on(opened: Open) -> None:
    page = opened("havana/index.html")
    page.wait_for_url("**/cuba/index.html")
    assert page.locator("h1").inner_text() == "Cuba"


def test_paper_shows_what_can_be_read_on_it(opened: Open) -> None:
    page = opened(KINDS["topic"])
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator(".button:visible, button:visible, footer:visible").count()
    assert page.locator("body").evaluate("it => getComputedStyle(it).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert page.locator("article:visible").count() > 20


def test_pages_work_from_the_disk(browser: Any, tmp_path: Path) -> None:
    publish(shown_site(), tmp_path)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.route(
        "https://**", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml")
    )
    page.goto((tmp_path / "world" / "index.html").as_uri())
    assert page.locator(".subscribe").evaluate("it => getComputedStyle(it).position") == "sticky"
    page.locator(".masthead a").click()
    assert page.locator("h1").inner_text() == "Morning Papers"
    context.close()
