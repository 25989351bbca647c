"""What crawlers captured, told by its beginning alone: every dump is asked, and few are WARC."""

from feedgen_news.loaders.content import Head


def is_warc(head: Head) -> bool:
    """By its first bytes; or by its name, where rubbish stands before the first record."""
    return head.data.startswith(b"WARC/") or (head.suffix == ".warc" and not head.foreign)
