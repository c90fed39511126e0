"""Contrast of the tokens, computed from the style sheet itself, in both themes."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import goodstanding.ui
from goodstanding.ui.theme import PAPER_DARK, PAPER_LIGHT, contrast, legible, mix, theme_css

KIT = Path(goodstanding.ui.__file__).parent
STYLES = KIT / "static" / "ui"
SURFACES = ["paper", "sheet", "sunk"]


def tokens(theme: int) -> dict[str, str]:
    """Every colour token as #rrggbb, for theme 0 (light) or 1 (dark)."""
    declared = dict(re.findall(r"--([\w-]+):\s*([^;]+);", (STYLES / "tokens.css").read_text()))

    def resolve(value: str) -> str:
        if pair := re.fullmatch(r"light-dark\((#\w+|var\([^)]+\)), (#\w+|var\([^)]+\))\)", value):
            return resolve(pair.group(theme + 1))
        if name := re.fullmatch(r"var\(--([\w-]+)\)", value):
            return resolve(declared[name.group(1)])
        if mixed := re.fullmatch(r"color-mix\(in srgb, (\S+) (\d+)%, (\S+)\)", value):
            return mix(resolve(mixed.group(3)), resolve(mixed.group(1)), int(mixed.group(2)))
        return value

    resolved = {name: resolve(value) for name, value in declared.items()}
    return {name: value for name, value in resolved.items() if re.fullmatch(r"#[0-9a-f]{6}", value)}


TEXT = [
    *(
        (ink, surface)
        for ink in ("ink", "ink-2", "ink-3", "accent", "good", "warn", "bad", "info")
        for surface in SURFACES
    ),
    *((state, f"{state}-soft") for state in ("accent", "good", "warn", "bad", "info")),
    *((ink, f"{state}-soft") for ink in ("ink", "ink-2") for state in ("accent", "good", "warn", "bad", "info")),
    ("bad", "accent-soft"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("danger-ink", "bad"),
    ("ink", "mark"),
]
SHAPES = [*(("edge", surface) for surface in SURFACES), *(("accent", surface) for surface in SURFACES)]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme, ink, ground):
    colors = tokens(theme)

    assert contrast(colors[ink], colors[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_edges_of_controls_can_be_seen(theme, shape, ground):
    colors = tokens(theme)

    assert contrast(colors[shape], colors[ground]) >= 3


def test_colours_are_written_in_the_tokens_only():
    for sheet in STYLES.glob("*.css"):
        if sheet.name not in {"tokens.css", "print.css"}:
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", sheet.read_text()), sheet.name


def test_sides_are_logical_so_that_pages_turn_round():
    for sheet in STYLES.glob("*.css"):
        assert not re.search(r"(margin|padding|border)-(left|right)\b|text-align: (left|right)", sheet.read_text()), (
            sheet.name
        )


def test_no_page_carries_style_or_script_of_its_own():
    for page in (KIT / "templates").rglob("*.html"):
        if page.name != "mail.html":
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|\|safe\b", page.read_text()), (
                page.name
            )


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_any_marketplace_colour_becomes_legible(color):
    for paper in (PAPER_LIGHT, PAPER_DARK):
        accent = legible(color, paper)

        assert contrast(accent.color, paper) >= 4.5
        assert contrast(accent.ink, accent.color) >= 4.5


def test_a_theme_takes_nothing_but_a_colour():
    with pytest.raises(ValueError, match="colour"):
        theme_css("red;} body{display:none")


@pytest.mark.parametrize("part", sorted((KIT / "templates" / "cotton").glob("*.html")), ids=lambda part: part.stem)
def test_a_part_declares_every_name_it_reads(part):
    """An undeclared name would be read from the page around the part, and change with it."""
    source = part.read_text()
    declared = {
        name.replace("-", "_")
        for name in re.findall(r"[\s:]([\w-]+)=", " ".join(re.findall(r"<c-vars(.*?)/>", source)))
    }
    looped = {name.strip() for names in re.findall(r"{% for ([\w, ]+) in", source) for name in names.split(",")}
    named = set(re.findall(r" as (\w+) %}", source)) | {"slot", "forloop", "n"}

    read = set(re.findall(r"{{ (\w+)", source)) | set(re.findall(r"{% (?:if|elif) (?:not )?(\w+)", source))

    assert read <= declared | looped | named
