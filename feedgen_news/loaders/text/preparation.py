"""What a line is because of the line beside it: underlined titles, paths to the page."""

from collections.abc import Sequence

import msgspec

from feedgen_news.loaders.text.tokens import Hit, Token


def prepared(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with underlines turned into headings and path steps told from bullets."""
    found: list[Token] = []
    for token in tokens:
        above = found[-1] if found else None
        if above is not None and underlined(above, token):
            found[-1] = heading(above, token)
        elif above is not None and crumbed(above, token):
            found.append(crumb(above, token))
        else:
            found.append(without_underline(token) if is_rule(token) else token)
    return found


def underlined(above: Token, token: Token) -> bool:
    """Whether the line is a rule right below a short line that begins a block."""
    begins = above.line.gap > 0 or above.line.number == 1 or above.line.start
    short = not above.prose and not above.hits and len(above.text) <= 3 * len(token.text)
    return token.line.gap == 0 and is_rule(token) and begins and short


def is_rule(token: Token) -> bool:
    """Whether the line may underline another."""
    return any(hit.kind.role == "underline" for hit in token.hits)


def heading(above: Token, rule: Token) -> Token:
    """The line above a rule as a title, or as a subheading where the class says so."""
    kind = next(hit.kind for hit in rule.hits if hit.kind.role == "underline")
    apart = above.line.gap > 1 or above.line.number == 1 or above.line.start
    role = "title" if rule.text.startswith("=") or apart else "subheading"
    claim = Hit(kind.model_copy(update={"role": role, "zone": "any"}), above.text)
    line = msgspec.structs.replace(above.line, last=rule.line.last)
    return msgspec.structs.replace(above, line=line, hits=(claim,))


def without_underline(token: Token) -> Token:
    """A rule that underlines nothing."""
    hits = tuple(hit for hit in token.hits if hit.kind.role != "underline")
    return msgspec.structs.replace(token, hits=hits)


def crumbed(above: Token, token: Token) -> bool:
    """Whether a bullet continues the path to the page that the line above began."""
    return (
        token.line.gap == 0
        and above.role("head") == "breadcrumb"
        and token.role("head") in ("summary", "list")
    )


def crumb(above: Token, token: Token) -> Token:
    """The bullet as a step of the path."""
    hit = token.hit("head")
    kind = next(h.kind for h in above.hits if h.kind.role == "breadcrumb")
    return msgspec.structs.replace(token, hits=(Hit(kind, hit.value if hit else token.text),))
