"""A sliding view of a dump's bytes: what is being read, never the whole of it."""

from feedgen_news.loaders.decoding import Stream

MAX_RECORD = 16 << 20  # bytes
CHUNK = 1 << 20  # bytes


class Window:
    """The bytes from `at` on that are in memory, and where in the dump `at` is."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.data = b""
        self.at = 0
        self.line = 1
        self.indent = 0  # bytes since the line began
        self.fresh = True  # and all of them blank

    @property
    def ahead(self) -> int:
        """How many bytes from `at` on are in memory."""
        return len(self.data) - self.at

    def more(self) -> bool:
        """Read on, letting go of what lies before `at`; False at the end."""
        chunk = self._stream.read(CHUNK)
        self.data = self.data[self.at :] + chunk
        self.at = 0
        return bool(chunk)

    def move(self, to: int) -> bytes:
        """Go on to offset `to`; what was passed."""
        passed = self.data[self.at : to]
        lines = passed.count(b"\n")
        last = passed[passed.rfind(b"\n") + 1 :] if lines else passed
        self.indent = len(last) if lines else self.indent + len(last)
        self.fresh = (self.fresh or lines > 0) and not last.strip()
        self.line += lines
        self.at = to
        return passed
