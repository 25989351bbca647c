"""`serve`: the output folder in a browser, before anybody else sees it."""

from pathlib import Path

import click

from feedgen_news.cli.options import config_option, load_config, quiet_option
from feedgen_news.cli.output import complain, say
from feedgen_news.problems import FeedgenNewsError


@click.command()
@config_option
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Where to listen; 0 is any free port.",
)
@click.option(
    "--bind",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Whom to listen to; 0.0.0.0 lets the whole network in.",
)
@click.option("--as-is", is_flag=True, help="The published bytes: no local links, no reloading.")
@click.option("--open", "browser", is_flag=True, help="Open it in the browser.")
@quiet_option
def serve(
    config_file: Path, *, port: int, bind: str, as_is: bool, browser: bool, quiet: bool
) -> int:
    """Show the output folder in a browser; pages reload when a build changed something.

    Only for looking at it: the feeds belong on a web server. Ctrl-C ends it.
    """
    import socket

    from feedgen_news import preview
    from feedgen_news.site import MANIFEST

    config = load_config(config_file)
    if not (config.output / MANIFEST).is_file():
        raise FeedgenNewsError(
            f"{config.output}: nothing is published there; run feedgen-news build first"
        )
    shown = preview.Preview(
        folder=config.output,
        public=config.site.url,
        names=("localhost", socket.gethostname().lower(), bind.lower()),
        as_is=as_is,
        tell=_silent if quiet else _tell,
    )
    with preview.listen(bind, port) as listening:
        url = preview.address(listening)
        server = preview.serve(listening, shown)
        say(url)
        if not quiet:
            complain(_about(config.output, config.site.url, as_is=as_is))
        if browser:
            _open(url)
        server.serve_forever()  # until Ctrl-C, which is how it is meant to end
    return 0


def _about(folder: Path, public: str, *, as_is: bool) -> str:
    changes = "as it is" if as_is else f"links to {public} lead to the preview"
    return f"serves {folder}, {changes}; Ctrl-C ends it"


def _tell(method: str, path: str, status: int) -> None:
    complain(f"{status} {method} {path}")


def _silent(_method: str, _path: str, _status: int) -> None:
    pass


def _open(url: str) -> None:
    import webbrowser

    webbrowser.open(url)
