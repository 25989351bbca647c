"""A file of the operator's as text: read once, bounded, never hanging."""

import stat
from pathlib import Path

from feedgen_news.config.mistakes import Mistake, refuse
from feedgen_news.problems import ConfigError

LARGEST = 10_000_000  # bytes


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without byte order mark.

    Raises ConfigError where the path is no regular file (a FIFO is not opened), cannot be
    read, is larger than `LARGEST` or is not UTF-8.
    """
    try:
        _refuse_odd_files(path)
        body = path.read_bytes()
    except FileNotFoundError:
        raise _whole(path, "no such file; name it with -c/--config") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no possible name of a file"
        raise _whole(path, f"cannot be read: {reason}; expected a readable YAML file") from None
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(path, [_not_utf8(body, error)]) from None


def _refuse_odd_files(path: Path) -> None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise _whole(path, "a folder; expected a YAML file")
    if not stat.S_ISREG(status.st_mode):
        raise _whole(path, "no regular file; expected a YAML file")
    if status.st_size > LARGEST:
        raise _whole(path, f"larger than {LARGEST // 1_000_000} MB; expected a YAML file")


def _whole(path: Path, message: str) -> ConfigError:
    return refuse(path, [Mistake(0, 0, "", message)])


def _not_utf8(body: bytes, error: UnicodeDecodeError) -> Mistake:
    before = body[: error.start].split(b"\n")
    column = len(before[-1].decode("utf-8", "replace")) + 1
    byte = body[error.start]
    return Mistake(
        len(before), column, "", f"the byte 0x{byte:02X} is not UTF-8; save the file as UTF-8"
    )
