"""How the folder gets to a server of one's own: as a comment above its config."""

import shlex

from feedgen_news.hosting.site import HostedSite


def rsync_lines(site: HostedSite) -> list[str]:
    """rsync keeps the times of files, puts all changed ones in place at the end, removes last."""
    folder = shlex.quote(f"{site.output}/")
    return [
        "# Built on another machine? After each build:",
        f"#   rsync -a --delay-updates --delete-after --exclude='.*.tmp' {folder} HOST:{folder}",
    ]
