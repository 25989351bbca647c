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
      FILES: {files}
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
          while IFS= read -r file; do
            kept="FETCH_HEAD:${{file//..\\//}}"
            if git cat-file -e "$kept"; then
              mkdir -p "$(dirname "$file")"
              git cat-file blob "$kept" > "$file"
            fi
          done <<< "$FILES"
          test -f "$ARCHIVE"  # what else the branch lacks, a build writes anew
      - name: Build
        run: {build}
      - name: Keep the archive
        run: |
          git config user.name feeds
          git config user.email feeds@users.noreply.github.com
          test -f "$ARCHIVE"
          GIT_INDEX_FILE="$(mktemp -d)/index"
          export GIT_INDEX_FILE
          while IFS= read -r file; do
            if [ -f "$file" ]; then
              blob=$(git hash-object -w --no-filters "$file")
              git update-index --add --cacheinfo "100644,$blob,${{file//..\\//}}"
            fi
          done <<< "$FILES"
          commit=$(git commit-tree "$(git write-tree)" -m "The archive")
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
    """The workflow; paths are relative to the root of the repository."""
    lines = [
        f"# Made by `feedgen-news schedule github-actions` for {job.config.name}",
        "# Goes to .github/workflows/feeds.yml; under Settings, Pages, the source is `GitHub",
        "# Actions`. Two steps are yours: where feedgen-news is installed from, and the scraper.",
        "# Paths in the config have to be relative, and stay inside the repository.",
        "# The archive lives in a branch of its own, one commit that each run replaces, with the",
        "# reports and the quarantine; GitHub takes files of 100 MB at most. Never delete that",
        "# branch: without it the next run is the first of all, which knows nothing of what",
        "# subscribers have seen, so that no guard stops it.",
        "# Times are UTC, and GitHub may be late. In a public repository it switches schedules off",
        "# after 60 days without activity, and mails the owner; `Enable workflow` under Actions",
        "# turns them on again.",
    ]
    named = _relative(job.config, job)
    config = [] if named == "config.yaml" else ["-c", named]
    ping = ["feedgen-news", "ping", "-q", "--wait", "900", *config]
    workflow = _WORKFLOW.format(
        time=yaml_text(crontab_time(job)),
        archive=yaml_text(_relative(job.archive, job)),
        files=yaml_text("\n".join(_relative(path, job) for path in _kept(job))),
        output=yaml_text(_relative(job.output, job)),
        build=yaml_text(shlex.join(["feedgen-news", "build", "-q", *config])),
        ping=_PING.format(ping=yaml_text(shlex.join(ping))) if job.hubs else "",
    )
    text = "".join(f"{line}\n" for line in lines) + workflow
    return (OutputFile("feeds.yml", text.encode()),)


def cautions(job: Job) -> tuple[str, ...]:
    """Of what a runner does not have, or does not keep."""
    root = _root(job)
    named = dict.fromkeys((*_kept(job), job.output, *job.dumps, *job.others))
    return tuple(
        f"{path} lies outside the repository {root}, which is all that a runner has; name a"
        " place inside, by a relative path"
        for path in named
        if not path.is_relative_to(root)
    )


def _kept(job: Job) -> tuple[Path, ...]:
    """What the next run needs of this one."""
    files = (job.archive, job.quarantine, job.status, *job.reports)
    return tuple(dict.fromkeys(files))


def _root(job: Job) -> Path:
    return job.repository or job.config.parent


def _relative(path: Path, job: Job) -> str:
    return os.path.relpath(path, _root(job))
