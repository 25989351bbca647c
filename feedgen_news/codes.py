"""The table of findings: what becomes of the record or the dump, and what to do."""

from typing import Literal

import msgspec

Effect = Literal["unread", "refused", "noted"]


class Code(msgspec.Struct, frozen=True):
    """One kind of finding about input: what becomes of the record, and what to do."""

    effect: Effect
    meaning: str
    advice: str


UNREAD: Effect = "unread"  # a dump, or the rest of it: how many records it held is unknown
REFUSED: Effect = "refused"  # one record
NOTED: Effect = "noted"  # the article is kept

FORGOTTEN = "forgotten"

CODES: dict[str, Code] = {
    # dumps
    "missing-dump": Code(
        UNREAD, "no file of this name", "check the name, or `files` in the source"
    ),
    "unreadable-dump": Code(
        UNREAD, "the file cannot be opened or read", "check what it is, and its permissions"
    ),
    "unreachable-dump": Code(
        UNREAD,
        "the server or store where it lies cannot be reached, or is out of order",
        "check the address, and whether the server runs; the next build tries again",
    ),
    "no-dumps": Code(
        NOTED,
        "files in a folder that plainly are no dumps, such as pictures and style sheets; left out",
        "nothing to do, or name such a file itself",
    ),
    "empty-dump": Code(NOTED, "the dump holds nothing", "scrape again or remove the file"),
    "unknown-format": Code(
        UNREAD,
        "the bytes are no format we read",
        "convert it, or name it with `format` if it is text",
    ),
    "missing-extra": Code(
        UNREAD, "a format whose library is not installed", "install it, and build again"
    ),
    "truncated-dump": Code(
        UNREAD,
        "the dump ends in the middle; later records may be missing",
        "scrape or copy it again, or build again once the scraper is done",
    ),
    "damaged-dump": Code(
        UNREAD,
        "bytes that are not what was written; what came before them was read",
        "copy it again, or test it with the program that packed it",
    ),
    "decompression-bomb": Code(
        UNREAD,
        "packed data that becomes too large, or is packed too often",
        "unpack it yourself if it is what it should be",
    ),
    "archive-too-large": Code(
        UNREAD,
        "a zip beyond 100,000 members, or beyond 1 GiB inside another packing",
        "unpack it, or pack it as .tar.gz",
    ),
    "unreadable-member": Code(
        UNREAD,
        "a file in an archive that cannot be unpacked: encrypted, or in a rare way",
        "unpack it, and pack it again in the usual way",
    ),
    "skipped-member": Code(
        NOTED, "a link or a device in an archive, which holds no data", "nothing to do"
    ),
    "dump-too-large": Code(
        UNREAD, "a text larger than 64 MiB or 500,000 lines", "split it, or use JSON Lines"
    ),
    # records
    "broken-json": Code(REFUSED, "not JSON (RFC 8259)", "mend the line, or scrape it again"),
    "record-too-large": Code(REFUSED, "a record larger than 16 MiB", "split it"),
    "broken-page": Code(
        REFUSED,
        "a page of a WARC that is not packed as its headers say",
        "fetch it again, or leave it",
    ),
    "no-pages": Code(NOTED, "records of a WARC that are no pages of HTML", "nothing to do"),
    "not-an-object": Code(REFUSED, "JSON, but no object with fields", "write one object a record"),
    "not-an-article": Code(
        REFUSED,
        "an object or a page that holds no article",
        "map its keys with `fields`, name another `layout`, or leave it",
    ),
    "unnamed-columns": Code(
        UNREAD,
        "a table whose columns cannot be told apart",
        "write their names into its first line, each once, or map them with `fields`",
    ),
    "broken-row": Code(
        REFUSED,
        "a row of a table whose quotes do not close, or whose cells do not fit its columns",
        "mend the row, or write the table again",
    ),
    "short-row": Code(
        NOTED,
        "a row of a table that ends early: it lacks cells, or its last quote",
        "check the row",
    ),
    "fields-guessed": Code(
        NOTED,
        "keys nobody knows, which seem to be these fields",
        "check it, and settle it with `fields` in the source",
    ),
    "broken-xml": Code(
        REFUSED, "an item of XML or SGML that breaks off", "mend it, or scrape it again"
    ),
    "mended-xml": Code(
        NOTED,
        "not XML as it should be; read as it was meant",
        "escape `&` and `<`, close every tag",
    ),
    "passed-over": Code(
        NOTED,
        "elements of another name among the items of an XML list; left out",
        "nothing to do, or name a key of theirs in `fields`",
    ),
    "unpublished-items": Code(
        NOTED,
        "items of a WordPress export that are no published posts; left out",
        "nothing to do, or publish them",
    ),
    "broken-front-matter": Code(
        NOTED,
        "front matter that is not YAML, TOML or JSON; read line by line",
        "close it with `---`, and put values with a colon in quotes",
    ),
    "encoding-guessed": Code(
        NOTED,
        "not UTF-8, and no encoding given; guessed by its letters",
        "check the text; if it is wrong, set `encoding`",
    ),
    "decoded-as-cp1252": Code(
        NOTED, "not UTF-8; read as Windows-1252", "set `encoding`, or write UTF-8"
    ),
    "undecodable-bytes": Code(
        NOTED,
        "bytes that are no characters, shown as a question mark",
        "set `encoding`, or write UTF-8",
    ),
    # articles
    "duplicate": Code(
        NOTED, "one more record of an article of this build; the other one stays", "nothing to do"
    ),
    "error-page": Code(
        NOTED,
        "a text that stands in the place of other articles' texts as well, such as “Access"
        " denied”; the article keeps the text it had",
        "look at how it was scraped; if it is the text of all these articles, nothing to do",
    ),
    FORGOTTEN: Code(
        REFUSED,
        "an article that was taken down with `forget`; nothing of it is kept",
        "nothing to do, or let it come again with `forget --undo` and this id",
    ),
    "no-content": Code(
        REFUSED,
        "neither a text nor a link: nothing to show, nowhere to lead",
        "name the body's key in `fields`, or its lines in a `layout`",
    ),
    "no-title": Code(
        REFUSED,
        "no title, and nothing to take one from",
        "name the title's key in `fields`, or its lines in a `layout`",
    ),
    "title-missing": Code(
        NOTED,
        "the title was made of the text, or of the address",
        "name the title's key in `fields`, or its lines in a `layout`",
    ),
    "title-cut": Code(
        NOTED, "the title was longer than 500 characters", "nothing to do, or shorten it"
    ),
    "body-cut": Code(
        NOTED, "the body was longer than 1,000,000 characters", "nothing to do, or split it"
    ),
    "labels-cut": Code(
        NOTED,
        "more than 100 sections, tags or authors",
        "nothing to do, or name another key in `fields`",
    ),
    "images-cut": Code(NOTED, "more than 50 pictures; the first were kept", "nothing to do"),
    "relative-date": Code(
        NOTED, "a date counted from the day of scraping, which names no day", "keep the page's date"
    ),
    "unplaced-lines": Code(
        NOTED, "lines of a text dump that are neither text nor fields", "name them in a `layout`"
    ),
    "bad-date": Code(
        NOTED,
        "a date that names no day; the time it was first seen stands in",
        "correct the dump, or name another key in `fields`",
    ),
    "ambiguous-date": Code(
        NOTED, "a date with two readings; the time it was first seen stands in", "set `day_first`"
    ),
    "zone-guessed": Code(
        NOTED,
        "a time zone's name that several places share",
        "check the time; an offset such as +05:30 is never guessed",
    ),
    "future-date": Code(
        NOTED,
        "dated more than a day ahead: held back until then",
        "nothing to do, or check the dump and the source's `timezone`",
    ),
    "bad-url": Code(
        NOTED, "an address nobody can be sent to; left out", "set `base_url`, or correct the dump"
    ),
    "private-url": Code(
        NOTED, "an address in a private network; left out", "nothing to do, or correct the dump"
    ),
    "active-markup": Code(NOTED, "scripts, frames or forms, taken out", "nothing to do"),
    "control-characters": Code(NOTED, "characters no feed may hold, taken out", "nothing to do"),
    "mojibake-repaired": Code(
        NOTED,
        "text that was decoded wrongly before it came here; put right",
        "nothing to do, or mend the scraper: it should read pages as UTF-8",
    ),
    "markup-too-deep": Code(NOTED, "markup nested too deeply; its text was kept", "nothing to do"),
    # the machine
    "odd-clock": Code(
        NOTED,
        "the clock was set back by more than a day, or ahead by more than 400 since the last build",
        "set the machine's clock; if it is right and not believed, build with --force",
    ),
    "odd-manifest": Code(
        NOTED,
        "the list of what we published is not as the last build left it that came to its end",
        "remove yourself what it does not name and you do not want any more",
    ),
    "out-of-reach": Code(
        NOTED,
        "the workers of a cluster could not read the dump; it was read by the builder",
        "put dumps where all can open them, and install the same on each",
    ),
    "lost-workers": Code(
        NOTED,
        "several workers of a cluster ended while they read a dump; the builder read it",
        "look at their logs; give them more memory",
    ),
}
