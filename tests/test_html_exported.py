"""Pages as trafilatura writes them (`--output-format html --with-metadata`)."""

import pytest

from tests.webpages import record

METAS = {
    "sitename": "Lune Post",
    "title": "Harbour opens - National | Lune Post",
    "author": "Jane Roe; John Doe",
    "date": "2024-03-29",
    "url": "https://lune.example/stories/1/",
    "hostname": "lune.example",
    "description": "After nine years.",
    "categories": "Coast;World",
    "tags": "harbour;ships & boats",
    "fingerprint": "be6751bb8de9f9cc",
}
BODY = '<p class="lead">It was <i>opened</i> on Friday.</p>\n<p>Ships came.</p>'


def written(body=BODY, head="", *, without=()):
    metas = "".join(
        f'<meta name="{name}" content="{value.replace("&", "&amp;")}"/>'
        for name, value in METAS.items()
        if name not in without
    )
    return f"<html><head>{metas}{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize("fast", [False, True])
def test_its_metas_are_the_fields(fast):
    found = record(written(), fast=fast)
    assert found.title == "Harbour opens - National | Lune Post"
    assert found.url == "https://lune.example/stories/1/"
    assert found.authors == ["Jane Roe", "John Doe"]
    assert found.published == "2024-03-29"
    assert found.summary == "After nine years."
    assert found.sections == ["Coast", "World"]
    assert found.tags == ["harbour", "ships & boats"]
    assert found.publisher == "Lune Post"
    assert (found.html or "").strip() == BODY


def test_what_it_did_not_find_is_missing():
    found = record(written(without="author categories tags description sitename".split()))
    assert (found.authors, found.sections, found.tags, found.summary) == ([], [], [], None)
    assert found.publisher == "lune.example"


@pytest.mark.parametrize(
    "head",
    [
        "<title>Lune Post</title>",
        '<meta property="og:title" content="Harbour">',
        '<meta name="viewport" content="width=device-width">',
        '<link rel="canonical" href="https://lune.example/2">',
    ],
)
def test_pages_of_others_are_read_as_pages(head):
    long = "<p>The harbour of the old town was opened on Friday, after nine years.</p>" * 5
    assert record(written(f"<h1>Harbour</h1>{long}", head)).tags == []
