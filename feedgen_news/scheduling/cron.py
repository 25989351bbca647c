"""cron: lines for a user's crontab (crontab(5))."""

import shlex

from feedgen_news.model import OutputFile
from feedgen_news.scheduling.job import Job, crontab_time


def write(job: Job) -> tuple[OutputFile, ...]:
    """Environment and one line. The archive's lock keeps a second build away."""
    line = _line(job.command("build", "-q"))
    if job.hubs:
        line += f" && {_line(job.command('ping', '-q'))}"
    lines = [
        *job.heading("cron"),
        f"# For the crontab of {job.user}: `crontab -e`. A mail comes when something is wrong, and",
        "# only then. Where a build still runs, the next one waits a minute for it, and then",
        "# leaves, with a mail.",
        "SHELL=/bin/sh",
        "PATH=/usr/local/bin:/usr/bin:/bin",
        f"MAILTO={job.user}",
        f"{crontab_time(job)} {line}",
    ]
    return (OutputFile("feedgen-news.crontab", "".join(f"{one}\n" for one in lines).encode()),)


def _line(words: list[str]) -> str:
    """For the shell, and for cron, to which a bare `%` is the end of the line."""
    return shlex.join(words).replace("%", "\\%")
