"""What a decoder raises where data is damaged."""


class BrokenError(Exception):
    """The data is damaged: what came out before, what went in, and how much of that is good."""

    def __init__(self, detail: str, *, out: bytes = b"", given: bytes = b"", good: int = 0) -> None:
        super().__init__(detail)
        self.out = out
        self.given = given
        self.good = good
