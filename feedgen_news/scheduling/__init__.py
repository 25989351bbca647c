"""What runs builds on a schedule has to be told: units, a crontab, a workflow, manifests.

A scheduler is one file with a `write` function and one line in `SCHEDULERS`. All of them run
`build -q`, which says nothing while all is well, and never two at once.
"""

from collections.abc import Callable

import msgspec

from feedgen_news.model import OutputFile
from feedgen_news.problems import FeedgenNewsError
from feedgen_news.scheduling import cron, github_actions, kubernetes, systemd
from feedgen_news.scheduling.job import PERIODS, Job

__all__ = ["PERIODS", "SCHEDULERS", "Job", "Scheduler", "kit"]


class Scheduler(msgspec.Struct, frozen=True, kw_only=True):
    """Something that starts builds."""

    name: str
    help: str
    write: Callable[[Job], tuple[OutputFile, ...]]


_ALL = (
    Scheduler(name="systemd", help="a hardened service and a timer", write=systemd.write),
    Scheduler(name="cron", help="lines for a crontab", write=cron.write),
    Scheduler(name="github-actions", help="a workflow", write=github_actions.write),
    Scheduler(name="kubernetes", help="a CronJob with its volumes", write=kubernetes.write),
)

SCHEDULERS: dict[str, Scheduler] = {scheduler.name: scheduler for scheduler in _ALL}


def kit(name: str, job: Job) -> tuple[OutputFile, ...]:
    """What the scheduler needs, as files; KeyError for an unknown one.

    Raises FeedgenNewsError for a path that its language cannot spell.
    """
    for path in (job.config, job.program, *job.written, *job.read):
        if not str(path).isprintable():
            raise FeedgenNewsError(f"{str(path)!r}: an invisible character in the path; remove it")
    return SCHEDULERS[name].write(job)
