"""All contestants, and the environment of the peers. A new one is a file and an entry here."""

import json
import subprocess
import sys
from pathlib import Path

from peers import Course, Peer, ours, script, with_hugo, with_pelican


def floor(course: Course) -> list[str]:
    """In our environment, for it decodes with our library."""
    _, *arguments = script("floor.py")(course)
    return [sys.executable, *arguments, str(course.sizes)]


CONTESTANTS = {
    "ours": Peer(name="feedgen-news", prepare=ours.prepare, command=ours.command),
    "floor": Peer(name="the floor", command=floor, feeds=None),
    "feedgen": Peer(
        name="a plain script with feedgen", package="feedgen", command=script("with_feedgen.py")
    ),
    "feedgenerator": Peer(
        name="a plain script with feedgenerator",
        package="feedgenerator",
        command=script("with_feedgenerator.py"),
    ),
    "hugo": Peer(name="Hugo", package="hugo", prepare=with_hugo.prepare, command=with_hugo.command),
    "pelican": Peer(
        name="Pelican",
        package="pelican",
        prepare=with_pelican.prepare,
        command=with_pelican.command,
        most=10_000,
    ),
}

VERSIONS = """
import importlib.metadata, json, sys
known = {one.name.lower(): one.version for one in importlib.metadata.distributions()}
print(json.dumps({name: known[name] for name in sys.argv[1:] if name in known}))
"""


def equipped(venv: Path, packages: list[str]) -> dict[str, str]:
    """The versions of those packages that are there; installs what is not, if it can be."""
    python = venv / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    for package in [name for name in packages if name not in installed(python, packages)]:
        install = [str(python), "-m", "pip", "install", "-qq", package]
        subprocess.run(install, check=False, stdout=sys.stderr)
    return installed(python, packages)


def installed(python: Path, packages: list[str]) -> dict[str, str]:
    asked = [str(python), "-c", VERSIONS, *packages]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(told))
