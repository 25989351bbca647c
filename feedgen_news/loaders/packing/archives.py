"""What zip and tar have in common: an archive at hand, its members, and their names."""

import msgspec

from feedgen_news.finding.patterns import shown
from feedgen_news.loaders.decoding import Bytes
from feedgen_news.loaders.packing.limits import NAME, Budget
from feedgen_news.model import Origin
from feedgen_news.problems import Report


class Handling(msgspec.Struct, frozen=True):
    """Of one dump: what it may still become, and who is told what is wrong with it."""

    budget: Budget
    report: Report

    def tell(self, code: str, detail: str, name: str) -> None:
        """Report a finding about a dump or a member of this name."""
        self.report.add(code, detail, Origin(name))


class Part(msgspec.Struct, frozen=True):
    """Bytes that are a dump of their own; its name is a label, nothing is written under it."""

    name: str
    file: Bytes
    folders: tuple[str, ...] = ()  # the outermost first


def member(archive: Part, name: str, file: Bytes) -> Part:
    """A file in an archive."""
    label = _label(name)
    folders = tuple(part for part in label.split("/")[:-1] if part not in {"", ".", ".."})
    return Part(f"{archive.name}/{label}", file, archive.folders + folders)


def _label(name: str) -> str:
    """A member's name, fit to be shown, with `/` between its folders."""
    return shown(name.replace("\\", "/"))[-NAME:]


def is_hidden(name: str) -> bool:
    """What systems leave in archives beside what people put there."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)
