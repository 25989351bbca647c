"""What is loaded when it is first used: functions by their names, regular expressions.

For tables with many lines of which a run needs few: a line names its function, and what
the function's module needs in turn is loaded by those alone who call it.
"""

import re
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, cast


def later(path: str) -> Callable[..., Any]:
    """The function at a path such as `package.module:function`, imported when it is called.

    Can be sent to another process. Calling it raises ImportError or AttributeError where
    there is none.
    """
    return partial(_called, path)


def _called(path: str, /, *values: Any, **named: Any) -> Any:
    return named_at(path)(*values, **named)


def named_at(path: str) -> Any:
    """What the path `package.module:name` leads to."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression that is compiled when it is first used; raises re.error then.

    For long ones that few runs need: to compile one may take longer than to import the
    module it stands in. Its methods are those of `re.Pattern`, and as fast.
    """
    return cast("re.Pattern[str]", _Pattern(source, flags))


class _Pattern:
    """Takes each method of the compiled expression over when it is asked for the first time."""

    def __init__(self, source: str, flags: int) -> None:
        self._expression = (source, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # of copies and pickles in the making
            raise AttributeError(name)
        found = getattr(re.compile(*self._expression), name)
        setattr(self, name, found)
        return found
