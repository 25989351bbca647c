"""GitHub Actions: a workflow that builds on a schedule and deploys to GitHub Pages.

Runners forget everything. The archive is the memory of what subscribers have seen, so it is
kept where nothing expires: in a branch of one commit, replaced after each build. A cache goes
after seven days without use, an artifact after ninety.
"""

import os
import shlex
from pathlib import Path

from feedgen_news.model import OutputFile
from feedgen_news.scheduling.job import Job, crontab_time, yaml_text

_WORKFLOW = """\
name: Feeds
on:
  schedule:
    - cron: {time}
  workflow_dispatch:
concurrency:
  group: feeds
  cancel-in-progress: false
permissions:
  contents: write
  pages: write
  id-token: write
jobs:
  feeds:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    environment: github-pages
    env:
      ARCHIVE: {archive}
      STATUS: {status}
      BRANCH: feedgen-news-archive
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install feedgen-news
        run: pip install ./tool  # its source tree
      - name: Scrape
        run: ./scrape  # whatever leaves dumps
      - name: Fetch the archive
        run: |
          code=0
          git ls-remote --exit-code origin "refs/heads/$BRANCH" || code=$?
          if [ "$code" = 2 ]; then exit 0; fi  # the first run of all
          if [ "$code" != 0 ]; then exit "$code"; fi  # never build as if there were none
          git fetch --depth=1 origin "$BRANCH"
          for file in "$ARCHIVE" "$STATUS"; do
            mkdir -p "$(dirname "$file")"
            git cat-file blob "FETCH_HEAD:$(basename "$file")" > "$file"
          done
      - name: Build
        run: {build}
      - name: Keep the archive
        run: |
          git config user.name feeds
          git config user.email feeds@users.noreply.github.com
          tree=$(for file in "$ARCHIVE" "$STATUS"; do
            printf '100644 blob %s\\t%s\\n' "$(git hash-object -w "$file")" "$(basename "$file")"
          done | git mktree)
          commit=$(git commit-tree "$tree" -m "The archive")
          git push --force origin "$commit:refs/heads/$BRANCH"
      - uses: actions/upload-pages-artifact@v3
        with:
          path: {output}
      - uses: actions/deploy-pages@v4
{ping}"""
_PING = """\
      - name: Ping the hubs
        run: {ping}
"""


def write(job: Job) -> tuple[OutputFile, ...]:
    """The workflow; paths are relative to the config, which is at the top of the repository."""
    lines = [
        f"# Made by `feedgen-news schedule github-actions` for {job.config.name}",
        "# Goes to .github/workflows/feeds.yml; under Settings, Pages, the source is `GitHub",
        "# Actions`. Two steps are yours: where feedgen-news is installed from, and the scraper.",
        "# The archive lives in a branch of its own, one commit that each run replaces; GitHub",
        "# takes files of 100 MB at most. Times are UTC, and GitHub may be late.",
    ]
    folder = job.config.parent
    config = [] if job.config.name == "config.yaml" else ["-c", job.config.name]
    ping = ["feedgen-news", "ping", "-q", "--wait", "900", *config]
    workflow = _WORKFLOW.format(
        time=yaml_text(crontab_time(job)),
        archive=yaml_text(_relative(job.archive, folder)),
        status=yaml_text(_relative(job.status, folder)),
        output=yaml_text(_relative(job.output, folder)),
        build=yaml_text(shlex.join(["feedgen-news", "build", "-q", *config])),
        ping=_PING.format(ping=yaml_text(shlex.join(ping))) if job.hubs else "",
    )
    text = "".join(f"{line}\n" for line in lines) + workflow
    return (OutputFile("feeds.yml", text.encode()),)


def _relative(path: Path, folder: Path) -> str:
    return os.path.relpath(path, folder)
