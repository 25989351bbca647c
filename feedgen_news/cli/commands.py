"""The commands: a line for each, with its help; only the one that is called is loaded."""

from importlib import import_module

import click

# Name → its module in this package, and the first sentence of its help.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("drafting", "Look into dumps and draft a config for them."),
    "build": ("building", "Read the dumps and publish the feeds."),
    "diff": (
        "diffing",
        "Show what subscribers would see of a build: new, changed and gone entries.",
    ),
    "read": ("reading", "Show what is made of dumps: one article a line, as JSON."),
    "check": ("looking", "Read the published files back and name every fault in them."),
    "serve": (
        "serving",
        "Show the output folder in a browser; pages reload when a build changed something.",
    ),
    "host": ("hosting", "Print what a host needs to serve the feeds."),
    "schedule": (
        "scheduling",
        "Print what runs builds on a schedule: units, a crontab, a workflow, manifests.",
    ),
    "watch": ("watching", "Build, and build again whenever dumps or the config change."),
    "ping": ("pinging", "Tell the hubs (WebSub) about the feeds that changed since the last ping."),
    "explain": ("looking", "Tell what became of an article, and why it is in a topic or not."),
    "topics": (
        "looking",
        "Show how many articles each topic has, and the labels that the config does not know.",
    ),
    "config": ("looking", "Check the config and show its effective values."),
    "status": ("looking", "Show what the archive knows and when it was built last."),
    "backup": ("backing_up", "Copy the archive, also while a build runs."),
    "forget": (
        "forgetting",
        "Remove articles everywhere, at once, and never take them in again.",
    ),
    "vacuum": (
        "vacuuming",
        "Drop what nothing needs any more, and give the room back to the disk.",
    ),
}


def loaded(name: str) -> click.Command:
    """The command of this name; KeyError for an unknown one."""
    module, _ = COMMANDS[name]
    found: click.Command = getattr(import_module(f"feedgen_news.cli.{module}"), name)
    return found


class Commands(click.Group):
    """Lists commands by the table, and loads the one that is called (a class, as click asks)."""

    def __init__(self, **settings: object) -> None:
        lines = {name: click.Command(name, help=help_) for name, (_, help_) in COMMANDS.items()}
        super().__init__(commands=lines, **settings)  # type: ignore[arg-type]  # as click gives them

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name, itself and not its line in the table."""
        name, line, rest = super().resolve_command(ctx, args)
        return name, loaded(line.name) if line and line.name else line, rest
