"""The site as a host sees it: an address, a folder, and what became of old addresses."""

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec


class HostedSite(msgspec.Struct, frozen=True, kw_only=True):
    """What all hosts need to know of a site."""

    url: str  # ends in "/"
    output: Path  # absolute
    folder: Path  # of the config file, absolute
    config: str = "config.yaml"  # the config file's name
    archive: Path
    formats: dict[str, str]  # extension of a feed's files → media type
    redirects: tuple[tuple[str, str], ...] = ()  # former slug of a topic, its slug of today
    open_month: str = ""  # YYYY-MM: documents of earlier months are closed; "": unknown
    compress: bool = False
    policy: str = ""  # Content-Security-Policy of our pages; "" where they are not ours alone

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.url)

    @property
    def scheme(self) -> str:
        """`http` or `https`."""
        return self._parts.scheme.lower()

    @property
    def host(self) -> str:
        """The host's name in small letters, an IPv6 address in its brackets."""
        name = self._parts.hostname or ""
        return f"[{name}]" if ":" in name else name

    @property
    def port(self) -> int | None:
        """The port, where the address names one."""
        return self._parts.port

    @property
    def is_local(self) -> bool:
        """Whether it is for this machine only: a preview."""
        return self.host in {"localhost", "[::1]"} or self.host.startswith("127.")

    @property
    def prefix(self) -> str:
        """The path of the address as it is sent: `/`, or `/news/`."""
        return self._parts.path

    @property
    def decoded_prefix(self) -> str:
        """The path as servers compare it, without percent-encoding."""
        return unquote(self.prefix)

    def heading(self, host: str) -> list[str]:
        """The first lines of whatever is written, as a comment; they carry our mark."""
        return [f"# Made by `feedgen-news host {host}` for {self.url}"]
