"""The build as a scheduler sees it: what runs, as whom, how often, and what it writes."""

import os
import zlib
from pathlib import Path

import msgspec

HOUR, DAY = 3_600, 86_400  # seconds
PERIODS = {  # seconds: spans that divide an hour or a day, so that clocks can tell them
    **{f"{n}m": n * 60 for n in (5, 10, 15, 20, 30)},
    **{f"{n}h": n * HOUR for n in (1, 2, 3, 4, 6, 8, 12)},
    "1d": DAY,
}


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A build of one config; all paths are absolute."""

    program: Path
    config: Path
    text: str  # of the config
    site: str  # its title
    archive: Path
    output: Path
    quarantine: Path
    status: Path  # the status file
    reports: tuple[Path, ...] = ()  # files, the status among them
    dumps: tuple[Path, ...] = ()  # folders in which dumps lie
    others: tuple[Path, ...] = ()  # what else is read: layouts, templates
    user: str = ""
    every: str = "15m"  # a key of PERIODS
    hubs: bool = False  # whether hubs are pinged
    elsewhere: bool = False  # whether dumps lie in storage that is asked over the network
    repository: Path | None = None  # its root, where the config lies in one

    @property
    def seconds(self) -> int:
        """The period."""
        return PERIODS[self.every]

    @property
    def offset(self) -> int:
        """Minutes into the period, the same for a config each time: not all at full hours."""
        return zlib.crc32(str(self.config).encode()) % (min(self.seconds, HOUR) // 60)

    @property
    def written(self) -> tuple[Path, ...]:
        """The folders that a build writes to, each once, none inside another."""
        return outermost(
            {self.archive.parent, self.output, *(path.parent for path in self.reports)}
        )

    @property
    def read(self) -> tuple[Path, ...]:
        """The folders that a build only reads, none inside another."""
        return outermost({*self.dumps, *self.others})

    @property
    def paths(self) -> tuple[Path, ...]:
        """All that is named in what is written."""
        files = (self.program, self.config, self.archive, self.output, self.quarantine, self.status)
        return (*files, *self.reports, *self.dumps, *self.others)

    def command(self, name: str, *options: str) -> list[str]:
        """A command of ours, as words."""
        return [str(self.program), name, *options, "-c", str(self.config)]

    @property
    def minutes(self) -> tuple[int, ...]:
        """Of an hour, those at which it runs."""
        step = self.seconds // 60
        return tuple(range(self.offset, 60, step)) if step < 60 else (self.offset,)

    @property
    def hours(self) -> int:
        """So many hours lie between two runs; 0 where it runs in every hour."""
        return self.seconds // HOUR if self.seconds > HOUR else 0

    def heading(self, scheduler: str) -> list[str]:
        """The first line of whatever is written, as a comment; it carries our mark."""
        return [f"# Made by `feedgen-news schedule {scheduler}` for {self.config}"]


def outermost(folders: set[Path]) -> tuple[Path, ...]:
    """The folders without those that lie inside another, in order."""
    real = {Path(os.path.normpath(folder)) for folder in folders}
    return tuple(sorted(path for path in real if not real & set(path.parents)))


def hour_field(job: Job) -> str:
    """The hours of a crontab entry."""
    if not job.hours:
        return "*"
    return "3" if job.seconds == DAY else f"*/{job.hours}"


def crontab_time(job: Job) -> str:
    """The five fields of a crontab entry (crontab(5))."""
    return f"{','.join(map(str, job.minutes))} {hour_field(job)} * * *"


def yaml_text(text: str) -> str:
    """A scalar of YAML in double quotes, which JSON's are, too (YAML 1.2.2 §1.3)."""
    return msgspec.json.encode(text).decode()
