"""Charts as SVG, drawn on the server: no script, no style attribute, every word escaped.

Values are integers and Fractions; floats appear only as pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal
from zlib import crc32

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goodstanding.ui import numbers
from goodstanding.ui.markup import draw, draw_all
from goodstanding.ui.moments import formatted

Number = int | Fraction
Points = Sequence[Number | None]
Condition = Literal["under", "over"]
Unit = Literal["percent", "number"]
STATES = {"over", "close", "good", "none"}
_DECORATION = SafeString('aria-hidden="true"')


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a trend. No value is a gap, not a zero; `note` says what was counted, such as "41 of 804"."""

    on: date
    value: Number | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """One cause: its share of the defects beside its share of everything."""

    label: str
    share: Fraction
    base: Fraction
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to pixels, upwards."""

    low: float
    high: float
    size: float
    start: float = 0.0

    def y(self, value: Number | float) -> float:
        return self.start + self.size - self._part(value) * self.size

    def x(self, value: Number | float) -> float:
        return self.start + self._part(value) * self.size

    def _part(self, value: Number | float) -> float:
        spread = self.high - self.low
        return (min(max(float(value), self.low), self.high) - self.low) / spread if spread else 0.5


def sparkline(points: Points, *, target: Number | None = None, state: str = "none", label: str = "") -> SafeString:
    """A trend of 120 by 28 pixels for a table row. Without a label it is decoration: the numbers stand beside it."""
    values = [None if value is None else float(value) for value in points]  # pixels from here on
    known = [value for value in values if value is not None]
    if not known:
        return SafeString("")
    width, height, limit = 120.0, 28.0, [] if target is None else [float(target)]
    scale = _Scale(min(known + limit), max(known + limit), height - 8, 4)
    step = (width - 6) / max(len(values) - 1, 1)
    dots = [(i * step, scale.y(value)) if value is not None else None for i, value in enumerate(values)]
    x, y = next(dot for dot in reversed(dots) if dot is not None)
    goal = "" if target is None else _line("target", 0, scale.y(target), width, scale.y(target))
    mark = _state(state)
    return SafeString(
        f'<svg class="chart" width="120" height="28" viewBox="0 0 120 28" {_spoken(label)}>{goal}{_curves(dots, mark)}'
        f'<circle class="dot {mark}" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/></svg>'
    )


def bar_against_target(
    value: Number, target: Number, condition: Condition = "under", state: str = "none", label: str = ""
) -> SafeString:
    """A bar of 150 by 16 pixels: the allowed part tinted, the limit as a line, the value across."""
    if condition == "under":
        low, high = Fraction(0), max(Fraction(target) * 2, Fraction(value) * Fraction(10, 9), Fraction(1, 1000))
    else:
        high = max(Fraction(1), Fraction(value))
        low = max(Fraction(0), min(high - (high - target) * 4, Fraction(value) - Fraction(1, 50)))
    scale = _Scale(float(low), float(high), 150.0)
    limit = scale.x(target)
    allowed_x, allowed_width = (0.0, limit) if condition == "under" else (limit, 150 - limit)
    return draw(
        '<svg class="chart" width="150" height="16" viewBox="0 0 150 16" {}>'
        '<rect class="ground" y="3" width="150" height="10"/>'
        '<rect class="allowed" x="{}" y="3" width="{}" height="10"/>'
        '<rect class="fill {}" y="6" width="{}" height="4"/>{}</svg>',
        _spoken(label), _px(allowed_x), _px(allowed_width), _state(state), _px(scale.x(value)),
        _line("limit", limit, 0, limit, 16),
    )  # fmt: skip


def share_bar(share: Fraction, base: Fraction) -> SafeString:
    """Two thin bars on one scale: how much of the trouble, how much of the volume."""
    scale = _Scale(0, 1, 150.0)
    return draw(
        '<svg class="chart" width="150" height="16" viewBox="0 0 150 16" aria-hidden="true">'
        '<rect class="ground" y="2" width="150" height="12"/>'
        '<rect class="share" y="2" width="{}" height="7"/><rect class="base" y="10" width="{}" height="4"/></svg>',
        _px(scale.x(share)), _px(scale.x(base)),
    )  # fmt: skip


def share_bars(rows: Sequence[Share], *, cause: str, share: str, base: str) -> SafeString:
    """The table of causes: name, share of the trouble, share of everything, and the bars."""
    body = draw_all(
        '<tr><th scope="row">{}{}</th><td class="num">{}</td><td class="num">{}</td><td>{}</td></tr>',
        (
            (
                row.label,
                draw("<small>{}</small>", row.note) if row.note else "",
                numbers.percent_of(row.share),
                numbers.percent_of(row.base),
                share_bar(row.share, row.base),
            )
            for row in rows
        ),
    )
    return draw(
        '<table class="table"><thead><tr><th scope="col">{}</th><th scope="col" class="num">{}</th>'
        '<th scope="col" class="num">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        cause, share, base, _("Compared"), body,
    )  # fmt: skip


def trend(
    points: Sequence[Point],
    *,
    label: str,
    target: Number | None = None,
    state: str = "none",
    unit: Unit = "percent",
    summary: str = "",
    numbers_url: str = "",
) -> SafeString:
    """A figure with axes, the target as a line, gaps where a day has no value, and the numbers behind a click.

    With `numbers_url` the numbers are a page away instead of in this one: they are many, and seldom asked for.
    """
    known = [point.value for point in points if point.value is not None]
    if not known:
        return draw('<p class="muted">{}</p>', _("No day in this period has a value yet."))
    key = f"chart-{crc32(f'{label} {points[0].on} {len(points)} {known[-1]}'.encode()):08x}"
    ticks = axis_ticks(max([*known, target] if target is not None else known, key=float), min([0, *known], key=float))
    svg = draw(
        '<svg class="chart" viewBox="0 0 720 220" role="img" aria-labelledby="{key}-t {key}-d">'
        '<title id="{key}-t">{label}</title><desc id="{key}-d">{desc}</desc>{drawing}</svg>',
        key=key, label=label, desc=summary or _described(points, target, unit),
        drawing=_drawing(points, target, _state(state), unit, ticks),
    )  # fmt: skip
    behind = _("The numbers behind it")
    if numbers_url:
        numbers_here = draw('<a class="small" href="{}">{}</a>', numbers_url, behind)
    else:
        table = _companion(points, label, unit)
        numbers_here = draw("<details><summary>{}</summary>{}</details>", behind, table)
    return draw(
        '<figure class="chart-box"><div class="scroll" tabindex="0" role="group" aria-label="{}">{}</div>{}</figure>',
        label, svg, numbers_here,
    )  # fmt: skip


def _drawing(
    points: Sequence[Point], target: Number | None, state: str, unit: Unit, ticks: Sequence[Number]
) -> SafeString:
    left, right, top, bottom = 52.0, 708.0, 12.0, 188.0
    across = (right - left) / max(len(points) - 1, 1)
    scale = _Scale(float(ticks[0]), float(ticks[-1]), bottom - top, top)
    xs = [left + i * across for i in range(len(points))]
    dots = [(x, scale.y(p.value)) if p.value is not None else None for x, p in zip(xs, points, strict=True)]
    last = next(dot for dot in reversed(dots) if dot is not None)
    rules = draw_all(
        '{}<text x="46" y="{}" text-anchor="end">{}</text>',
        (
            (
                _line("axis" if i == 0 else "grid", left, scale.y(tick), right, scale.y(tick)),
                _px(scale.y(tick) + 4),
                _shown(tick, unit),
            )
            for i, tick in enumerate(ticks)
        ),
    )
    goal: SafeString | str = ""
    if target is not None:
        y = scale.y(target)
        roomy_at_left = abs(dots[0][1] - y) > abs(last[1] - y) if dots[0] else True
        goal = draw(
            '{}<text x="{}" y="{}" text-anchor="{}">{}</text>',
            _line("target", left, y, right, y),
            _px(left + 4 if roomy_at_left else right),
            _px(y - 5 if y > top + 14 else y + 14),
            "start" if roomy_at_left else "end",
            _("target %(value)s") % {"value": _shown(target, unit)},
        )
    dot = draw('<circle class="dot {}" cx="{}" cy="{}" r="3.5"/>', state, _px(last[0]), _px(last[1]))
    return draw(
        "{}{}{}{}{}{}", _gaps(dots, top, bottom, across), rules, goal, _days(points, xs), _curves(dots, state), dot
    )


def _days(points: Sequence[Point], xs: Sequence[float]) -> SafeString:
    """At most seven dates under the axis, the last day always among them."""
    every = max(1, -(-len(points) // 6))
    chosen = list(range(len(points) - 1, -1, -every))
    form = pgettext("day under a chart", "j M")
    return draw_all(
        '<text x="{}" y="208" text-anchor="{}">{}</text>',
        (
            (
                _px(xs[i]),
                "end" if i == len(points) - 1 and len(points) > 1 else "middle",
                formatted(points[i].on, form),
            )
            for i in chosen
        ),
    )


def _gaps(dots: Sequence[tuple[float, float] | None], top: float, bottom: float, across: float) -> SafeString:
    """A tint behind days without a value, so that a hole is not mistaken for a straight line."""
    holes = [i for i, dot in enumerate(dots) if dot is None]
    return draw_all(
        '<rect class="gap" x="{}" y="{}" width="{}" height="{}"/>',
        ((_px(52 + (i - 0.5) * across), _px(top), _px(across), _px(bottom - top)) for i in holes if i),
    )


def _curves(dots: Sequence[tuple[float, float] | None], state: str) -> SafeString:
    """One line per unbroken run; a run of one day is a dot."""
    shapes: list[str] = []
    for run in _runs(dots):
        if len(run) == 1:
            shapes.append(f'<circle class="dot {state}" cx="{run[0][0]:.1f}" cy="{run[0][1]:.1f}" r="1.5"/>')
        else:
            path = " ".join([f"{x:.1f},{y:.1f}" for x, y in run])
            shapes.append(f'<polyline class="line {state}" points="{path}"/>')
    return SafeString("".join(shapes))


def _runs(dots: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for dot in dots:
        if dot is not None:
            run.append(dot)
        elif run:
            yield run
            run = []
    if run:
        yield run


def axis_ticks(highest: Number, lowest: Number) -> list[Number]:
    """Three to six round numbers from below the lowest to at or above the highest."""
    spread = Fraction(highest) - Fraction(lowest)
    step = Fraction(1, 100) if spread == 0 else Fraction(1)
    while spread and step * 4 < spread:
        step *= 10
    while spread and step > spread:
        step /= 10
    for part in (Fraction(1, 5), Fraction(1, 2)):
        if spread and step * part * 5 >= spread:
            step *= part
            break
    first = lowest // step
    last = max(-(-Fraction(highest) // step), first + 1)
    return [Fraction(step * i) for i in range(int(first), int(last) + 1)]


def _described(points: Sequence[Point], target: Number | None, unit: Unit) -> str:
    known = [point for point in points if point.value is not None]
    first, last = known[0], known[-1]
    high = max(known, key=lambda point: float(point.value or 0))
    form = pgettext("day in a sentence", "j M Y")
    words = _("From %(first)s on %(first_day)s to %(last)s on %(last_day)s; highest %(high)s on %(high_day)s.") % {
        "first": _shown(first.value or 0, unit),
        "first_day": formatted(first.on, form),
        "last": _shown(last.value or 0, unit),
        "last_day": formatted(last.on, form),
        "high": _shown(high.value or 0, unit),
        "high_day": formatted(high.on, form),
    }
    return words if target is None else f"{words} " + _("The target is %(value)s.") % {"value": _shown(target, unit)}


def _companion(points: Sequence[Point], label: str, unit: Unit) -> SafeString:
    form = pgettext("day in a table", "D j M Y")
    rows = draw_all(
        '<tr><th scope="row">{}</th><td class="num">{}</td><td class="num">{}</td></tr>',
        (
            (
                formatted(point.on, form),
                numbers.NOTHING if point.value is None else _shown(point.value, unit),
                point.note,
            )
            for point in reversed(points)
        ),
    )
    return draw(
        '<div class="scroll" tabindex="0" role="group" aria-label="{label}"><table class="table dense">'
        '<thead><tr><th scope="col">{day}</th><th scope="col" class="num">{value}</th>'
        '<th scope="col" class="num">{note}</th></tr></thead><tbody>{rows}</tbody></table></div>',
        label=label, day=_("Day"), value=_("Value"), note=_("Counted"), rows=rows,
    )  # fmt: skip


def _shown(value: Number, unit: Unit) -> str:
    if unit == "percent":
        return numbers.percent_of(Fraction(value))
    return number_format(value if isinstance(value, int) else numbers.short(value), force_grouping=True)


def _spoken(label: str) -> SafeString:
    return draw('role="img" aria-label="{}"', label) if label else _DECORATION


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> SafeString:
    return SafeString(f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')


def _px(value: float) -> SafeString:
    return SafeString(f"{value:.1f}")


def _state(state: str) -> str:
    return state if state in STATES else "none"
