"""A summary as each format wants it: it is plain text, and of several lines for bullets."""

from html import escape


def lines(summary: str) -> list[str]:
    """The points of a summary; one where it is a paragraph."""
    return [line.strip() for line in summary.split("\n") if line.strip()]


def as_html(summary: str) -> str:
    """A paragraph, or a list of the points; "" for no summary."""
    points = [escape(line, quote=False) for line in lines(summary)]
    if len(points) > 1:
        return "<ul>" + "".join(f"<li>{point}</li>" for point in points) + "</ul>"
    return f"<p>{points[0]}</p>" if points else ""


def as_text(summary: str) -> str:
    """Plain text in which points stay apart even where a reader folds line breaks."""
    points = lines(summary)
    return "\n".join(f"• {point}" for point in points) if len(points) > 1 else "".join(points)
