"""The layouts that come with us."""

from pathlib import Path

FOLDER = Path(__file__).parent / "layouts"
LAYOUTS: tuple[str, ...] = tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))
