"""The marketplace's own colour, made legible: `theme_css("#7a1fa2")` is all that a /theme.css view has to serve."""

import re
from dataclasses import dataclass

PAPER_LIGHT, PAPER_DARK = "#f3f1ec", "#1a1e1d"
LEGIBLE = 4.5
_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")


@dataclass(frozen=True, slots=True)
class Accent:
    """One accent for one theme, and the text colour that reads on it."""

    color: str
    ink: str


def theme_css(light: str, dark: str = "") -> str:
    """CSS that sets the accent in both themes. A colour too faint to read is moved towards black or white first.

    Raises ValueError for anything but #rrggbb, so that settings cannot smuggle CSS in.
    """
    day, night = legible(light, PAPER_LIGHT), legible(dark or light, PAPER_DARK)
    return (
        f":root {{ --brand-light: {day.color}; --brand-ink-light: {day.ink}; "
        f"--brand-dark: {night.color}; --brand-ink-dark: {night.ink}; }}\n"
    )


def legible(color: str, paper: str) -> Accent:
    """The nearest mixture with black or white that passes 4.5:1 on the paper."""
    if not _HEX.match(color):
        raise ValueError(f"Not a colour of the form #rrggbb: {color[:20]!r}")
    toward = "#000000" if luminance(paper) > 0.2 else "#ffffff"
    mixed = next(
        shade for step in range(101) if contrast(shade := mix(color, toward, step), paper) >= LEGIBLE or step == 100
    )
    ink = max(("#ffffff", "#0b1512"), key=lambda candidate: contrast(candidate, mixed))
    return Accent(mixed.lower(), ink)


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two #rrggbb colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    """WCAG relative luminance."""
    red, green, blue = (_linear(part / 255) for part in _rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(color: str, other: str, percent: int) -> str:
    """So many percent of the other colour in this one."""
    parts = (round(a + (b - a) * percent / 100) for a, b in zip(_rgb(color), _rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
