"""Reads back what was drawn: a decoder of ours for each protocol, written from its page."""

import base64
import io
import re

from PIL import Image


def from_kitty(text: str) -> tuple[dict[str, str], Image.Image]:
    """Return the controls of the first part, and the picture."""
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)
    assert all(len(data) <= 4096 for _, data in parts)
    more = [dict(pair.split("=") for pair in head.split(","))["m"] for head, _ in parts]
    assert more == ["1"] * (len(parts) - 1) + ["0"]
    controls = dict(pair.split("=") for pair in parts[0][0].split(","))
    data = base64.b64decode("".join(data for _, data in parts), validate=True)
    return controls, Image.open(io.BytesIO(data)).convert("RGBA")


def from_iterm2(text: str) -> tuple[dict[str, str], Image.Image]:
    """Return the arguments, and the picture."""
    found = re.search(r"\x1b\]1337;File=([^:]*):([^\x07]*)\x07", text)
    assert found
    arguments = dict(pair.split("=") for pair in found[1].split(";"))
    data = base64.b64decode(found[2], validate=True)
    assert int(arguments["size"]) == len(data)
    return arguments, Image.open(io.BytesIO(data)).convert("RGBA")


def from_sixel(text: str) -> Image.Image:
    """Return the picture; what no sixel sets is transparent."""
    found = re.search(r"\x1bP0;1;0q\"1;1;(\d+);(\d+)(.*)\x1b\\", text, re.DOTALL)
    assert found
    image = Image.new("RGBA", (int(found[1]), int(found[2])))
    colors: dict[int, tuple[int, int, int, int]] = {}
    x = top = color = 0
    tokens = r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)([?-~])|([?-~])|(\$)|(-)"
    end = 0
    for token in re.finditer(tokens, found[3]):
        assert token.start() == end
        end = token.end()
        register, red, green, blue, chosen, count, repeated, single, back, down = token.groups()
        if register:
            # mypy takes a tuple from a generator for one of any length.
            colors[int(register)] = (*(round(int(v) * 2.55) for v in (red, green, blue)), 255)  # type: ignore[assignment]
        elif chosen:
            color = int(chosen)
        elif back or down:
            x, top = 0, top + (6 if down else 0)
        else:
            bits = ord(repeated or single) - 63
            until = x + int(count or 1)
            for column in range(x, until):
                for row in range(6):
                    if bits >> row & 1:
                        image.putpixel((column, top + row), colors[color])
            x = until
    assert end == len(found[3])
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are apart, of 255, on average over what is opaque in the first."""
    assert one.size == other.size
    pairs = zip(_pixels(one), _pixels(other), strict=True)
    apart = [
        sum(abs(a - b) for a, b in zip(p[:3], q[:3], strict=True)) / 3
        for p, q in pairs
        if p[3] >= 128
    ]
    return sum(apart) / len(apart)


def _pixels(image: Image.Image) -> list[tuple[int, ...]]:
    raw = iter(image.tobytes())
    return list(zip(raw, raw, raw, raw, strict=True))
