"""What a dump said, as much of it as is kept for somebody to look at."""

from typing import Any

import msgspec

MOST = 1 << 16  # characters or bytes


def quoted(text: str) -> str:
    """The text, or its beginning where it is long."""
    return text[:MOST]


def kept(raw: Any) -> Any:
    """A refused record as it may be kept: itself, or the beginning of what is large."""
    if isinstance(raw, str | bytes):
        return raw[:MOST]
    if weight(raw, most=MOST) <= MOST:
        return raw
    return msgspec.json.encode(raw, enc_hook=str)[:MOST].decode("utf-8", "replace")


def weight(value: Any, *, most: int) -> int:
    """About how many characters a value of JSON holds; counting ends beyond `most`."""
    total, stack = 0, [value]
    while stack and total <= most:
        part = stack.pop()
        total += len(part) if isinstance(part, str | bytes) else 8
        if isinstance(part, dict):
            stack += part.keys()
            stack += part.values()
        elif isinstance(part, list):
            stack += part
    return total
