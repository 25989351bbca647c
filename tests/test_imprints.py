"""What was printed of articles is found again, by the process that printed it and by others."""

import errno
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feedgen_news.pipeline import imprints
from feedgen_news.pipeline.imprints import Imprint, Imprints, Sizes, Variant
from feedgen_news.writers.fragments import Fragment
from feedgen_news.writers.sheets import Sheet

PLAIN = Variant("en", "bump", "full")
SILENT = Variant("en", "silent", "full")
SIZES = Sizes(5_000, 300)


def imprint(number: int, body: bytes = b"body") -> Imprint:
    fragment = Fragment(b"before %d" % number, b"after", b"between", ("media",), authored=False)
    return Imprint(
        Sheet({"atom": fragment}, body, b"a row", b"a view"), number, ("slug",), ("Title",)
    )


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Imprints]:
    with closing(Imprints(tmp_path)) as made:
        yield made


@pytest.fixture
def lender(tmp_path: Path) -> Iterator[Imprints]:
    with closing(Imprints(tmp_path, lasting=True)) as made:
        yield made


def test_what_was_kept_is_found_whether_it_was_written_yet_or_not(own, monkeypatch):
    monkeypatch.setattr(imprints, "_TOGETHER", 1_000)
    for number in range(40):
        own.keep(number, PLAIN, imprint(number, b"x" * 100), SIZES)
    own.keep(7, SILENT, imprint(70), SIZES)
    assert [own.get(number, PLAIN) for number in range(40)] == [
        imprint(number, b"x" * 100) for number in range(40)
    ]
    assert own.get(7, SILENT) == imprint(70)
    assert own.get(8, SILENT) is None
    assert own.sizes(7, PLAIN) == SIZES
    assert own.sizes(40, PLAIN) is None


def test_where_there_is_no_room_all_begins_anew(own, monkeypatch):
    monkeypatch.setattr(imprints, "MOST", 3)
    for number in range(4):
        own.keep(number, PLAIN, imprint(number), SIZES)
    assert [own.get(number, PLAIN) for number in range(4)] == [None, None, None, imprint(3)]


def test_on_a_full_disk_nothing_is_kept_that_was_not_written(own, monkeypatch):
    own.keep(1, PLAIN, imprint(1), SIZES)
    own.lend([1], PLAIN)  # written
    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", lambda *_: 5)
        patched.setattr(imprints, "_TOGETHER", 1)
        own.keep(2, PLAIN, imprint(2), SIZES)
    assert (own.get(1, PLAIN), own.get(2, PLAIN)) == (imprint(1), None)
    own.keep(3, PLAIN, imprint(3), SIZES)
    assert (own.get(1, PLAIN), own.get(3, PLAIN)) == (imprint(1), imprint(3))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no names of open files")
def test_what_another_printed_is_found(own, lender):
    for number in range(3):
        lender.keep(number, PLAIN, imprint(number), SIZES)
    places = lender.lend([0, 1, 9], PLAIN)
    assert sorted(places) == [0, 1]
    own.borrow(PLAIN, places)
    assert [own.get(number, PLAIN) for number in range(3)] == [imprint(0), imprint(1), None]
    assert (own.get(1, SILENT), own.sizes(1, PLAIN)) == (None, SIZES)
    own.borrow(PLAIN, {})
    assert own.get(1, PLAIN) is None


def test_what_cannot_be_borrowed_is_printed_again(own, lender):
    lender.keep(1, PLAIN, imprint(1), SIZES)
    places = lender.lend([1], PLAIN)
    lender.close()
    own.borrow(PLAIN, places)
    assert own.get(1, PLAIN) is None
    own.keep(1, PLAIN, imprint(1), SIZES)
    assert own.get(1, PLAIN) == imprint(1)


def test_what_others_were_told_of_stays(lender, monkeypatch):
    monkeypatch.setattr(imprints, "MOST", 2)
    for number in range(3):
        lender.keep(number, PLAIN, imprint(number), SIZES)
    assert [lender.get(number, PLAIN) for number in range(3)] == [imprint(0), imprint(1), None]


def test_where_no_file_can_be_made_nothing_is_lent(lender, monkeypatch):
    def refused(**_):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(imprints.tempfile, "TemporaryFile", refused)
    lender.keep(1, PLAIN, imprint(1), SIZES)
    assert lender.lend([1], PLAIN) == {}
    assert lender.get(1, PLAIN) is None
