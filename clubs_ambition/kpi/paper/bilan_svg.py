"""Charts of the Bilan's PDF, drawn as inline SVG: no script, no image, no font."""

from dataclasses import dataclass

from markupsafe import Markup

from ..const import MASK

WIDTH = 700  # of every chart, in its own units; the page scales it
ROW = 34  # height of a bar and what surrounds it
LABELS = 280  # width kept at the left for the names of bars
PLOT = 330  # width of 100 %
GREY, LIGHT, DARK = "#6c757d", "#e9ecef", "#212529"
COLORS = ("#2f5d8a", "#d9822b")
MONTHS_HEIGHT = 190
HATCH = 6  # from one stroke of a hidden number to the next
HIDDEN_HEIGHT = 30  # of a hidden column: the same whatever the number


@dataclass(frozen=True)
class Bar:
    """A rate (0 to 1), what it was, the region's, and the figure in words.

    A hidden rate (:data:`MASK` for its words) is hatched.
    """

    label: str
    text: str
    value: float | None
    previous: float | None = None
    median: float | None = None


def rates(bars, title):
    """Return a bar a rate, with a mark for what it was and one for the region."""
    parts = [_bar(bar, index * ROW) for index, bar in enumerate(bars)]
    return _svg(Markup("").join(parts), len(bars) * ROW, title)


def _bar(bar, top):
    middle = top + ROW // 2
    parts = [
        _text(LABELS - 10, middle + 5, bar.label, anchor="end"),
        _rect(LABELS, middle - 8, PLOT, 16, LIGHT),
    ]
    if bar.text == MASK:
        parts.append(_hatched(LABELS, middle - 8, PLOT, 16))
    elif bar.value is not None:
        parts.append(_rect(LABELS, middle - 8, PLOT * min(bar.value, 1), 16, COLORS[0]))
    if bar.previous is not None:
        at = LABELS + PLOT * min(bar.previous, 1)
        parts.append(_rect(at - 1.5, middle - 13, 3, 26, COLORS[1]))
    if bar.median is not None:
        at = LABELS + PLOT * min(bar.median, 1)
        parts.append(
            Markup('<circle cx="%.1f" cy="%.1f" r="5" fill="#fff" stroke="%s"/>')
            % (at, middle, DARK)
        )
    parts.append(_text(LABELS + PLOT + 12, middle + 5, bar.text, weight="bold"))
    return Markup("").join(parts)


def months(labels, series, title, note):
    """Return columns by month, one colour a series.

    ``None`` is drawn as nothing, a hidden number (:data:`MASK`) as a hatched column
    that tells no height.

    :param series: list of ``(name, values)``, two at most
    :param note: what hatching means, said where there is some
    """
    shown = [one for _name, values in series for one in values if one != MASK]
    highest = max((value or 0 for value in shown), default=0)
    scale = (MONTHS_HEIGHT - 64) / (highest or 1)
    bottom = MONTHS_HEIGHT - 22
    step = WIDTH / max(len(labels), 1)
    width = min(step / (len(series) + 1), 40)
    parts = [_legend(series), _rect(0, bottom, WIDTH, 1, GREY)]
    if len(shown) < len(labels) * len(series):
        parts += [_hatched(600, 2, 12, 12), _text(618, 13, note, size=12)]
    for index, label in enumerate(labels):
        left = index * step + (step - width * len(series)) / 2
        parts.append(
            _text((index + 0.5) * step, bottom + 16, label, GREY, "middle", 11)
        )
        for rank, (_name, values) in enumerate(series):
            at = left + rank * width, bottom, width - 2
            parts.append(_column(*at, values[index], scale, COLORS[rank]))
    return _svg(Markup("").join(parts), MONTHS_HEIGHT, title)


def _column(left, bottom, width, value, scale, color):
    """Return the column of a month, with its number above."""
    if not value:
        return Markup("")
    hidden = value == MASK
    height = HIDDEN_HEIGHT if hidden else value * scale
    area = left, bottom - height, width, height
    return Markup("").join(
        (
            _hatched(*area) if hidden else _rect(*area, color),
            _text(
                left + width / 2,
                bottom - height - 4,
                MASK if hidden else f"{value:g}",
                DARK,
                "middle",
                11,
            ),
        )
    )


def _hatched(left, top, width, height):
    """Return an area of slanted strokes: something is there, and is not told."""
    path = []
    offset = HATCH / 2
    while offset < width + height:
        start = left + max(0, offset - height), top + min(offset, height)
        end = left + min(offset, width), top + max(0, offset - width)
        path.append("M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*start, *end))
        offset += HATCH
    return Markup(
        '<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="#fff" stroke="%s"/>'
        '<path d="%s" stroke="%s" fill="none"/>'
    ) % (left, top, width, height, GREY, " ".join(path), GREY)


def _legend(series):
    parts = []
    for rank, (name, _values) in enumerate(series):
        parts.append(_rect(rank * 300, 2, 12, 12, COLORS[rank]))
        parts.append(_text(rank * 300 + 18, 13, name, size=12))
    return Markup("").join(parts)


def _svg(content, height, title):
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="%s" '
        'viewBox="0 0 %d %d" width="100%%" '
        'font-family="Liberation Sans, DejaVu Sans, Arial, sans-serif">%s</svg>'
    ) % (title, WIDTH, height, content)


def _rect(left, top, width, height, color):
    return Markup('<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>') % (
        left,
        top,
        width,
        height,
        color,
    )


def _text(left, top, text, color=DARK, anchor="start", size=13, weight="normal"):
    return Markup(
        '<text x="%.1f" y="%.1f" fill="%s" text-anchor="%s" font-size="%d" '
        'font-weight="%s">%s</text>'
    ) % (left, top, color, anchor, size, weight, text)
