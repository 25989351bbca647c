"""Hugo with a content adapter, feeds only: no page is rendered.

A dump becomes a JSON array beforehand, for Hugo decodes no JSON Lines; that is not timed.
"""

from pathlib import Path

from peers import Course

FILES = {
    "hugo.toml": """
baseURL = "https://feeds.example.org/"
title = "Benchmark"
disableKinds = ["home", "section", "taxonomy", "sitemap", "robotsTXT", "404"]
[security]
allowContent = [".*"]
[taxonomies]
desk = "desks"
tag = "tags"
[outputFormats.atom]
mediaType = "application/atom+xml"
baseName = "feed"
isPlainText = true
[outputFormats.rss]
mediaType = "application/rss+xml"
baseName = "feed"
isPlainText = true
[outputs]
term = ["atom", "rss"]
page = []
[permalinks.term]
desks = "/:slug/"
tags = "/:slug/"
[mediaTypes."application/atom+xml"]
suffixes = ["atom"]
[mediaTypes."application/rss+xml"]
suffixes = ["rss"]
""",
    "content/_content.gotmpl": """
{{- range resources.Get "articles.json" | transform.Unmarshal }}
{{- $.AddPage (dict
  "path" (path.Base .url)
  "title" .title
  "dates" (dict "date" (time.AsTime .published))
  "content" (dict "mediaType" "text/html" "value" .html)
  "params" (dict "desks" (slice .section) "tags" .tags "url" .url "author" .author
    "summary" .summary "image" .image)
) }}
{{- end }}
""",
    "layouts/term.atom.atom": """
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>{{ .Permalink }}</id>
<title>{{ .Title | transform.XMLEscape }}</title>
<link rel="self" href="{{ .Permalink }}"/>
{{- $pages := first 50 .Pages.ByDate.Reverse }}
{{- range first 1 $pages }}
<updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated>
{{- end }}
{{- range $pages }}
<entry>
<id>{{ .Params.url }}</id>
<title>{{ .Title | transform.XMLEscape }}</title>
<link href="{{ .Params.url }}"/>
<link rel="enclosure" type="image/jpeg" href="{{ .Params.image }}"/>
<author><name>{{ .Params.author | transform.XMLEscape }}</name></author>
<published>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</published>
<updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated>
{{- range .Params.tags }}
<category term="{{ . | transform.XMLEscape }}"/>
{{- end }}
<summary>{{ .Params.summary | transform.XMLEscape }}</summary>
<content type="html">{{ .Content | transform.XMLEscape }}</content>
</entry>
{{- end }}
</feed>
""",
    "layouts/term.rss.rss": """
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>{{ .Title | transform.XMLEscape }}</title>
<link>{{ .Permalink }}</link>
<description>News of {{ .Title | transform.XMLEscape }}</description>
{{- range first 50 .Pages.ByDate.Reverse }}
<item>
<guid>{{ .Params.url }}</guid>
<title>{{ .Title | transform.XMLEscape }}</title>
<link>{{ .Params.url }}</link>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
{{- range .Params.tags }}
<category>{{ . | transform.XMLEscape }}</category>
{{- end }}
<enclosure url="{{ .Params.image }}" length="0" type="image/jpeg"/>
<description>{{ .Params.summary | transform.XMLEscape }}</description>
<content:encoded>{{ .Content | transform.XMLEscape }}</content:encoded>
</item>
{{- end }}
</channel>
</rss>
""",
}


def prepare(course: Course) -> None:
    for name, text in FILES.items():
        path = site(course) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), "utf-8")
    array = site(course) / "assets" / "articles.json"
    array.parent.mkdir()
    with course.dump.open("rb") as lines, array.open("wb") as joined:
        joined.write(b"[" + next(lines))
        joined.writelines(b"," + line for line in lines)
        joined.write(b"]")


def site(course: Course) -> Path:
    return course.folder / "site"


def command(course: Course) -> list[str]:
    return [program(course), "--quiet", "--source", str(site(course)), "-d", str(course.output)]


def program(course: Course) -> str:
    """Hugo itself, for the package's command starts a Python first."""
    packed = course.python.parents[1].glob("lib/python*/site-packages/hugo/binaries/hugo*")
    return str(next(packed, course.python.with_name("hugo")))
