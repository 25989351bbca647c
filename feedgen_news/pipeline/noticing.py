"""Who wants to know how far a long read has come."""

from typing import Protocol


class Watch(Protocol):
    """Whoever wants to know how far a long read has come."""

    def expect(self, size: int, /) -> None:
        """So many bytes are to be read, as they lie in the files."""

    def passed(self, size: int, /) -> None:
        """So many more were read."""

    def article(self) -> None:
        """One more article was made."""

    def refused(self) -> None:
        """One more record was refused."""


class Unwatched:
    """Nobody wants to know."""

    def expect(self, size: int, /) -> None:
        """So many bytes are to be read."""

    def passed(self, size: int, /) -> None:
        """So many more were read."""

    def article(self) -> None:
        """One more article was made."""

    def refused(self) -> None:
        """One more record was refused."""
