"""How each kind of copy is set, and the box it stands in."""

from dataclasses import dataclass

from layers_cli.sandbox.media.canvas import WIDTH, SafeArea


@dataclass(frozen=True)
class Style:
    """Letters of at most *most* pixels; *leading* and *tracking* are in ems."""

    most: int
    leading: float = 1.08
    tracking: float = -0.022
    weight: int = 850


@dataclass(frozen=True)
class Box:
    """The box that a text has to itself, in pixels of the frame."""

    x: int
    y: int
    width: int
    height: int


HEADLINE = Style(most=112, leading=1.08, tracking=-0.02, weight=830)
LABEL = Style(most=72, leading=1.42, tracking=-0.01, weight=700)
POSTER = Style(most=220, leading=1.05)
STATEMENT = Style(most=180, leading=1.06)
FIGURE = Style(most=420, leading=1.0, tracking=-0.03)
BESIDE_FIGURE = Style(most=120, leading=1.06)
ITEM = Style(most=88, leading=1.14, tracking=-0.015, weight=760)
BESIDE_ICON = Style(most=42, leading=1.0, tracking=0.0, weight=650)
NAME = Style(most=128, leading=1.0, tracking=-0.025)
CLOSING = Style(most=54, leading=1.2, tracking=0.0, weight=500)
INITIAL = Style(most=300, leading=1.0, tracking=0.0)


def poster_box(area: SafeArea) -> Box:
    """Leave room for an icon above and a cue to swipe below."""
    return Box(area.left, area.top + 150, area.rail - area.left, area.bottom - area.top - 280)


def headline_box(area: SafeArea) -> Box:
    """Stand above a phone, a little lower than it might: marks reach out of the first line."""
    return Box(area.left, area.top + 24, area.right - area.left, 420)


def statement_box(area: SafeArea) -> Box:
    """Take all of the safe area that is clear of the buttons at its right."""
    return Box(area.left, area.top + 60, area.rail - area.left, area.bottom - area.top - 90)


def label_box(area: SafeArea) -> Box:
    """Keep clear of the buttons on both sides, so that labels stay in the middle."""
    left = WIDTH - area.rail + 34
    return Box(left, area.top + 34, WIDTH - 2 * left, area.bottom - area.top - 68)


def wide_label_box(area: SafeArea) -> Box:
    """Be wider where there are no buttons yet."""
    width, height = area.right - area.left - 68, area.rail_top - area.top - 68
    return Box(area.left + 34, area.top + 34, width, height)
