"""A compressed stream read as the bytes in it, to its end or to where it breaks."""

import re
import zlib

from feedgen_news.loaders.decoding import Bytes
from feedgen_news.loaders.packing.archives import Handling
from feedgen_news.loaders.packing.broken import BrokenError
from feedgen_news.loaders.packing.decoders import DECODERS
from feedgen_news.loaders.packing.kinds import SIGNATURES, Kind
from feedgen_news.loaders.packing.limits import SAID, is_bomb
from feedgen_news.problems import MissingExtraError

_CHUNK = 1 << 16  # bytes read at a time
_OUT = 1 << 18  # bytes made at a time
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]", re.DOTALL)  # RFC 1952 §2.3.1
_KEPT = 1 << 20  # bytes of a member, to look into when it breaks
_MENDED = 1_000  # broken members of one file, behind which the next one is looked for
_TRIAL = 1 << 10  # bytes by which a member is tried


class Expanded:
    """The bytes of all members or frames, in their order; a finding says where they broke off.

    A WARC has one gzip member for each record, so after a broken one the next is looked for.
    """

    def __init__(
        self,
        packed: Bytes,
        kind: Kind,
        *,
        name: str,
        hand: Handling,
    ) -> None:
        self._packed = packed
        self._kind = kind
        self._name = name
        self._hand = hand
        self._decoder = DECODERS[kind]()
        self._input = b""  # read and not yet given to the decoder
        self._taken = 0  # bytes read
        self._made = 0
        self._is_warc = False
        self._member = b""  # what the decoder was given of it
        self._mended = 0
        self._over = False
        self._ready = memoryview(b"")
        self.broken = False

    @property
    def used(self) -> int:
        """Packed bytes that what was unpacked so far is made of."""
        return self._taken - len(self._input)

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes. Raises OSError where the file itself cannot be read."""
        if not self._ready:
            self._ready = memoryview(self._next())
        chunk, self._ready = bytes(self._ready[:size]), self._ready[size:]
        return chunk

    def _next(self) -> bytes:
        """What comes next; nothing only at the end."""
        out = b""
        while not out and not self._over:
            if self._decoder.eof:
                self._next_member()
            else:
                out = self._step()
        return out

    def _step(self) -> bytes:
        piece = b""
        if self._decoder.needs_input and not (piece := self._piece()):
            self._mend(BrokenError("ends in the middle"), code="truncated-dump")
            return b""
        try:
            out = self._decoder.decompress(piece, _OUT)
        except BrokenError as error:
            out = self._counted(error.out)
            self._mend(error)
            return out
        if self._decoder.eof:
            self._input = self._decoder.unused_data + self._input
        return self._counted(out)

    def _piece(self) -> bytes:
        self._fill(1)
        piece, self._input = self._input[: self._decoder.step], self._input[self._decoder.step :]
        if self._is_warc or not self._made:
            self._member = (self._member + piece)[: _KEPT + 1]
        return piece

    def _fill(self, size: int) -> None:
        """At least so many bytes at hand, if there are so many."""
        while len(self._input) < size and (chunk := self._packed.read(_CHUNK)):
            self._input += chunk
            self._taken += len(chunk)

    def _counted(self, out: bytes) -> bytes:
        if not self._made:
            self._is_warc = self._kind == "gzip" and out.startswith(b"WARC/")
        self._made += len(out)
        self._hand.budget.spend(len(out))
        if self._hand.budget.spent or is_bomb(self._taken, self._made):
            self._stop("decompression-bomb", SAID, at=self.used)
            return b""
        return out

    def _next_member(self) -> None:
        """Turn to the next member or frame, if there is one."""
        self._member = b""
        self._fill(16)
        while self._input.startswith(b"\0"):  # padding of tapes and of a crash
            self._input = self._input.lstrip(b"\0")
            self._fill(16)
        if not self._input or self._kind == "deflate":
            self._over = True
        elif self._kind in SIGNATURES and SIGNATURES[self._kind].match(self._input):
            self._begin_member()
        else:
            self._mend(BrokenError("something else follows"))

    def _begin_member(self) -> None:
        self._decoder = DECODERS[self._kind]()
        self._member = b""
        self._over = False

    def _mend(self, error: BrokenError, code: str = "damaged-dump") -> None:
        """Say that it broke, and go on with the next member of a WARC if there is one."""
        if self._over:
            return
        at = self.used - len(error.given) + error.good
        again = self._is_warc and self._mended < _MENDED
        if again:
            self._mended += 1
            given = self._member if len(self._member) <= _KEPT else error.given
            self._input = given[1:] + self._input
            again = self._finds_record()
        self._stop("damaged-dump" if again else code, str(error), at=at)
        if again:
            self._begin_member()

    def _finds_record(self) -> bool:
        """Pass over whatever is no member with a record of a WARC in it."""
        while True:
            self._fill(2 * _TRIAL)
            member = _MEMBER.search(self._input)
            if not member and len(self._input) < 2 * _TRIAL:
                return False
            self._input = self._input[member.start() :] if member else self._input[-3:]
            self._fill(_TRIAL)
            if member and _begins_record(self._input[:_TRIAL]):
                return True
            self._input = self._input[1:] if member else self._input

    def _stop(self, code: str, detail: str, *, at: int) -> None:
        self._over = self.broken = True
        where = f"at byte {at:,}, {self._made:,} unpacked"
        self._hand.tell(code, f"{self._kind} data: {detail}, {where}", self._name)


def expanded(packed: Bytes, kind: Kind, *, name: str, hand: Handling) -> Expanded | None:
    """The stream; None where a library is missing, which is reported."""
    try:
        return Expanded(packed, kind, name=name, hand=hand)
    except MissingExtraError as error:
        install = f"pip install 'feedgen-news[{error}]'"
        hand.tell("missing-extra", f"{kind} data needs {install}", name)
        return None


def _begins_record(member: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(member, 5) == b"WARC/"
    except zlib.error:
        return False
