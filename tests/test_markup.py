"""HTML of unknown origin: nothing active stays, and what could be read still can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from feedgen_news.normalise import depth, markup

BASE = "https://news.example/2024/story.html"
ELEMENTS = set(
    "p br hr div section article blockquote pre ul ol li dl dt dd h1 h2 h3 h4 h5 h6 figure"
    " figcaption img a abbr b strong i em u s del ins mark small sub sup q cite code kbd samp var"
    " span time bdi ruby rb rt rp table caption thead tbody tfoot tr th td".split()
)
ATTRIBUTES = set(
    "href title hreflang rel src alt width height colspan rowspan scope start datetime lang"
    " dir".split()
)


def sanitise(raw: str) -> str:
    return markup.sanitise(raw, base=BASE)


def harmless(safe: str) -> None:
    """Read by another parser, it holds nothing but what is allowed, and only once."""
    etree.fromstring(f"<x>{etree.tostring(etree.HTML(f'<p>{safe}</p>'), encoding='unicode')}</x>")
    for element in lxml_html.fragment_fromstring(safe, create_parent="div").iterdescendants():
        assert element.tag in ELEMENTS
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES
            if name in {"href", "src"}:
                assert value.startswith(("http://", "https://"))
    assert sanitise(safe) == safe
    assert "<!--" not in safe
    assert "<?" not in safe


@pytest.mark.survives("H01", "H24", "H16")
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<p>One</p><p>Two", "<p>One</p><p>Two</p>"),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("a<SCRIPT SRC=//evil.example/x.js></SCRIPT>b", "ab"),
        ("<style>p{}</style>a<style media=x>@import 'x'</style>", "a"),
        ("a<iframe src=https://evil.example>b</iframe>c", "ac"),
        ("a<object data=x>b</object><embed src=x>c", "abc"),
        ("<form action=/x>a<input value=b><button>c</button></form>", "<div>ac</div>"),
        ("<meta http-equiv=refresh content='0;url=//evil.example'>a", "a"),
        ("<link rel=stylesheet href=//evil.example/x.css>a", "a"),
        ("<base href=//evil.example/><a href=b>c</a>",
         '<a href="https://news.example/2024/b" rel="noopener noreferrer">c</a>'),
        ("a<template><b>b</b></template>c", "ac"),
        ("a<noscript><img src=/x.png></noscript>b", "ab"),
        ("<svg onload=alert(1)><text>chart</text></svg>a", "charta"),
        ("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>", "x=1"),
        ("<header>a</header><main>b</main>", "<div>a</div><div>b</div>"),
        ("<font color=red>a</font><center>b</center>", "a<div>b</div>"),
        ("<textarea>a</textarea><select><option>b</select>", "ab"),
        ("<video src=x>old</video><audio>old</audio>a", "a"),
        ("<p>unclosed <b>bold</p><p>next", "<p>unclosed <b>bold</b></p><p><b>next</b></p>"),
        ("</p></div>a</span>", "a"),
        ("<table><tr><td>a<td>", "<table><tbody><tr><td>a</td><td></td></tr></tbody></table>"),
        ("<p> </p><div><p></p> <span></span></div>a<ul><li></ul>", "a"),
        ("<!-- c -->a<!--[if IE]>b<![endif]-->c<?php d ?>", "ac"),
        ("<!--#include file=x -->a<![CDATA[b]]>", "a"),
        ("a\x00<scr\x00ipt>b</script>", "ab"),
        ("<pre>a\n  b</pre>", "<pre>a\n  b</pre>"),
    ],
)  # fmt: skip
def test_elements(raw: str, expected: str) -> None:
    assert sanitise(raw) == expected
    harmless(expected)


@pytest.mark.survives("H02", "H17", "H18", "H21", "R04")
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('<p onclick="x()" STYLE="position:fixed" id=a class=b name=c data-x=d>t</p>', "<p>t</p>"),
        ("<p ontoggle=x onwheel=y onxyz=z>t</p>", "<p>t</p>"),
        ("<p/onmouseover=x>t</p>", "<p>t</p>"),
        ('<p title="a" lang="ar" dir="rtl">t</p>', '<p lang="ar" dir="rtl">t</p>'),
        ('<a href="/b" target=_blank ping=x download>t</a>',
         '<a href="https://news.example/b" rel="noopener noreferrer">t</a>'),
        ('<img src="/a.png" srcset="/b.png 2x" alt="c" onerror=x loading=lazy>',
         '<img src="https://news.example/a.png" alt="c">'),
        ('<td colspan="2">x</td><table><td colspan="2 onx=">y</td></table>',
         "x<table><tbody><tr><td>y</td></tr></tbody></table>"),
        ('<ol start="3"><li value=x>t</li></ol>', '<ol start="3"><li>t</li></ol>'),
    ],
)  # fmt: skip
def test_attributes(raw: str, expected: str) -> None:
    assert sanitise(raw) == expected
    harmless(expected)


SCHEMES = """\
javascript:alert(1)
JAVASCRIPT:alert(1)
&#106;avascript:alert(1)
&#x6a;&#x61;vascript&colon;alert(1)
java&#9;script:alert(1)
java&NewLine;script:alert(1)
&#1;javascript:alert(1)
&#0;javascript:alert(1)
 javascript:alert(1)
vbscript:x
data:text/html,<script>alert(1)</script>
data:image/svg+xml;base64,PHN2Zz4=
data:image/png;base64,iVBORw0KGgo=
file:///etc/passwd
blob:https://news.example/x
feed:javascript:alert(1)
jar:https://news.example/x!/y
mailto:ana@news.example
#top
http://127.0.0.1/x
https://"""


@pytest.mark.survives("H03", "H04", "U01", "U08")
@pytest.mark.parametrize("url", SCHEMES.split("\n"))
def test_urls_that_lead_nowhere_are_dropped(url: str) -> None:
    safe = sanitise(f'<a href="{url}">text</a><img src="{url}" alt="x">')
    assert safe.endswith(' rel="noopener noreferrer">text</a>')
    assert "<img" not in safe
    assert "script:" not in safe
    assert 'href="https://news.example/' in safe or "href" not in safe
    harmless(safe)


@pytest.mark.survives("H03", "H24", "U13")
@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("/a.png", "https://news.example/a.png"),
        ("//cdn.example/a.png", "https://cdn.example/a.png"),
        ("b.png?w=1&utm_source=x", "https://news.example/2024/b.png?w=1"),
        ("https://u:p@cdn.example/c.png", "https://cdn.example/c.png"),
        ("https://cdn.example/d e.png", "https://cdn.example/d%20e.png"),
    ],
)
def test_pictures_follow_the_rules_of_links(attribute: str, expected: str) -> None:
    assert sanitise(f'<img src="{attribute}">') == f'<img src="{expected}">'


@pytest.mark.survives("H24")
def test_without_a_base_what_is_relative_is_dropped() -> None:
    raw = '<a href="/a">t</a><img src="b.png"><img src="https://news.example/c.png">'
    assert markup.sanitise(raw, base=None) == (
        '<a rel="noopener noreferrer">t</a><img src="https://news.example/c.png">'
    )


@pytest.mark.survives("H19", "R08")
@pytest.mark.parametrize(
    "tracker",
    [
        '<img src="https://a.example/x.gif" width="1" height="1">',
        '<img src="https://a.example/x.gif" width=0>',
        '<img src="https://a.example/x.gif" height="1px">',
        '<img src="https://a.example/x.gif" style="width:1px;height:1px">',
        '<img src="https://a.example/x.gif" style="DISPLAY: none">',
        '<img src="https://www.facebook.com/tr?id=1">',
        '<img src="//feeds.feedburner.com/~r/x/1">',
        '<img src="https://sb.scorecardresearch.com/p?c=1">',
        '<img src="https://ad.doubleclick.net/x">',
        '<img alt="no source">',
    ],
)
def test_pictures_that_nobody_sees_are_taken_out(tracker: str) -> None:
    assert sanitise(f"<p>text {tracker}</p>") == "<p>text </p>"


@pytest.mark.survives("H19")
def test_other_pictures_stay() -> None:
    raw = '<img src="https://doubleclick.net.example/x.png" style="width:100%" width="640px">'
    assert sanitise(raw) == '<img src="https://doubleclick.net.example/x.png" width="640">'


MUTATIONS = '''\
<svg><style><img src=x onerror=alert(1)></style></svg>KEEP
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">KEEP
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src onerror=x&gt;">KEEP
<math><annotation-xml encoding="text/html"><p>KEEP<style><img src=x onerror=alert(1)></style>
<svg><foreignObject><iframe onload=alert(1)></iframe><p>KEEP</p></foreignObject></svg>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>KEEP
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style></form>KEEP
KEEP<select><template><style><!--</style><a rel="--></style></template></select><img onerror=x>">
<xmp><p title="</xmp><img src=x onerror=alert(1)>">KEEP</xmp>
KEEP<plaintext><img src=x onerror=alert(1)>
KEEP<title><a href="</title><img src=x onerror=alert(1)>">
<a>KEEP<table><a href=javascript:x>b</a></table></a>
<p>KEEP<table><p><a><table><a><svg><script>alert(1)
<scr<script></script>ipt>alert(1)</script>KEEP
<<script>alert(1)//<</script>KEEP
<img """>KEEP<script>alert(1)</script>">
<img src=`javascript:alert(1)`>KEEP
<div style="background:url('javascript:alert(1)')">KEEP
<b <script>alert(1)</script>0>KEEP</b>
KEEP<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;">
<iframe src="https://www.youtube.com.evil.example/embed/x"></iframe>KEEP
<a href="https://news.example/" onclick&#61;x>KEEP</a>
<isindex action=javascript:alert(1) type=image>KEEP
<image src=x onerror=alert(1)>KEEP
<input onfocus=alert(1) autofocus>KEEP
<details open ontoggle=alert(1)><summary>KEEP</summary></details>
<marquee onstart=alert(1)>KEEP</marquee>
<body onload=alert(1)>KEEP</body>
<html><head><title>t</title></head><body><p>KEEP</p></body></html>
<x onclick=alert(1)>KEEP</x>
<custom-element is=x>KEEP</custom-element>
&lt;script&gt;KEEP&lt;/script&gt;
KEEP]]></content></entry><entry><title>x
<![CDATA[<script>alert(1)</script>]]>KEEP
<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>KEEP &e;</p>
<xi:include href="file:///etc/passwd"/>KEEP
{{constructor.constructor('alert(1)')()}}KEEP
<b/alt="1"onmouseover=alert(1)>KEEP
<ul><li><ul><li>KEEP<ol></ul></ol>'''


@pytest.mark.survives("H01", "H02", "H05", "H06", "H08", "H09")
@pytest.mark.survives("H13", "H16", "H20", "H22", "H25", "H27")
@pytest.mark.parametrize("raw", MUTATIONS.split("\n"))
def test_attacks_on_sanitisers(raw: str) -> None:
    safe = sanitise(f"<p>before</p>{raw}")
    harmless(safe)
    assert "KEEP" in markup.to_text(safe)
    assert "before" in safe


@pytest.mark.survives("H25", "H22")
@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ('<p>A</p><a href="/b" title="I <heart you">B</a><p>C</p>', "A\nB\nC"),
        ('A<img src="/a.png" alt="2 <three"><p>B</p>', "A\nB"),
        ("A<img src=/a.png alt='2 <svg'><p>B</p>", "A\nB"),
        ('<svg><use href="data:x,<svg><script>x</script></svg>#y"/></svg><p>B</p>', "B"),
        ("A<scr<foo></foo>ipt>B", "Aipt>B"),
        ("A<<x>script>B", "A<script>B"),
        ('<my-el title="a>b">A', "A"),
        ("<my-el title=a'>b'>A", "b'>A"),
        ('<x =">">A', '">A'),
        ("<x a=\"1\"b='>'>A", "A"),
        ("<my-el a=>A", "A"),
        ('<x y= "<z>">A</x>', "A"),
        ("A<!--><svg>B</svg><!--->C<!--x--!>D", "ABCD"),
        ("A</ x>B<? y>C</>D", "ABCD"),
        ("<select><title></select>A</title>B", "B"),
        ("<template><col><title></title></template>A", "A"),
        ("<xmp>A &amp; <b></xmp>B", "A &amp; <b>B"),
        ("<textarea>A &amp; <b></textarea>B", "A & <b>B"),
        ("A<plaintext>B &amp; <b></plaintext>C", "AB &amp; <b></plaintext>C"),
        ("A<mar\u212a>B</mar\u212a>C<\u017fcript>D", "ABC<\u017fcript>D"),
        ("A<scr\u200bipt>B</scr\u200bipt>", "AB"),
        ("A<\u00adscript>B</\u202escript>", "A<script>B"),
        ("A<sty\x00le>B</style>", "AB"),
        ("A<!\u200b-- > B", "A B"),
        ('A<p title=\u200b"x>B', "A\nB"),
        ("A</", "A</"),
    ],
)
def test_text_beside_odd_tags_is_kept(raw: str, said: str) -> None:
    safe = sanitise(raw)
    harmless(f"<p>{safe}</p>" if "<p>" not in safe else safe)
    assert markup.to_text(safe) == said


@pytest.mark.survives("H19")
@pytest.mark.parametrize(
    "alt", ["new style=classic", "a width=&quot;1&quot; b", "is src=/x", " style=&quot;x"]
)
def test_what_a_caption_says_hides_no_picture(alt: str) -> None:
    picture = f'<img src="https://news.example/a.png" alt="{alt}">'
    assert sanitise(picture) == picture


@pytest.mark.survives("T04", "T01", "T02")
@pytest.mark.parametrize("reference", "&#1; &#x8; &#xFFFF; &#xFFFE; &#27; &#x81;\x80".split())
def test_characters_behind_references_are_gone_too(reference: str) -> None:
    safe = sanitise(f'<p title="a">x{reference}y</p><a title="x{reference}y" href="/a">z</a>')
    etree.fromstring(f"<x>{safe}</x>")
    assert not any(c < " " or "\x7f" <= c <= "\x9f" or c >= "\ufffe" for c in safe)


@pytest.mark.survives("H08")
def test_what_was_escaped_stays_escaped_once() -> None:
    safe = sanitise("<p>&lt;b&gt; &amp;lt; &amp;amp;</p>")
    assert safe == "<p>&lt;b&gt; &amp;lt; &amp;amp;</p>"
    assert markup.to_text(safe) == "<b> &lt; &amp;"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<p>One\n  line</p>\n<p>Two</p>", "One line\nTwo"),
        ("a<br>b<br/>c<hr>d", "a\nb\nc\nd"),
        ("<td>a</td><td>b</td>", "a b"),
        ("<b>bo</b>ld &amp; H<sub>2</sub>O", "bold & H2O"),
        ("<p>a<script>x</script><style>y</style>b<!-- z -->c", "abc"),
        ("<a title=\"a>b\" href='c>d'>e</a>", "e"),
        ("<p it's>text</p>", "text"),
        ("1 < 2 <3 > 0", "1 < 2 <3 > 0"),
        ("a&nbsp;&#8217;b", "a ’b"),
        ("a<script>never closed", "a"),
        ("a<!-- never closed", "a"),
        ("a<!-->b<!--->c", "abc"),
        ("a<\u017fcript>b", "a<\u017fcript>b"),
        ("a<p never closed", "a"),
        ("", ""),
    ],
)
def test_to_text(raw: str, expected: str) -> None:
    assert markup.to_text(raw) == expected


def test_from_paragraphs() -> None:
    assert markup.from_paragraphs(("a < b & c", '"d"')) == '<p>a &lt; b &amp; c</p>\n<p>"d"</p>'


HEAVY = {
    "deep": "<div>" * 60_000 + "KEEP",
    "closed by other names": "<div></x>" * 60_000 + "KEEP",
    "closed out of scope": "<div><table></div></table>" * 20_000 + "KEEP",
    "unclosed": "".join(f"<b title={n}>" for n in range(190)) + "<p>x" * 20_000 + "KEEP",
    "inline": "<i>" * 30_000 + "KEEP",
    "many": "<p>x</p>" * 100_000 + "KEEP",
    "less-than": "<" * 100_000 + " KEEP",
    "comments": "KEEP" + "<!--" * 5_000,
    "closed comments": "<!-- -->" * 50_000 + "KEEP",
    "attributes": "<p " + " ".join(f"a{n}={n}" for n in range(20_000)) + ">KEEP",
    "handlers": "<p " + "onx=1 " * 20_000 + ">KEEP",
    "ampersands": "&" * 500_000 + "KEEP",
    "references": "&#x" * 200_000 + "KEEP",
    "quotes": "KEEP" + "<a href=\"'" * 20_000,
    "mixed quotes": "KEEP" + "<a b=\"<a c='" * 20_000,
    "half tags": "KEEP" + "<p" * 50_000,
    "half scripts": "KEEP" + "<script" * 50_000,
    "scripts": "<script></script>" * 20_000 + "KEEP",
    "templates": "KEEP" + "<template>" * 20_000,
    "tables": "<table><tr><td>" * 5_000 + "KEEP",
    "empty": "<p><span>" * 90 + "</span></p>" * 90 + "KEEP",
    "many empty": "<p></p>" * 40_000 + "KEEP",
    "pictures": "<img src=x" * 20_000 + ">KEEP",
    "long": "word " * 800_000 + "KEEP",
    "spaces": " " * 1_000_000 + "KEEP",
    "equals": "<p " + "= " * 50_000 + ">KEEP",
    "nul": "\x00" * 200_000 + "KEEP",
}


@pytest.mark.survives("H11", "H12", "M08")
@pytest.mark.parametrize("name", HEAVY)
def test_heavy_markup_keeps_its_text(name: str) -> None:
    raw = HEAVY[name]
    active = markup.is_active(raw)
    said = markup.to_text(raw) if depth.too_deep(raw) else markup.to_text(sanitise(raw))
    assert "KEEP" in said
    assert active == (name in {"handlers", "half scripts", "scripts", "templates"})


@pytest.mark.survives("H11")
def test_depth_that_parsers_take_is_kept() -> None:
    raw = "<div>" * 150 + "KEEP" + "</div>" * 150
    assert not depth.too_deep(raw)
    assert sanitise(raw) == raw
    assert depth.too_deep("<div>" * 300 + "KEEP")


@pytest.mark.survives("M08")
@pytest.mark.parametrize(
    ("piece", "shown", "active", "deep"),
    [
        *((piece, piece, False, False) for piece in ("<", "=\"'", "onx=", "script :", "&")),
        *((piece, "", False, False) for piece in ("<!--", "</", "<p>", " ", "<img ")),
        *((piece, "", False, True) for piece in ("<a", "<a ", "<a b=", '<a b="', "<a b='\"")),
        *((piece, "", False, True) for piece in ("<a onx", "<header")),
        *((piece, "", True, True) for piece in ("<script", "<script>", "<svg", "<svg ")),
        ("&lt", "<", False, False),
    ],
)
def test_one_piece_over_and_over_is_read_to_its_end(
    piece: str, shown: str, active: bool, deep: bool
) -> None:
    count = 100_000 // len(piece)
    hostile = piece * count
    assert markup.to_text(hostile) == (shown * count).strip()
    assert markup.is_active(hostile) is active
    assert depth.too_deep(hostile) is deep
    assert markup._without_empty(hostile) == hostile.strip()
    assert markup.to_text(markup._plainer(hostile)) == (shown * count).strip()


@pytest.mark.parametrize(
    ("raw", "active"),
    [
        ("<p>plain</p>", False),
        ("one = 1, only = 2", False),
        ("the javascript: scheme in a text", False),
        ("<script>x</script>", True),
        ("<p onclick=x>", True),
        ("<a href='javascript:x'>", True),
        ("<iframe src=x>", True),
    ],
)
def test_is_active(raw: str, active: bool) -> None:
    assert markup.is_active(raw) is active


PIECES = """<p> </p> <b> </b> <a href=x> </a> <a> <table> </table> <tr> <td> <svg> </svg> <math>
<mi> <style> </style> <script> </script> <select> <option> <template> <noscript> <textarea>
</textarea> <title> <form> </form> <li> <ul> </ul> <img/src=/a.png> <img/src=x/onerror=y> <!-- -->
<![CDATA[ ]]> &lt; &#1; &amp; &#xFFFE; " ' = < > onx=y <xmp> <plaintext> <pre> <dd> <header> <h1>
</h1> <ruby> <rt> <button> <foreignObject> <desc> <mglyph> <i/title='> <br> <hr> <nobr>""".split()
pieces = st.sampled_from([*PIECES, " ", "\u2067", "\u2069", "\x00", "\ufffe", "\ud800"])


@pytest.mark.survives("H05", "H27", "T04")
@given(st.lists(pieces | st.text(max_size=3), max_size=14).map("".join))
def test_whatever_comes_in_is_harmless_and_stable(raw: str) -> None:
    safe = sanitise(raw)
    harmless(safe)
    said = markup.to_text(safe)
    assert said == "\n".join(line.strip() for line in said.split("\n") if line.strip())
    etree.fromstring(f"<x>{markup.from_paragraphs(tuple(said.split(chr(10))))}</x>")
