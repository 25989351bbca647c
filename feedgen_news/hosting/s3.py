"""Amazon S3: a script. Types and headers are fixed when a file is uploaded.

Commands: docs.aws.amazon.com/cli/latest/reference/s3/sync.html. Of what is left out and taken
in, the last that matches decides.
"""

import json
import shlex
from collections.abc import Iterable

from feedgen_news.hosting.kinds import Kind, kinds
from feedgen_news.hosting.site import HostedSite
from feedgen_news.model import OutputFile

_RULES = 50  # that a bucket may have
_CORS = {"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["GET", "HEAD"]}]}
_PUBLIC = ("--exclude", ".*", "--exclude", "*/.*", "--include", ".well-known/*")


def write(site: HostedSite) -> tuple[OutputFile, ...]:
    """One script for every upload; once, with `setup`, it tells the bucket its rules."""
    lines = [
        "#!/bin/sh",
        *site.heading("s3"),
        "# After each build: sh upload.sh; once, and after a topic was renamed: sh upload.sh setup",
        "# Pages carry their policy in their own `meta`: S3 sends no headers but those below.",
        "set -eu",
        f"bucket={shlex.quote(site.host)}  # its name",
        f"folder={shlex.quote(str(site.output))}",
        f'there="s3://$bucket/"{_path(site)}',
        "",
        *_setup(site),
        "",
        *(_packed() if site.compress else _plain()),
        "",
        *_uploads(site),
    ]
    return (OutputFile("upload.sh", ("\n".join(lines) + "\n").encode()),)


def _path(site: HostedSite) -> str:
    path = site.decoded_prefix[1:]
    return shlex.quote(path) if path else ""


def _setup(site: HostedSite) -> list[str]:
    website = {"IndexDocument": {"Suffix": "index.html"}, **_routing(site)}
    left = max(len(site.redirects) - _RULES, 0)
    return [
        'if [ "${1-}" = setup ]; then',
        f'    aws s3api put-bucket-cors --bucket "$bucket" --cors-configuration {_json(_CORS)}',
        *([f"    # {left} more redirects are beyond what S3 allows."] if left else []),
        '    aws s3api put-bucket-website --bucket "$bucket" \\',
        f"        --website-configuration {_json(website)}",
        "fi",
    ]


def _routing(site: HostedSite) -> dict[str, object]:
    start = site.decoded_prefix[1:]
    rules = [
        {
            "Condition": {"KeyPrefixEquals": f"{start}{old}/"},
            "Redirect": {"ReplaceKeyPrefixWith": f"{start}{new}/", "HttpRedirectCode": "301"},
        }
        for old, new in site.redirects[:_RULES]
    ]
    return {"RoutingRules": rules} if rules else {}


def _json(value: object) -> str:
    return shlex.quote(json.dumps(value))


def _plain() -> list[str]:
    return [
        "whole=$folder",
        "upload() {",
        '    aws s3 sync "$folder" "$there" --exclude "*" "$@"',
        "}",
    ]


def _packed() -> list[str]:
    """Three folders: what is packed, what is not, and both, as they are to be in the bucket.

    S3 does not ask what a client can read, so a packed file takes the place of its file.
    """
    return [
        "# S3 sends a packed file to everybody; every feed reader can unpack it. With CloudFront",
        "# in front, which packs for those who ask, leave `compress` off.",
        "work=$(mktemp -d)",
        "trap 'rm -rf \"$work\"' EXIT",
        "whole=$work/whole",
        'mkdir "$work/packed"',
        'cp -Rp "$folder" "$whole"',
        'cp -Rp "$folder" "$work/plain"',
        "cd \"$whole\" && find . -name '*.gz' -exec sh -c '",
        "    for gz; do",
        "        file=${gz%.gz}",
        '        [ -f "$file" ] || continue',
        '        mkdir -p "$0/packed/${gz%/*}"',
        '        cp -p "$gz" "$0/packed/$file"',
        '        rm "$0/plain/$file" "$0/plain/$gz"',
        '        mv "$gz" "$file"',
        '    done\' "$work" {} +',
        "upload() {",
        '    aws s3 sync "$work/packed" "$there" --exclude "*" "$@" --content-encoding gzip',
        '    aws s3 sync "$work/plain" "$there" --exclude "*" "$@"',
        "}",
    ]


def _uploads(site: HostedSite) -> list[str]:
    """Kind by kind, then what is not ours; last of all, of ours only, what is to go."""
    paths = [path for kind in kinds(site) for path in kind.paths]
    ours = _words("--include", paths)
    others = f"{' '.join(map(shlex.quote, _PUBLIC))} {_words('--exclude', paths)}"
    return [
        *(_upload(kind) for kind in kinds(site)),
        f'aws s3 sync "$whole" "$there" {others}',
        "# All is there now, each file of its size: nothing is left to do but to remove.",
        f'aws s3 sync "$whole" "$there" --size-only --delete --exclude "*" {ours}',
    ]


def _upload(kind: Kind) -> str:
    rest = ("--content-type", kind.content_type, "--cache-control", kind.cache_control)
    return f"upload {_words('--include', kind.paths)} {' '.join(map(shlex.quote, rest))}"


def _words(option: str, paths: Iterable[str]) -> str:
    return " ".join(f"{option} {shlex.quote(path)}" for path in paths)
