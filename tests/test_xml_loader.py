"""XML of scrapers, agencies and trafilatura: what is read, what is mended, what is lost."""

import tracemalloc

import pytest

from feedgen_news.config.sources import Source
from feedgen_news.loaders import FORMATS, Dump, load
from feedgen_news.loaders.content import Head
from feedgen_news.loaders.xml.pieces import RAW
from feedgen_news.loaders.xml.window import MAX_RECORD
from feedgen_news.model import Image
from feedgen_news.problems import REFUSED, Report


def read(path, data, **settings):
    """The records and findings of a dump with these bytes."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    problems = []
    source = Source(name="wire", files=("*",), **settings)
    records = list(load(Dump(path.name, path), source=source, report=Report(problems.append)))
    assert all(one.raw for one in problems if one.effect == REFUSED)
    return records, problems


@pytest.fixture
def dump(tmp_path):
    return lambda data, **settings: read(tmp_path / "d.xml", data, **settings)


def item(name, *, text="Body", name_of_it="item", more=""):
    return (
        f"<{name_of_it}><title>{name}</title><url>https://n.example/{name}</url>"
        f"<text>{text} of {name}.</text>{more}</{name_of_it}>"
    )


A, B, C = map(item, "ABC")


def listed(*items, prolog='<?xml version="1.0" encoding="utf-8"?>\n', root="items"):
    return f"{prolog}<{root}>\n" + "\n".join(items) + f"\n</{root}>"


def titles(records):
    return [record.title for record in records]


def named(problems):
    return [(problem.code, problem.origin.line or problem.origin.position) for problem in problems]


SHAPES = {
    "Scrapy": listed(A, B, C),
    "no declaration": listed(A, B, C, prolog=""),
    "a mark": "\ufeff" + listed(A, B, C),
    "on one line": listed(A, B, C).replace("\n", ""),
    "CRLF": listed(A, B, C).replace("\n", "\r\n"),
    "document type": listed(A, B, C, prolog="<!DOCTYPE items [<!ELEMENT items ANY>]>\n"),
    "a stylesheet and comments": listed(A, "<!-- <item> -->", B, C, prolog="<?s x='>'?><!-- a -->"),
    "rows": listed(*(one.replace("item>", "row>") for one in (A, B, C)), root="root"),
    "articles": listed(*(one.replace("item>", "article>") for one in (A, B, C)), root="articles"),
    "a namespace": listed(A, B, C).replace("<items>", '<items xmlns="https://own.example/ns">'),
    "a prefix": listed(A, B, C, root='n:items xmlns:n="https://own.example/ns"')
    .replace('</n:items xmlns:n="https://own.example/ns">', "</n:items>")
    .replace("item>", "n:item>"),
    "in groups": listed(f"<day>{A}{B}</day>", f"<day>{C}</day>"),
    "documents one after the other": "".join(listed(one) for one in (A, B, C)),
    "attributes": listed(
        *(
            f'<row title="{name}" url="https://n.example/{name}" body="Body of {name}."/>'
            for name in "ABC"
        )
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_any_list_of_elements_that_look_like_articles(dump, shape):
    records, problems = dump(SHAPES[shape])
    assert titles(records) == ["A", "B", "C"]
    assert [record.url for record in records] == [f"https://n.example/{name}" for name in "ABC"]
    assert [(record.text or "").strip() for record in records] == [f"Body of {n}." for n in "ABC"]
    assert problems == []


def test_one_article_a_file(dump):
    more = "<related><item><title>R</title></item><item><title>S</title></item></related>"
    records, problems = dump(item("A", name_of_it="article", more=more))
    assert (titles(records), problems) == (["A"], [])


def test_scrapys_lists_objects_and_words_for_nothing(dump):
    records, _ = dump(
        listed(
            item(
                "A",
                more="<authors><value>Jane Roe</value><value>Li Wei</value></authors>"
                "<tags><value>ports</value></tags><section>None</section><date>2024-03-29\n</date>"
                "<image><url>https://i.example/a.jpg</url><caption>The port</caption></image>",
            ),
            "<item><title>None</title><url>https://n.example/b</url><text/><tags></tags></item>",
        )
    )
    first, second = records
    assert (first.authors, first.tags, first.sections) == (["Jane Roe", "Li Wei"], ["ports"], [])
    assert (first.published, first.images) == (
        "2024-03-29",
        [Image("https://i.example/a.jpg", "The port")],
    )
    assert (second.title, second.text, second.tags) == (None, None, [])


def test_names_in_plural_repeats_and_attributes(dump):
    records, _ = dump(
        listed(
            '<article lang="de"><headline>A</headline><link href="https://n.example/a"/>'
            "<keywords><keyword>x</keyword><keyword>y</keyword></keywords>"
            "<author><name>Jane Roe</name></author><category>World</category>"
            "<category>Asia</category><body><p>One.</p>"
            "<p>Two &amp; <b>three</b>.</p></body></article>"
        )
    )
    (record,) = records
    assert (record.title, record.url, record.language) == ("A", "https://n.example/a", "de")
    assert (record.tags, record.authors) == (["x", "y"], ["Jane Roe"])
    assert record.sections == ["World", "Asia"]
    assert record.html == "<p>One.</p><p>Two &amp; <b>three</b>.</p>"


def test_fields_of_the_source_tell_what_is_an_article(dump):
    data = listed("<n><hed>A</hed><tx>Body.</tx></n>", "<n><hed>B</hed><tx>Body.</tx></n>")
    records, problems = dump(data, fields={"title": ("hed",), "text": ("tx",)})
    assert ([(r.title, r.text) for r in records], problems) == (
        [("A", "Body."), ("B", "Body.")],
        [],
    )


def test_lines_are_told_and_positions_where_items_share_one(dump):
    records, _ = dump(listed(A.replace("><t", ">\n<t"), B))
    assert [(r.origin.line, r.origin.end_line) for r in records] == [(3, 5), (6, 6)]
    records, _ = dump("<items>" + A + B + "</items>")
    assert [str(r.origin) for r in records] == ["d.xml#1", "d.xml#2"]


MENDED = {  # what A says, and how it is understood
    "a bare ampersand": (item("A", text="AT&T and R&D"), "AT&T and R&D of A."),
    "a bare less-than": (item("A", text="1 < 2, x <3"), "1 < 2, x <3 of A."),
    "entities of HTML": (item("A", text="Caf&eacute;&nbsp;&ndash;"), "Café\xa0– of A."),
    "an entity nobody knows": (item("A", text="&lol9; &x;"), "&lol9; &x; of A."),
    "control characters": (item("A", text="a\x03b&#3;c&#xFFFF;\x00"), "abc of A."),
    "a wrong end tag": (A.replace("</title>", "</titel>"), "Body of A."),
    "no end tag": (A.replace("</title>", ""), "Body of A."),
    "end tags too many": (A.replace("</title>", "</title></title></b>"), "Body of A."),
    "a comment without end": (A.replace("Body", "<!-- Body"), "Body of A."),
    "CDATA without end": (A.replace("Body", "<![CDATA[Body"), "Body of A."),
    "no end of the item": (A.replace("</item>", ""), "Body of A."),
    "a prefix nobody declared": (A.replace("text>", "x:text>"), "Body of A."),
}


@pytest.mark.survives("H16")
@pytest.mark.parametrize("fault", MENDED)
@pytest.mark.parametrize("lines", [True, False])
def test_a_broken_item_is_mended_and_its_neighbours_are_not_touched(dump, fault, lines):
    broken, text = MENDED[fault]
    data = listed(B, broken, C)
    records, problems = dump(data if lines else data.replace("\n", ""))
    assert titles(records) == ["B", "A", "C"]
    if fault != "a prefix nobody declared":
        assert records[1].text.strip() == text
    assert [record.text for record in records[::2]] == ["Body of B.", "Body of C."]
    assert named(problems) == [("mended-xml", 4 if lines else 2)]


@pytest.mark.survives("J10")
@pytest.mark.parametrize("cut", [20, 60, 75])
def test_what_came_before_a_break_is_kept_and_the_break_is_named(dump, cut):
    whole = listed(A, B)
    records, problems = dump(whole[:-cut])
    assert titles(records) == ["A"]
    assert named(problems) == [("broken-xml", 4), ("truncated-dump", 4)]
    assert problems[0].raw == whole[:-cut].split("\n")[3]


def test_an_item_that_breaks_off_costs_itself(dump):
    records, problems = dump(listed(A, B[:-22], C))
    assert titles(records) == ["A", "C"]
    assert named(problems) == [("broken-xml", 4)]
    assert problems[0].raw.strip() == B[:-22]


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE items [\n<!ENTITY a "lol">\n'
    + "".join(
        f'<!ENTITY {y} "{f"&{x};" * 10}">\n' for x, y in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + '<!ENTITY secret SYSTEM "file:///etc/hostname">\n'
    '<!ENTITY own "<item><title>X</title></item>">\n'
    '<!ENTITY % remote SYSTEM "http://e.example/x.dtd">\n%remote;\n]>\n'
)


@pytest.mark.survives("H13", "H14")
def test_entities_are_text_and_are_never_expanded_or_fetched(dump):
    records, problems = dump(listed(item("A", text="&i; &secret; &own;"), B, prolog=BOMB))
    assert [record.text for record in records] == ["&i; &secret; &own; of A.", "Body of B."]
    assert [one.code for one in problems] == ["mended-xml"]


@pytest.mark.survives("H13")
def test_an_include_is_an_element_like_any_other(dump):
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
    records, _ = dump(listed(item("A", more=include), B))
    assert titles(records) == ["A", "B"]
    assert "root:" not in repr(records)


@pytest.mark.survives("H09")
def test_tags_in_cdata_are_text(dump):
    inside = "<![CDATA[</text></item><item><title>X</title></item>]]>"
    records, problems = dump(listed(A.replace("Body", inside), B))
    assert (titles(records), problems) == (["A", "B"], [])
    assert "<title>X</title>" in (records[0].html or records[0].text)


@pytest.mark.survives("H11", "H12")
@pytest.mark.parametrize(
    "text",
    [
        "<b>" * 60_000,
        "<" * 100_000,
        "<!--" * 20_000,
        "<![CDATA[" * 20_000,
        "&" * 100_000,
        "</b>" * 60_000,
    ],
)
def test_absurd_markup_costs_little_and_only_itself(dump, text):
    records, problems = dump(listed(A.replace("Body", text), B))
    assert titles(records)[-1] == "B"
    assert {one.code for one in problems} <= {"mended-xml", "broken-xml", "not-an-article"}


def test_an_item_too_large_is_named_and_passed_over(dump):
    records, problems = dump(listed(A, item("B", text="x" * (MAX_RECORD + 1)), C))
    assert titles(records) == ["A", "C"]
    assert named(problems) == [("record-too-large", 4)]
    assert len(problems[0].raw) == RAW


def test_memory_does_not_grow_with_the_dump(tmp_path):
    path = tmp_path / "big.xml"
    with path.open("w") as file:
        file.write("<items>\n")
        file.writelines(item(f"A{n}", text="word " * 2_000) + "\n" for n in range(2_000))
        file.write("</items>")
    tracemalloc.start()
    found = load(Dump("big.xml", path), source=Source(name="w", files=("*",)), report=Report())
    assert sum(1 for _ in found) == 2_000  # 20 MB
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


def declared(name, *, text="Café"):
    return listed(item("A", text=text), B, prolog=f'<?xml version="1.0" encoding="{name}"?>\n')


@pytest.mark.survives("T07", "T08")
@pytest.mark.parametrize(
    ("name", "encoding", "codes"),
    [
        ("UTF-8", "utf-8", []),
        ("ISO-8859-1", "cp1252", []),
        ("windows-1252", "cp1252", []),
        ("UTF-16", "utf-16", []),
        ("UTF-8", "utf-16", []),
        ("UTF-8", "cp1252", ["decoded-as-cp1252"]),
        ("ISO-8859-1", "utf-8", []),
        ("rot13", "utf-8", []),
        ("../../x", "utf-8", []),
    ],
)
def test_an_encoding_is_believed_where_the_bytes_agree(dump, name, encoding, codes):
    records, problems = dump(declared(name).encode(encoding))
    assert [record.text for record in records] == ["Café of A.", "Body of B."]
    assert [one.code for one in problems] == codes


def test_encodings_of_other_scripts(dump):
    data = declared("Shift_JIS", text="東京の港").encode("shift-jis")
    records, problems = dump(data)
    assert (records[0].text, problems) == ("東京の港 of A.", [])
    records, _ = dump(declared("UTF-8", text="Мост").encode("koi8-r"), encoding="koi8-r")
    assert records[0].text == "Мост of A."


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        ("<items><item><title>A</title></item></items>", "xml"),
        ("<?xml version='1.0'?><x>words</x>", "xml"),
        ("<doc title='A'><main><p>x</p></main></doc>", "xml"),
        ("<rss version='2.0'><channel/></rss>", "feed"),
        ("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text/></TEI>", "tei"),
        ("<Dialog> opened in Paris.\n\nIt rained.", "text"),
        ("<note>Read this</note>\n\nIt rained.", "text"),
        ("<article><title>A</title><body>It rained.</body></article>", "xml"),
        ("<article><h1>A</h1><svg><title>x</title></svg></article>", "html"),
        ("<?xml version='1.0'?><!DOCTYPE html><html><head><title>A</title></head></html>", "html"),
        ("<3 it rained", "text"),
    ],
)
def test_xml_is_told_from_texts_that_begin_with_a_bracket(tmp_path, data, format_):
    head = Head("d", data.encode(), "utf-8", data)
    first = next(name for name, known in FORMATS.items() if known.recognise(head))
    assert first == format_


@pytest.mark.parametrize("root", ["html", 'html xmlns="http://www.w3.org/1999/xhtml"'])
def test_pages_are_no_lists(root):
    page = f'<?xml version="1.0"?><!DOCTYPE html><{root}><head><title>A</title></head></html>'
    head = Head("d", page.encode(), "utf-8", page)
    kinds = ("xml", "feed", "wxr", "tei", "sgml")
    assert not any(FORMATS[name].recognise(head) for name in kinds)


def test_xml_without_articles_is_refused_by_its_root(dump):
    records, problems = dump("<?xml version='1.0'?><svg><g><path d='x'/></g></svg>")
    assert records == []
    assert [(one.code, one.detail) for one in problems] == [
        ("unknown-format", "XML <svg> in which nothing looks like an article")
    ]


def test_an_item_that_is_no_article_is_refused_with_what_it_was(dump):
    records, problems = dump(listed(A, B, "<item><colour>red</colour></item>"))
    assert titles(records) == ["A", "B"]
    assert named(problems) == [("not-an-article", 5)]
    assert problems[0].raw == "<item><colour>red</colour></item>"


DOC = """<doc sitename="The Wire" title="Harbour &amp; sea" author="Jane Roe; Li Wei"
 date="2024-03-29" url="https://n.example/a"
 hostname="n.example" description="It opened." categories="World;Asia"
 tags="ports;ships" fingerprint="00ff">
 <main><head rend="h2">First</head>
 <p>One <hi rend="#b">bold</hi> <ref target="/x">link</ref><lb/>line.</p>
 <list rend="ol"><item>a</item><item>b</item></list><quote>Said.</quote>
 <graphic src="https://i.example/a.jpg" alt="The port"/>
 <table><row><cell role="head">h</cell></row>
 <row><cell>d</cell></row></table><p><del>old</del><code>x</code></p></main>
 <comments><p>First!</p></comments></doc>"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title type="main">Harbour &amp; sea</title><author>Jane Roe; Li Wei</author></titleStmt>
<sourceDesc><bibl>Harbour, The Wire, 2024-03-29</bibl><biblFull><publicationStmt>
<publisher>The Wire (n.example)</publisher><ptr type="URL" target="https://n.example/a"/>
<date>2024-03-29</date></publicationStmt></biblFull></sourceDesc></fileDesc><profileDesc>
<abstract><p>It opened.</p></abstract><textClass><keywords><term type="categories">World,Asia</term>
<term type="tags">ports,ships</term></keywords></textClass><creation>
<date type="download">2024-05-01</date></creation></profileDesc></teiHeader><text><body>
<div type="entry"><ab rend="h2" type="header">First</ab><p>One <hi rend="#b">bold</hi>.</p></div>
<div type="comments"><p>First!</p></div></body></text></TEI>"""


@pytest.mark.parametrize("data", [DOC, TEI, f"<corpus>\n{DOC}\n</corpus>"])
def test_trafilaturas_two_kinds_of_xml(dump, data):
    records, problems = dump(data)
    (record,) = records
    assert problems == []
    assert (record.title, record.url) == ("Harbour & sea", "https://n.example/a")
    assert (record.summary, record.published) == ("It opened.", "2024-03-29")
    assert (record.authors, record.publisher) == (["Jane Roe", "Li Wei"], "The Wire")
    assert (record.sections, record.tags) == (["World", "Asia"], ["ports", "ships"])
    assert "<h2>First</h2>" in record.html
    assert "<strong>bold</strong>" in record.html
    assert "First!" not in record.html


def test_trafilaturas_markup_becomes_that_of_pages(dump):
    (record,), _ = dump(DOC)
    for part in (
        '<a href="/x">link</a><br>line.',
        "<ol><li>a</li><li>b</li></ol>",
        "<blockquote>Said.</blockquote>",
        '<img src="https://i.example/a.jpg" alt="The port">',
        "<tr><th>h</th></tr>",
        "<tr><td>d</td></tr>",
        "<del>old</del><code>x</code>",
    ):
        assert part in record.html


NITF = """<?xml version="1.0"?><nitf><head><title>Slug</title><docdata>
<date.issue norm="20240329T101500Z"/><key-list><keyword key="ports"/></key-list></docdata>
<pubdata ex-ref="https://n.example/a"/></head><body><body.head>
<hedline><hl1>Harbour opens</hl1></hedline>
<byline>By <person>Jane Roe</person><byttl>Our reporter</byttl></byline>
<dateline><location>Oslo</location></dateline></body.head>
<body.content><p>It opened.</p><media media-type="image">
<media-reference source="https://i.example/a.jpg"/>
<media-caption>The port</media-caption></media></body.content></body></nitf>"""
NEWSML = """<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem xml:lang="en"><itemMeta><versionCreated>2024-03-29T10:15:00Z</versionCreated></itemMeta>
<contentMeta><headline>Harbour opens</headline><by>Jane Roe</by>
<subject><name>ports</name></subject>
</contentMeta><contentSet><inlineXML>
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>It opened.</p>
</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""


def test_nitf(dump):
    (record,), problems = dump(NITF)
    assert (record.title, record.url, record.place) == (
        "Harbour opens",
        "https://n.example/a",
        "Oslo",
    )
    assert (record.published, record.tags) == ("20240329T101500Z", ["ports"])
    assert (record.html, record.authors) == ("<p>It opened.</p>", ["Jane Roe"])
    assert record.images == [Image("https://i.example/a.jpg", "The port")]
    assert problems == []


def test_newsml_g2(dump):
    (record,), problems = dump(NEWSML)
    assert (record.title, record.html, record.authors) == (
        "Harbour opens",
        "<p>It opened.</p>",
        ["Jane Roe"],
    )
    assert (record.updated, record.tags, record.language) == (
        "2024-03-29T10:15:00Z",
        ["ports"],
        "en",
    )
    assert problems == []


def test_a_source_that_says_xml_gets_any_kind_of_it(dump):
    rss = "<rss><channel><item><title>A</title><link>https://n.example/a</link></item></channel></rss>"
    for data in (rss, DOC, TEI, NITF, listed(A)):
        records, _ = dump(data, format="xml")
        assert len(records) == 1


def test_elements_among_the_items_that_are_none_are_counted(tmp_path):
    data = (
        "<items><made>today</made>"
        + "<item><title>A</title><url>https://n.example/a</url></item><ad><p>Buy</p></ad>" * 3
        + "<note>x</note></items>"
    )
    found, problems = read(tmp_path / "dump.xml", data.encode())
    assert len(found) == 3
    assert [(one.code, one.detail) for one in problems] == [("passed-over", "3 <ad>, 1 <note>")]


@pytest.mark.parametrize("between", ["<!--{}-->", "<?x {}?>", "<![CDATA[{}]]>", "<ad x='{}'/>"])
def test_markup_across_a_boundary_of_reading_costs_nothing(tmp_path, between):
    one = "<item><title>T{n}</title><url>https://n.example/{n}</url></item>\n"
    parts = [one.format(n=n) for n in range(2_000)]
    for at in range(0, 2_000, 5):
        parts[at] += between.format("x" * 900)
    found, problems = read(tmp_path / "dump.xml", f"<items>{''.join(parts)}</items>".encode())
    assert [one.title for one in found] == [f"T{n}" for n in range(2_000)]
    assert problems == []
