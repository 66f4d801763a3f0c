"""Draws the character of the reactions with Pillow, from the numbers of a pose."""

import functools
import math

from PIL import Image, ImageDraw, ImageFilter

from layers_cli.sandbox.media.colors import Color
from layers_cli.sandbox.media.video.reactions.poses import Motion, Pose, motion_at, pose_at
from layers_cli.sandbox.media.video.reactions.tile_format import TILE_HEIGHT, TILE_WIDTH

_FACE = 900  # pixels of the square that the face is drawn in
_SMOOTH = 2  # it is drawn this many times larger
_SIDE = _FACE * _SMOOTH
_RADIUS = _SIDE * 0.42
_EYE_X, _EYE_Y, _EYE = 0.34, -0.14, 0.215
_MOUTH_Y = 0.42

_LIGHT: Color = (255, 236, 120)
_SKIN: Color = (255, 204, 52)
_RIM: Color = (240, 128, 36)
_SHADE: Color = (226, 140, 24)
_LINE: Color = (100, 52, 24)
_EYE_WHITE: Color = (255, 255, 255)
_SOCKET: Color = (246, 186, 44)
_GLINT: Color = (255, 226, 232)
_PUPIL: Color = (48, 28, 22)
_LID: Color = (250, 192, 54)
_MOUTH: Color = (92, 22, 30)
_TONGUE: Color = (240, 92, 96)
_CHEEK: Color = (255, 96, 90)
_TEAR: Color = (92, 178, 255)
_HEART: Color = (240, 38, 76)


def draw_tile(name: str, seconds: float) -> Image.Image:
    """Draw the reaction *name* at *seconds*: an RGBA tile with a transparent background."""
    pose, motion = pose_at(name, seconds), motion_at(name, seconds)
    face = _draw_face(pose)
    tile = Image.new("RGBA", (TILE_WIDTH, TILE_HEIGHT), (*_RIM, 0))
    face = face.resize(_face_size(pose, motion), Image.Resampling.BICUBIC)
    if pose.lean:
        face = face.rotate(-pose.lean, Image.Resampling.BICUBIC, fillcolor=(*_RIM, 0))
    x = round((TILE_WIDTH - face.width) / 2 + motion.aside)
    y = round((TILE_HEIGHT - face.height) / 2 - motion.up)
    tile.paste(face, (x, y))
    return tile


def _face_size(pose: Pose, motion: Motion) -> tuple[int, int]:
    wide = motion.zoom * (1 - pose.stretch) * (1 + motion.squash)
    tall = motion.zoom * (1 + pose.stretch) * (1 - motion.squash)
    return max(2, round(_FACE * wide)), max(2, round(_FACE * tall))


def _draw_face(pose: Pose) -> Image.Image:
    skin, mask = _skin()
    face = Image.new("RGBA", skin.size, (*_RIM, 0))
    face.paste(skin, mask=mask)
    _blush(face, pose)
    pen = _Pen(face)
    for side in (-1, 1):
        _draw_eye(pen, pose, side)
        _draw_brow(pen, pose, side)
    _draw_mouth(pen, face, pose)
    for side in (-1, 1):
        _draw_tear(pen, pose, side)
        _draw_hand(pen, pose, side)
    return face.reduce(_SMOOTH)


class _Pen:
    """Draws in units of the face's radius, from the middle of the face."""

    def __init__(self, picture: Image.Image) -> None:
        self._draw = ImageDraw.Draw(picture)

    @staticmethod
    def box(x: float, y: float, across: float, down: float) -> tuple[float, float, float, float]:
        middle = _SIDE / 2
        return (
            middle + (x - across) * _RADIUS,
            middle + (y - down) * _RADIUS,
            middle + (x + across) * _RADIUS,
            middle + (y + down) * _RADIUS,
        )

    def oval(self, x: float, y: float, across: float, down: float, color: Color) -> None:
        self._draw.ellipse(self.box(x, y, across, down), fill=color)

    def shape(self, points: list[tuple[float, float]], color: Color) -> None:
        middle = _SIDE / 2
        self._draw.polygon(
            [(middle + x * _RADIUS, middle + y * _RADIUS) for x, y in points], fill=color
        )

    def stroke(self, points: list[tuple[float, float]], width: float) -> None:
        """Draw a line with round ends."""
        middle = _SIDE / 2
        path = [(middle + x * _RADIUS, middle + y * _RADIUS) for x, y in points]
        self._draw.line(path, fill=_LINE, width=round(width * _RADIUS), joint="curve")
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, _LINE)


def _draw_eye(pen: _Pen, pose: Pose, side: int) -> None:
    x, y = side * _EYE_X, _EYE_Y
    if pose.heart > 0.5:
        pen.shape(_heart(x, y + 0.02, 0.30 * pose.heart), _HEART)
        pen.oval(x - 0.10, y - 0.10, 0.045, 0.035, _GLINT)
        return
    if pose.eye < 0.4:
        pen.stroke(_arch(x, y + 0.08, 0.2, 0.15), 0.078)
        return
    size = _EYE * pose.eye
    pen.oval(x, y + 0.01, size * 1.06, size * 1.16, _SOCKET)
    pen.oval(x, y, size, size * 1.1, _EYE_WHITE)
    pupil = 0.125 * pose.pupil * min(1.1, pose.eye + 0.1)
    left, top = x + pose.look_x * size * 0.5, y + pose.look_y * size * 0.5 + 0.02
    pen.oval(left, top, pupil, pupil, _PUPIL)
    pen.oval(left - pupil * 0.35, top - pupil * 0.4, pupil * 0.34, pupil * 0.34, _EYE_WHITE)
    if pose.lid > 0.02:
        pen.shape(_cap(x, y, size * 1.05, size * 1.15, pose.lid), _LID)


def _draw_brow(pen: _Pen, pose: Pose, side: int) -> None:
    x, y = side * _EYE_X, -0.46 + pose.brow - (pose.eye - 1) * 0.12
    if pose.slant > 0:
        y += pose.slant * 0.2 * (1 if side < 0 else -1)  # doubt lifts one brow only
    tilt = min(0.0, pose.slant) * 0.30 * side
    steps = [step / 8 for step in range(9)]
    pen.stroke(
        [
            (x + 0.4 * (at - 0.5), y - 0.05 * math.sin(math.pi * at) - tilt * (at - 0.5))
            for at in steps
        ],
        0.085,
    )


def _draw_mouth(pen: _Pen, face: Image.Image, pose: Pose) -> None:
    if pose.mouth_height < 0.09:
        sag = -0.14 * pose.curve
        pen.stroke(_arch(0, _MOUTH_Y + 0.05 * pose.curve, pose.mouth_width, sag), 0.078)
        return
    wide, high = pose.mouth_width, pose.mouth_height
    mask = Image.new("L", face.size, 0)
    shape = ImageDraw.Draw(mask)
    if pose.curve > 0.3:
        shape.chord(pen.box(0, _MOUTH_Y - 0.12, wide, high * 1.5), 0, 180, fill=255)
    elif pose.curve < -0.3:
        shape.chord(pen.box(0, _MOUTH_Y + 0.2, wide, high * 1.3), 180, 360, fill=255)
    else:
        shape.ellipse(pen.box(0, _MOUTH_Y + high * 0.07, wide, high * 0.82), fill=255)
    mouth = Image.new("RGB", face.size, _MOUTH)
    inside = ImageDraw.Draw(mouth)
    inside.ellipse(pen.box(0, _MOUTH_Y + high * 1.1, wide * 0.75, high * 0.82), fill=_TONGUE)
    if pose.curve > 0.3:
        inside.rectangle(pen.box(0, _MOUTH_Y - 0.08, 1, 0.045), fill=_EYE_WHITE)
    face.paste(mouth, mask=mask)


def _draw_tear(pen: _Pen, pose: Pose, side: int) -> None:
    if pose.tears <= 0.3:
        return
    x, length = side * 0.60, 0.17 * min(1.2, pose.tears)
    drop = [(x, -0.10), (x + 0.09, -0.04 + length), (x - 0.09, -0.04 + length)]
    pen.shape(drop, _TEAR)
    pen.oval(x, -0.02 + length, 0.095, 0.105, _TEAR)
    pen.oval(x - 0.035, -0.01 + length, 0.022, 0.035, _EYE_WHITE)


def _draw_hand(pen: _Pen, pose: Pose, side: int) -> None:
    if pose.hands <= 0.05:
        return
    x = side * (1.35 - 0.57 * min(1.0, pose.hands))
    fingers = ((-0.14, 0.22, 0.065, 0.19), (-0.02, 0.17, 0.065, 0.20), (0.10, 0.21, 0.06, 0.18))
    for grown, color in ((0.014, _SHADE), (0.0, _SKIN)):
        pen.oval(x, 0.44, 0.20 + grown, 0.26 + grown, color)
        for aside, down, across, tall in fingers:
            pen.oval(x + side * aside, down, across + grown, tall + grown, color)


def _arch(x: float, y: float, across: float, up: float) -> list[tuple[float, float]]:
    steps = [step / 12 for step in range(13)]
    return [(x + across * (2 * at - 1), y - up * math.sin(math.pi * at)) for at in steps]


def _cap(x: float, y: float, across: float, down: float, share: float) -> list[tuple[float, float]]:
    """Return the outline of the upper *share* of an oval, 0 to 1."""
    begin = math.acos(1 - share)
    turns = [-math.pi / 2 - begin + 2 * begin * step / 24 for step in range(25)]
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


def _heart(x: float, y: float, size: float) -> list[tuple[float, float]]:
    points = []
    for step in range(60):
        turn = step * math.tau / 60
        down = -(
            13 * math.cos(turn)
            - 5 * math.cos(2 * turn)
            - 2 * math.cos(3 * turn)
            - math.cos(4 * turn)
        )
        points.append((x + size * math.sin(turn) ** 3, y + size * down / 16))
    return points


def _blush(face: Image.Image, pose: Pose) -> None:
    if pose.blush <= 0.05:
        return
    small = Image.new("L", (_SIDE // 4, _SIDE // 4), 0)
    drawn = ImageDraw.Draw(small)
    for side in (-1, 1):
        box = [edge / 4 for edge in _Pen.box(side * 0.57, 0.28, 0.18, 0.11)]
        drawn.ellipse(box, fill=int(150 * min(1.0, pose.blush)))
    soft = small.filter(ImageFilter.GaussianBlur(_SIDE / 110)).resize(face.size)
    face.paste(_CHEEK, mask=soft)


@functools.lru_cache(maxsize=1)
def _skin() -> tuple[Image.Image, Image.Image]:
    """Return a ball lit from above, and its mask."""
    ball = Image.radial_gradient("L").resize((round(_SIDE * 1.5),) * 2)
    left, top = round(_SIDE * 0.33), round(_SIDE * 0.44)
    ball = ball.crop((left, top, left + _SIDE, top + _SIDE))
    channels = [
        ball.point([round(_lit(value, *tones)) for value in range(256)])
        for tones in zip(_LIGHT, _SKIN, _RIM, strict=True)
    ]
    mask = Image.new("L", (_SIDE, _SIDE), 0)
    ImageDraw.Draw(mask).ellipse(_Pen.box(0, 0, 1, 1), fill=255)
    return Image.merge("RGB", channels), mask


def _lit(value: int, light: int, skin: int, rim: int) -> float:
    if value < 120:
        return light + (skin - light) * value / 120
    return skin + (rim - skin) * min(1.0, (value - 120) / 110)
