"""The colours of the theme keep the contrast that people with weak eyes need (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

THEME = Path(__file__).resolve().parents[3] / "frontend" / "src" / "css"
COLOUR = re.compile(r"--jc-([\w-]+):\s*(#[0-9A-Fa-f]{6});")
TOKENS = dict(COLOUR.findall((THEME / "tokens.css").read_text("utf-8")))
WHITE = "surface"

TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in (WHITE, "bg")],
    *[("ink-2", ground) for ground in ("mute", "head-row", "danger-t", "primary-t")],
    *[("ink", ground) for ground in ("danger-t", "warn-t", "ok-t", "primary-t", "series-2")],
    ("primary", WHITE),
    ("primary", "bg"),
    *[(light, f"{light}-t") for light in ("primary", "ok", "warn", "danger", "info", "rest")],
    ("danger", WHITE),
    ("warn", WHITE),
    ("ok", WHITE),
    ("on-navy", "navy"),
    *[
        (WHITE, ground)
        for ground in ("navy", "navy-hover", "primary", "primary-d", "disabled", "party", "party-d")
    ],
    *[(WHITE, ground) for ground in ("offline", "series-1", "series-4", "ramp-5", "ink")],
    *[("navy", f"ramp-{step}") for step in range(1, 5)],
]
GRAPHICS = [
    ("line-2", WHITE),
    ("warn-mark", WHITE),
    ("gold", "party"),
    ("gold", "navy"),
    *[(f"series-{n}", WHITE) for n in range(1, 5)],
    ("focus-ring", WHITE),
    ("focus-ring", "bg"),
    ("focus", "navy"),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(TOKENS[first]), luminance(TOKENS[second])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), GRAPHICS)
def test_marks_and_borders_can_be_seen_on_their_ground(mark: str, ground: str) -> None:
    assert contrast(mark, ground) >= 3


def test_the_theme_uses_only_tokens_that_exist() -> None:
    everything = "".join(path.read_text("utf-8") for path in THEME.glob("*.css"))
    declared = set(re.findall(r"(--jc-[\w-]+):", everything))
    used = set(re.findall(r"var\((--jc-[\w-]+)", everything))
    scripts = "".join(path.read_text("utf-8") for path in (THEME.parent / "js").glob("*.js"))
    used |= {f"--jc-{name}" for name in re.findall(r"token\('--jc-([\w-]+)'\)", scripts)}
    assert used <= declared


def test_no_template_carries_a_style_or_a_script_of_its_own() -> None:
    """The content policy forbids both (decisions.md 15), so they would silently do nothing."""
    package = THEME.parents[2] / "jiceng"
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|hx-on|javascript:")
    found = {
        path.name
        for path in package.glob("**/templates/**/*.html")
        if inline.search(
            re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text("utf-8"), flags=re.S)
        )
    }
    assert not found
