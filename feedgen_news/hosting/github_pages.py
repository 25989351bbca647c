"""GitHub Pages: a workflow that builds and deploys. Headers and redirects cannot be set there."""

import os
import re
import shlex
from pathlib import Path

from feedgen_news.hosting.site import HostedSite
from feedgen_news.model import OutputFile

_NAME = "feeds.yml"
_WORKFLOW = """\
name: Feeds
on:
  schedule:
    - cron: "7,37 * * * *"
  workflow_dispatch:
concurrency: feeds
permissions:
  contents: write
  pages: write
  id-token: write
jobs:
  feeds:
    runs-on: ubuntu-latest
    environment: github-pages
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install feedgen-news
        run: pip install ./tool  # its source tree
      - name: Scrape
        run: ./scrape  # whatever leaves dumps
      - name: Build
        run: {build}
      - name: Check
        run: {check}
      - name: Keep the archive
        env:
          ARCHIVE: {archive}
        run: |
          git config user.name feeds
          git config user.email feeds@users.noreply.github.com
          git add --force "$ARCHIVE"
          git diff --cached --quiet || git commit --quiet -m "Archive"
          git push
      - uses: actions/upload-pages-artifact@v3
        with:
          path: {output}
      - uses: actions/deploy-pages@v4
"""


def write(site: HostedSite) -> tuple[OutputFile, ...]:
    """The workflow; paths are relative to the config, which is at the top of the repository."""
    lines = [
        *site.heading("github-pages"),
        f"# Goes to .github/workflows/{_NAME}; in the settings of the repository, under Pages, the",
        "# source is `GitHub Actions`" + _domain(site),
        "# Its headers cannot be set: feed.json comes as application/json, everything with CORS",
        "# and max-age=600; it packs by itself. Nor can addresses redirect: old ones keep their",
        "# last feed.",
        "# Version 3 of upload-pages-artifact takes .well-known/ along; later ones leave it out.",
        "",
    ]
    output = _relative(site.output, site.folder)
    config = [] if site.config == "config.yaml" else ["-c", site.config]
    workflow = _WORKFLOW.format(
        build=_yaml(shlex.join(["feedgen-news", "build", *config])),
        check=_yaml(shlex.join(["feedgen-news", "check", output])),
        output=_yaml(output),
        archive=_yaml(_relative(site.archive, site.folder)),
    )
    return (OutputFile(_NAME, ("\n".join(lines) + workflow).encode()),)


def published(_site: HostedSite) -> tuple[OutputFile, ...]:
    """Without it, a branch goes through Jekyll, which drops names that begin with `_` or `.`."""
    return (OutputFile(".nojekyll", b"# feedgen-news\n"),)


def _domain(site: HostedSite) -> str:
    return "." if site.host.endswith(".github.io") else f", the custom domain {site.host}."


def _relative(path: Path, folder: Path) -> str:
    return os.path.relpath(path, folder)


def _yaml(text: str) -> str:
    """A scalar of YAML: plain where nothing in it could mean something (YAML 1.2.2 §7.3)."""
    if re.fullmatch(r"[A-Za-z./][A-Za-z0-9 ./_-]*[A-Za-z0-9/]", text):
        return text
    return "'" + text.replace("'", "''") + "'"
