"""One article's lines into a record: head, body, and an account of what has no place."""

from collections.abc import Sequence

from feedgen_news.loaders.quoting import MOST, quoted
from feedgen_news.loaders.text.body import Block, html_of, parse_body, text_of
from feedgen_news.loaders.text.density import stretch_of
from feedgen_news.loaders.text.feet import foot_of
from feedgen_news.loaders.text.fields import Fields, parse_head
from feedgen_news.loaders.text.heads import head_of
from feedgen_news.loaders.text.layout import Layout
from feedgen_news.loaders.text.pages import no_article
from feedgen_news.loaders.text.shapes import first_sentence
from feedgen_news.loaders.text.tokens import Lexicon, Token
from feedgen_news.model import Origin, Record, unique
from feedgen_news.problems import Report


def record_of(
    tokens: Sequence[Token], lexicon: Lexicon, *, dump: str, report: Report
) -> Record | None:
    """The record of one article; None where the report says why there is none."""
    if refused(tokens, lexicon, dump=dump, report=report):
        return None
    origin, raw = origin_of(tokens, dump), raw_of(tokens)
    tokens, around = without_surroundings(tokens, lexicon.layout)
    head = head_of(tokens, lexicon)
    fields = parse_head(tokens[: head.end], head, lexicon)
    fields.unplaced.extend(token.text for token in around)
    rest = tokens[head.end :]
    if head.title is None and lexicon.layout.title.after_body:
        rest = without_foot(rest, fields, lexicon)
    blocks = parse_body(rest, head, lexicon, fields)
    if not blocks and not fields.summary:
        said = f"nothing stands below {first_sentence(tokens[0].text)!r}"
        report.add("no-content", said, origin, raw=raw_of(tokens))
        return None
    note(fields, report, origin)
    record = assemble(fields, blocks, lexicon, origin=origin, report=report)
    record.raw = raw
    return record


def without_surroundings(
    tokens: Sequence[Token], layout: Layout
) -> tuple[Sequence[Token], Sequence[Token]]:
    """The tokens of the article itself, and those of the page around it."""
    if not layout.body.densest:
        return tokens, ()
    stretch = stretch_of(tokens, layout)
    own = tokens[stretch.start : stretch.end]
    return own, [*tokens[: stretch.start], *tokens[stretch.end :]]


def refused(tokens: Sequence[Token], lexicon: Lexicon, *, dump: str, report: Report) -> bool:
    """Whether these lines are a page that holds no article; the report then says so."""
    kind = no_article(tokens, lexicon)
    if kind is not None:
        said = f"{kind}, {len(tokens)} lines"
        report.add("not-an-article", said, origin_of(tokens, dump), raw=raw_of(tokens))
    return kind is not None


def raw_of(tokens: Sequence[Token]) -> str:
    """The lines as they stood in the dump, or as many as are kept for somebody to look at."""
    parts: list[str] = []
    size = 0
    for token in tokens:
        if size > MOST:
            break
        parts.append("\n" * min(token.line.gap, 3) + token.text[:MOST])
        size += len(parts[-1]) + 1
    return quoted("\n".join(parts).lstrip("\n"))


def origin_of(tokens: Sequence[Token], dump: str) -> Origin:
    """Where the lines stand."""
    return Origin(dump, line=tokens[0].line.number, end_line=tokens[-1].line.last)


def without_foot(tokens: Sequence[Token], fields: Fields, lexicon: Lexicon) -> Sequence[Token]:
    """The tokens above a foot that holds the title; what the foot says goes to the fields."""
    foot = foot_of(tokens, lexicon.layout)
    if foot is None:
        return tokens
    start, title = foot
    fields.title = lexicon.trimmed(tokens[title].text)
    for token in tokens[start:]:
        hit = token.hit("head")
        if hit is not None:
            fields.take(hit, lexicon)
        elif token.key != tokens[title].key:
            fields.unplaced.append(token.text)
    return tokens[:start]


def note(fields: Fields, report: Report, origin: Origin) -> None:
    """Reports what was seen and not used."""
    if fields.relative:
        report.add("relative-date", f"{fields.relative[0]!r} names no day", origin)
    if fields.unplaced:
        lines = " / ".join(first_sentence(text, most=80) for text in unique(fields.unplaced)[:5])
        said = f"{len(fields.unplaced)} without a place: {lines}"
        report.add("unplaced-lines", said, origin, raw=quoted("\n".join(fields.unplaced)))


def assemble(
    fields: Fields, blocks: list[Block], lexicon: Lexicon, *, origin: Origin, report: Report
) -> Record:
    """The record itself, its missing title replaced as the layout says."""
    paragraphs = [block for block in blocks if block.kind != "h2"]
    title = fields.title or missing_title(paragraphs, fields, lexicon, origin=origin, report=report)
    place = next((lexicon.place(block.text) for block in paragraphs if block.prose), None)
    return Record(
        origin=origin,
        url=fields.url,
        title=title,
        summary="\n".join(unique(fields.summary)) or None,
        text=text_of(blocks) or None,
        html=html_of(blocks) or None,
        authors=list(fields.authors.values()),
        published=fields.published,
        updated=fields.updated,
        sections=list(unique(fields.sections)),
        tags=list(unique(fields.tags)),
        language=fields.language,
        place=place,
        images=list(fields.images.values()),
        publisher=fields.publisher,
    )


def missing_title(
    paragraphs: list[Block], fields: Fields, lexicon: Lexicon, *, origin: Origin, report: Report
) -> str:
    """The first sentence or the dump's name, and a word about it in the report."""
    stem = origin.dump.replace("\\", "/").rpartition("/")[2].split(".")[0]
    name = " ".join(stem.replace("-", " ").replace("_", " ").split())
    texts = [block.text for block in paragraphs] or fields.summary
    sentence = first_sentence(without_place(texts[0], lexicon)) if texts else ""
    speaking = sum(part.isalpha() for part in name.split()) >= lexicon.layout.title.words - 1
    by_name = lexicon.layout.title.missing == "dump-name" and speaking
    title = name if by_name or not sentence else sentence
    report.add("title-missing", f"called {title!r}", origin)
    return title or "-"


def without_place(text: str, lexicon: Lexicon) -> str:
    """A first paragraph without its dateline."""
    place = lexicon.place(text)
    if place is None:
        return text
    return text[text.index(place) + len(place) :].lstrip(" -–—:：") or text
