"""What the preview changes in what it serves; the files stay as they are."""

import re
from html import escape, unescape

RELOAD = "/.feedgen-news/reload.js"
EVENTS = "/.feedgen-news/events"

_SCRIPT = b'<script src="%s" defer></script>' % RELOAD.encode()
_END_OF_HEAD = re.compile(rb"(?=</head\s*>)", re.IGNORECASE)
_POLICY = re.compile(
    rb"""(<meta\s[^>]*http-equiv=["']?content-security-policy["']?[^>]*\scontent=)"""
    rb"""(?:"([^"]*)"|'([^']*)')""",
    re.IGNORECASE,
)


def localised(body: bytes, *, public: str, local: str) -> bytes:
    """Links of the public site (its URL ends in "/") lead to the preview."""
    return body.replace(public.encode(), local.encode())


def reloading(page: bytes) -> bytes:
    """The page with the script that reloads it, and a policy that lets the script in."""
    page = _POLICY.sub(_opened, page)
    changed, times = _END_OF_HEAD.subn(_SCRIPT, page, count=1)
    return changed if times else page + _SCRIPT


def _opened(found: re.Match[bytes]) -> bytes:
    policy = unescape((found[2] or found[3] or b"").decode("utf-8", "replace"))
    return b'%s"%s"' % (found[1], escape(_with_self(policy)).encode())


def _with_self(policy: str) -> str:
    """A Content Security Policy that also allows scripts and connections of its own host."""
    rules: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        if words := directive.split():
            rules.setdefault(words[0].lower(), words[1:])  # of two the first holds (CSP3 §2.2.1)
    for name in ("script-src", "connect-src"):
        known = rules.get(name, rules.get("default-src"))
        if known is not None:
            rules[name] = [source for source in known if source != "'none'"] + ["'self'"]
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


def script(since: str) -> str:
    """The script of a page that was asked for while the output was as `since` names it."""
    return f'new EventSource("{EVENTS}?since={since}").onmessage = () => location.reload();\n'
