"""What runs builds on a schedule has to be told: units, a crontab, a workflow, manifests.

A scheduler is one file with a `write` function and one line in `SCHEDULERS`. All of them run
`build -q`, which says nothing while all is well, and never two at once.
"""

import re
from collections.abc import Callable

import msgspec

from feedgen_news.model import OutputFile
from feedgen_news.problems import FeedgenNewsError
from feedgen_news.scheduling import cron, github_actions, kubernetes, systemd
from feedgen_news.scheduling.job import PERIODS, Job

__all__ = ["PERIODS", "SCHEDULERS", "Job", "Scheduler", "cautions", "is_user", "kit"]

# What useradd(8) takes, and what directories (LDAP, Active Directory) add to that. Nothing in
# it means anything to systemd, to cron or to a shell at its place.
_USER = re.compile(r"[A-Za-z_][A-Za-z0-9_.@-]*(\\[A-Za-z0-9_.@-]+)?\$?")
_LONGEST = 256  # characters, as useradd has it


class Scheduler(msgspec.Struct, frozen=True, kw_only=True):
    """Something that starts builds."""

    name: str
    help: str
    write: Callable[[Job], tuple[OutputFile, ...]]
    cautions: Callable[[Job], tuple[str, ...]] = lambda _: ()


_ALL = (
    Scheduler(
        name="systemd",
        help="a hardened service and a timer",
        write=systemd.write,
        cautions=systemd.cautions,
    ),
    Scheduler(name="cron", help="lines for a crontab", write=cron.write),
    Scheduler(
        name="github-actions",
        help="a workflow",
        write=github_actions.write,
        cautions=github_actions.cautions,
    ),
    Scheduler(
        name="kubernetes",
        help="a CronJob with its volumes",
        write=kubernetes.write,
        cautions=kubernetes.cautions,
    ),
)

SCHEDULERS: dict[str, Scheduler] = {scheduler.name: scheduler for scheduler in _ALL}


def kit(name: str, job: Job) -> tuple[OutputFile, ...]:
    """What the scheduler needs, as files; KeyError for an unknown one.

    Raises FeedgenNewsError for a path that its language cannot spell, and for an odd user.
    """
    for path in job.paths:
        if not str(path).isprintable():
            raise FeedgenNewsError(f"{str(path)!r}: an invisible character in the path; remove it")
    if not is_user(job.user):
        raise FeedgenNewsError(f"{job.user!r}: no name of a user; give another")
    return SCHEDULERS[name].write(job)


def cautions(name: str, job: Job) -> tuple[str, ...]:
    """What the operator should know of the files of `kit`; KeyError for an unknown scheduler."""
    return SCHEDULERS[name].cautions(job)


def is_user(name: str) -> bool:
    """Whether a user can be called so."""
    return len(name) <= _LONGEST and bool(_USER.fullmatch(name))
