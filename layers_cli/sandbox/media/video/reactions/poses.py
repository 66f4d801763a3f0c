"""The character's face as numbers, and how they change during a reaction."""

import math
from dataclasses import astuple, dataclass

_OVERSHOOT = 2.2


@dataclass(frozen=True)
class Pose:
    """One expression of the face.

    Args:
        eye, pupil, heart: sizes; 1 is the usual size, and a *heart* of 0 is none.
        look_x, look_y: where the pupils point, -1 to 1.
        brow: how far the brows move, in radii of the face; negative is up.
        slant: above 0 raises one brow, below 0 the inner ends of both.
        lid: share of the eye that the lid covers, 0 to 1.
        mouth_width, mouth_height: half the size of the mouth, in radii of the face.
        curve: how the mouth bends, from 1 (a smile) to -1.
        stretch: share by which the face is taller than wide.
        blush, tears, hands: strength, 0 to 1.
        lean: how far the face is tilted, in degrees.

    """

    eye: float = 0.86
    pupil: float = 1.0
    heart: float = 0.0
    look_x: float = 0.0
    look_y: float = 0.0
    brow: float = 0.0
    slant: float = 0.0
    lid: float = 0.0
    mouth_width: float = 0.30
    mouth_height: float = 0.05
    curve: float = 0.35
    stretch: float = 0.0
    blush: float = 0.25
    tears: float = 0.0
    hands: float = 0.0
    lean: float = 0.0


DOUBT = Pose(
    eye=0.80, pupil=0.9, look_x=0.5, look_y=-0.1, brow=0.03, slant=0.3, lid=0.55,
    mouth_width=0.26, mouth_height=0.03, curve=-0.5, lean=5.0,
)  # fmt: skip

REACTIONS = {
    "shocked": Pose(
        eye=1.28, pupil=0.55, brow=-0.17, mouth_width=0.29, mouth_height=0.46, curve=0.0,
        stretch=0.06, hands=1.0,
    ),
    "laughing": Pose(
        eye=0.2, pupil=0.8, brow=-0.10, mouth_width=0.62, mouth_height=0.36, curve=1.0,
        stretch=-0.03, blush=0.7, tears=1.0,
    ),
    "crying": Pose(
        eye=0.95, pupil=1.3, brow=-0.03, slant=-0.7, mouth_width=0.34, mouth_height=0.19,
        curve=-0.9, tears=1.0, blush=0.6,
    ),
    "in-love": Pose(
        eye=1.0, heart=1.0, brow=-0.14, mouth_width=0.52, mouth_height=0.27, curve=1.0,
        stretch=-0.02, blush=1.0,
    ),
}  # fmt: skip

TURN, HIT = 0.55, 0.78
"""Seconds: until when it doubts, and when it has changed its mind."""


def pose_at(name: str, seconds: float) -> Pose:
    """Return the pose of reaction *name* at a moment; between two it swings past the second."""
    if seconds <= TURN:
        return DOUBT
    share = swing((min(seconds, HIT) - TURN) / (HIT - TURN))
    values = zip(astuple(DOUBT), astuple(REACTIONS[name]), strict=True)
    return Pose(*(before + (after - before) * share for before, after in values))


def swing(share: float, overshoot: float = _OVERSHOOT) -> float:
    """Ease from 0 to 1 with a swing beyond 1 before it settles there."""
    rest = share - 1
    return 1 + (overshoot + 1) * rest**3 + overshoot * rest**2


@dataclass(frozen=True)
class Motion:
    """How the whole face moves: aside and up in pixels, larger by *zoom*, wider and less tall."""

    aside: float
    up: float
    zoom: float
    squash: float


def motion_at(name: str, seconds: float) -> Motion:
    """Return how the face of reaction *name* moves at a moment: breath, then shake and bounce."""
    breath = 0.012 * math.sin(seconds * 5)
    zoom = 0.5 + 0.5 * swing(min(1.0, seconds / 0.22), 1.4)
    since = seconds - HIT
    if since <= 0:
        return Motion(0.0, 0.0, zoom, breath)
    shake = 14 * math.exp(-1.2 * since) * math.sin(46 * since)
    if name == "shocked":
        shake += 3 * math.sin(38 * since)
    zoom += 0.10 * math.exp(-3.2 * since) * math.cos(9 * since) + min(0.05, 0.03 * since)
    bounce = 0.0
    if name in ("laughing", "in-love"):
        bounce = 60 * abs(math.sin(7 * since)) * math.exp(-0.6 * since)
    if name == "crying":
        shake += 5 * math.sin(24 * since)
    return Motion(shake, bounce, zoom, breath)
