"""The encodings of text that a dump may be in, and the names people give them."""

import re

# Python's names of text encodings. Never extend it by codecs.lookup(): that also finds
# zlib, rot13, and modules on the path.
ENCODINGS: frozenset[str] = frozenset(
    "ascii utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be"
    " cp437 cp850 cp852 cp855 cp858 cp862 cp866 cp874 cp932 cp949 cp950"
    " cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258"
    " iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8"
    " iso8859-9 iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16"
    " koi8-r koi8-u koi8-t mac-roman mac-cyrillic tis-620"
    " gb2312 gbk gb18030 big5 big5hkscs euc-jp shift-jis iso2022-jp euc-kr johab".split()
)
_OTHER_NAMES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf16": "utf-16",
    "utf32": "utf-32",
    "latin1": "cp1252",  # as browsers read it (WHATWG Encoding §4.2)
    "latin-1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "sjis": "cp932",
    "shift-jis": "cp932",
    "ibm866": "cp866",
    "maccyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "euckr": "euc-kr",
    "eucjp": "euc-jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}


def encoding_named(label: str) -> str | None:
    """The encoding a person means; None for what is not on the list."""
    name = label.strip().lower().replace("_", "-").replace("windows-", "cp")
    name = _OTHER_NAMES.get(name, name)
    name = re.sub(r"^iso-8859", "iso8859", name)
    return name if name in ENCODINGS else None
