"""The command `feedgen-news`, and `python -m feedgen_news`."""

import gc
import os
import signal
import sys
from typing import NoReturn

# Objects that come before Python looks for cycles among them. Modules make 100,000 that stay: to
# look every 700 of them took a sixth of a short build.
_UNLOOKED_AT = 20_000


def main() -> NoReturn:
    """Run the command line; where it cannot even be loaded, say so and leave with 2."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for them takes long
    gc.set_threshold(_UNLOOKED_AT)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a Ctrl-C while it loads ends it in silence
    try:
        from feedgen_news.cli import main as run  # noqa: PLC0415
    except (ImportError, MemoryError, OSError) as error:
        sys.stderr.write(
            f"feedgen-news: cannot be loaded: {error or 'out of memory'}; check memory, open files"
            " and the disk, or install it again\n"
        )
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
