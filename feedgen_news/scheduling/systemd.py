"""systemd: a service with no more rights than a build needs, and a timer (systemd.exec(5))."""

import re
import shlex
from pathlib import Path

from feedgen_news.model import OutputFile, printable
from feedgen_news.scheduling.job import DAY, HOUR, Job

_NAME = "feedgen-news"
_SERVICE = """\
[Unit]
Description={title}
Documentation=man:systemd.timer(5)
# Who hears of a failed build? Name a unit of yours:
#OnFailure=mail-to-root@%n.service

[Service]
Type=oneshot
User={user}
ExecStart={build}
{ping}\
UMask=0022
TimeoutStartSec={timeout}
Nice=10
IOSchedulingClass=idle
MemoryMax=2G
TasksMax=256

# All that a build may write to; it must be there before the first start.
{caution}\
ReadWritePaths={written}
ProtectSystem=strict
ProtectHome={home}
{tmp}\
PrivateDevices=yes
{network}\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
LockPersonality=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
"""
_TIMER = """\
[Unit]
Description={title}, every {every}

[Timer]
OnCalendar={calendar}
# After a time without power, once, and not all machines at one moment.
Persistent=true
RandomizedDelaySec={delay}
FixedRandomDelay=true

[Install]
WantedBy=timers.target
"""
_OFFLINE = """\
PrivateNetwork=yes
RestrictAddressFamilies=AF_UNIX
IPAddressDeny=any
"""
_ONLINE = """\
# `ping` talks to hubs.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
"""
_TO_STORES = _ONLINE.replace("`ping` talks to hubs", "Some dumps lie elsewhere")
_HIDDEN = "PrivateTmp=yes\n"
_SHOWN = "# Not PrivateTmp=yes: what the config names lies there.\n"
_HOMES = tuple(map(Path, ("/home", "/root", "/run/user")))
_TEMPORARY = tuple(map(Path, ("/tmp", "/var/tmp")))  # noqa: S108 (named, not written to)


def _network(job: Job) -> str:
    if job.hubs:
        return _ONLINE
    return _TO_STORES if job.elsewhere else _OFFLINE


def write(job: Job) -> tuple[OutputFile, ...]:
    """The service, which is never started twice at once, and the timer that starts it."""
    lines = [
        *job.heading("systemd"),
        f"# To /etc/systemd/system/{_NAME}.service and {_NAME}.timer; then, as root:",
        f"#   {shlex.join(['install', '-d', '-o', job.user, *map(str, job.written)])}",
        f"#   systemctl daemon-reload && systemctl enable --now {_NAME}.timer",
    ]
    head = "".join(f"{line}\n" for line in lines)
    service = _SERVICE.format(
        title=_title(job),
        caution="".join(f"# Caution: {line}\n" for line in cautions(job)),
        user=_plain(job.user),
        build=_command(job.command("build", "-q")),
        ping=f"ExecStartPost=-{_command(job.command('ping', '-q'))}\n" if job.hubs else "",
        timeout=f"{max(job.seconds, HOUR) // 60}min",
        written=" ".join(_quoted(_plain(str(path))) for path in job.written),
        home="read-only" if _any_in(job, _HOMES) else "yes",
        tmp=_SHOWN if _any_in(job, _TEMPORARY) else _HIDDEN,
        network=_network(job),
    )
    timer = _TIMER.format(
        title=_title(job),
        every=job.every,
        calendar=_calendar(job),
        delay=f"{min(job.seconds // 10, 300)}s",
    )
    return (
        OutputFile(f"{_NAME}.service", (head + service).encode()),
        OutputFile(f"{_NAME}.timer", ("".join(job.heading("systemd")) + "\n" + timer).encode()),
    )


def cautions(job: Job) -> tuple[str, ...]:
    """Of what a build should not be able to change, and can."""
    return tuple(
        f"a build can change {path}, for it writes to {folder} (the archive, the output or a"
        " report); name a folder of its own for that"
        for path in (job.config, job.program)
        for folder in job.written
        if path.is_relative_to(folder)
    )


def _title(job: Job) -> str:
    """One line; a backslash at its end would join the next one to it."""
    return _plain(f"Feeds: {printable(' '.join(job.site.split()))}").rstrip("\\")


def _calendar(job: Job) -> str:
    """systemd.time(7)."""
    if job.seconds == DAY:
        return f"*-*-* 03:{job.offset:02}:00"
    hours = f"00/{job.hours}" if job.hours else "*"
    return f"*-*-* {hours}:{','.join(f'{minute:02}' for minute in job.minutes)}:00"


def _any_in(job: Job, places: tuple[Path, ...]) -> bool:
    paths = (job.program, job.config, *job.written, *job.read)
    return any(path.is_relative_to(place) for path in paths for place in places)


def _command(words: list[str]) -> str:
    """A command line of systemd.service(5): specifiers and variables are none."""
    return " ".join(_quoted(_plain(word).replace("$", "$$")) for word in words)


def _plain(text: str) -> str:
    """Without specifiers (systemd.unit(5))."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """One word of systemd.syntax(7)."""
    if re.fullmatch(r"[\w@%+=:,./$-]+", text, re.ASCII):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
