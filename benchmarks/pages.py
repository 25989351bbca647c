"""What pages cost: writing them, and opening the index of 1,000 topics in Chromium.

    python benchmarks/pages.py [topics]

Three articles a topic. Written: every page of the site, without the feeds. Opened: from the
request until the index is laid out and painted for the first time, from a local server, the
best and the median of several; then the same with each processor four times slower, as on a
telephone.
"""

import functools
import http.server
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))  # for the site that tests are made of

from feedgen_news.writers import WRITERS
from feedgen_news.writers.pages import PageFormat, articles, index
from feedgen_news.writers.pages import topics as printer_of
from tests.shown_pages import large_site

ROUNDS = 9
ALONE = "--headless --no-sandbox --disable-gpu --disable-background-networking".split()
MOMENTS = """() => {
  const it = performance.getEntriesByType("navigation")[0];
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return [it.domContentLoadedEventEnd, it.loadEventEnd, painted.startTime];
}"""


def main() -> None:
    topics = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        print(f"written: {topics:,} topics in {write(topics, Path(folder)):.2f} s")
        size = (Path(folder) / "index.html").stat().st_size
        print(f"index.html: {size / 1000:,.0f} kB")
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
        handler.func.log_message = lambda *_: None  # type: ignore[attr-defined]
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            look(f"http://127.0.0.1:{server.server_port}/index.html")
            server.shutdown()


def write(topics: int, folder: Path) -> float:
    site = large_site(topics, groups=("Places", "People", "Subjects", ""))
    formats = tuple(PageFormat(w.name, w.title, w.help, w.media_type) for w in WRITERS.values())
    begin = time.perf_counter()
    printed = printer_of(site, formats=formats)
    files = [*articles(site, formats=formats), *map(printed, site.feeds)]
    files.append(index(site, formats=formats))
    spent = time.perf_counter() - begin
    for file in files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.body)
    return spent


def look(url: str) -> None:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or "chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=ALONE)
        for slower in (1, 4):
            rounds = [opened(browser, url, slower) for _ in range(ROUNDS)]
            told = ", ".join(
                f"{name} {min(ms):.0f} ms (median {statistics.median(ms):.0f})"
                for name, ms in zip(
                    ("parsed", "loaded", "painted"), zip(*rounds, strict=True), strict=True
                )
            )
            print(f"opened, processor {slower}× slower: {told}")
        browser.close()


def opened(browser: Any, url: str, slower: int) -> list[float]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(url)
    page.wait_for_function('performance.getEntriesByName("first-contentful-paint").length > 0')
    moments: list[float] = page.evaluate(MOMENTS)
    context.close()
    return moments


if __name__ == "__main__":
    main()
