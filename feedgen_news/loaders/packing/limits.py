"""How far packed dumps are followed: what stops a bomb and lets real crawls through.

News as JSON or HTML packs to a fifth or a twentieth, with long windows to a hundredth. What
becomes more than 500 times as much is no news.
"""

FREE = 64 << 20  # bytes any dump may become, however small it is
RATIO = 500  # times its size that it may become beyond
DEPTH = 4  # packings one in another: a .tar.gz with .gz files in a zip
MEMBERS = 100_000  # of a zip, whose directory is read as a whole
DIRECTORY = 16 << 20  # bytes of that directory
SPOOL = 1 << 30  # bytes of a zip inside another packing, which is copied to disk
NAME = 1_000  # characters of a member's name that are shown


class Budget:
    """What a dump may still become: all its members and layers together, in bytes."""

    def __init__(self, size: int) -> None:
        self._left = FREE + RATIO * size

    def spend(self, size: int) -> None:
        """Count bytes that came out."""
        self._left -= size

    @property
    def spent(self) -> bool:
        """Whether the dump became more than it may."""
        return self._left < 0


def is_bomb(packed: int, unpacked: int) -> bool:
    """Whether one stream became more than it may."""
    return unpacked > FREE and unpacked > RATIO * packed


SAID = f"more than {RATIO} times its size and {FREE >> 20} MiB unpacked"
