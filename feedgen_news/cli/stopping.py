"""What ends a command from outside: signals, and the limits of memory, disk and time.

Whatever it is, the archive and the output stay as they were, and one line says so.
"""

import errno
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import click

from feedgen_news.cli.output import ACT, complain

_AS_IT_WAS = "what was published before is as it was"
_WORDS = {
    signal.SIGTERM: "terminated",
    signal.SIGHUP: "hung up",
    signal.SIGXCPU: "stopped, for its time on the processor is used up",
}
_TOO_MANY_FILES = {errno.EMFILE, errno.ENFILE}


def heed_signals() -> None:
    """Leave within seconds, with 128 + the signal's number, and undo what was begun.

    Who started us with SIGHUP ignored (`nohup`) means it.
    """
    for number in _WORDS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    _heed_no_more()
    complain(f"{_WORDS[signal.Signals(number)]}; {_AS_IT_WAS}")
    sys.exit(128 + number)


def _heed_no_more() -> None:
    """Tidying up is short, and is done once."""
    for number in (*_WORDS, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def until_stopped(command: Callable[[], object]) -> object:
    """What the command returns, or the exit code of what stopped it."""
    try:
        return command()
    except (KeyboardInterrupt, click.Abort):
        _heed_no_more()
        complain(f"interrupted; {_AS_IT_WAS}")
        return 128 + signal.SIGINT
    except MemoryError:
        complain(f"out of memory; {_AS_IT_WAS}. Give it more, or set --jobs 1", level="error")
        return ACT
    except ImportError as error:
        complain(f"{error}; {_AS_IT_WAS}. Install feedgen-news again", level="error")
        return ACT
    except OSError as error:
        complain(_told(error), level="error")
        return ACT


def _told(error: OSError) -> str:
    what = error.strerror or str(error)
    where = f"{error.filename}: {what}" if error.filename else what
    if error.errno in _TOO_MANY_FILES:
        return f"{where}; {_AS_IT_WAS}. Raise the limit of open files (ulimit -n), or set --jobs 1"
    return f"{where}; {_AS_IT_WAS}. Check the file, the disk and the permissions"
