"""Files that say they are more than anybody can hold, or that take for ever to read."""

import random
import struct
import zlib
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.sandbox.media.probing.files import picture

MANY = 2**31 - 1


def giant_jpeg() -> bytes:
    """65,535 x 65,535 pixels by its header."""
    content = bytearray(picture("jpeg"))
    frame = content.index(b"\xff\xc0") + 5
    content[frame : frame + 4] = b"\xff" * 4
    return bytes(content)


def giant_webp() -> bytes:
    """16,384 x 16,384 pixels by its header, for both of which there is a limit of 14 bits."""
    buffer = BytesIO()
    Image.new("RGB", (60, 40)).save(buffer, "webp", lossless=True)
    content = bytearray(buffer.getvalue())
    size = content.index(b"VP8L") + 9
    flags = int.from_bytes(content[size : size + 4], "little") >> 28
    content[size : size + 4] = (flags << 28 | 2**28 - 1).to_bytes(4, "little")
    return bytes(content)


def giant_webp_canvas() -> bytes:
    """An animation on a canvas of 65,535 x 65,535 pixels."""
    buffer = BytesIO()
    frames = [Image.new("RGB", (60, 40), color) for color in ("red", "blue")]
    frames[0].save(buffer, "webp", save_all=True, append_images=frames[1:])
    content = bytearray(buffer.getvalue())
    canvas = content.index(b"VP8X") + 12
    content[canvas : canvas + 6] = b"\xfe\xff\x00" * 2
    return bytes(content)


def giant_gif() -> bytes:
    """A billion frames of 65,535 x 65,535 pixels begin like this."""
    frame = b"\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0"
    return b"GIF89a" + b"\xff" * 4 + b"\x80\0\0" + bytes(6) + frame * 10_000


def scans_without_end() -> bytes:
    """A progressive JPEG of 48 million pixels that comes in scans which each touch all of them."""
    buffer = BytesIO()
    Image.new("L", (6900, 6900), 9).save(buffer, "jpeg", progressive=True, quality=20)
    content = buffer.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * (25_000_000 // len(content[last:-2])) + b"\xff\xd9"


def animated_png() -> bytes:
    """A PNG that says that two billion frames follow the first."""
    content = picture("png")
    chunk = b"acTL" + struct.pack(">II", MANY, 0)
    return content[:33] + struct.pack(">I", 8) + chunk + _check(chunk) + content[33:]


def folded_comment() -> bytes:
    """A PNG with a comment that unfolds to 500 MB."""
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(bytes(2**20)) for _ in range(500)) + packing.flush()
    chunk = b"zTXtComment\0\0" + packed
    content = picture("png")
    return content[:33] + struct.pack(">I", len(chunk) - 4) + chunk + _check(chunk) + content[33:]


def lying_video(video: Path, lie: str) -> bytes:
    """*video*, an MP4, with one number in its headers that cannot be true."""
    content = bytearray(video.read_bytes())
    boxes = {
        # Where the number is, counted from the name of its box, and how many bytes it has.
        "frame size": (b"avc1", 28, b"\xff\xff\xff\xff"),
        "count of sizes": (b"stsz", 12, struct.pack(">I", MANY)),
        "count of times": (b"stts", 8, struct.pack(">I", MANY)),
        "length of each frame": (b"stts", 16, struct.pack(">I", MANY)),
        "count of chunks": (b"stco", 8, struct.pack(">I", MANY)),
        "frames of each chunk": (b"stsc", 16, struct.pack(">I", MANY)),
        "place of a chunk": (b"stco", 12, struct.pack(">I", MANY)),
        "time scale": (b"mdhd", 16, bytes(4)),
        "edits": (b"elst", 8, struct.pack(">I", MANY)),
        "box size": (b"stbl", -4, struct.pack(">I", MANY)),
    }
    name, place, value = boxes[lie]
    begin = content.index(name) + place
    content[begin : begin + len(value)] = value
    return bytes(content)


LIES = (
    "frame size",
    "count of sizes",
    "count of times",
    "length of each frame",
    "count of chunks",
    "frames of each chunk",
    "place of a chunk",
    "time scale",
    "edits",
    "box size",
)


def nested_boxes(depth: int = 50_000) -> bytes:
    """An MP4 of boxes in boxes."""
    sizes = (8 * (depth - level) for level in range(depth))
    return b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"".join(
        struct.pack(">I4s", size, b"moov") for size in sizes
    )


def damaged(content: bytes, seed: int) -> bytes:
    """*content* with some of its bytes flipped, cut out, doubled, or lost at the end."""
    chance, spoilt = random.Random(seed), bytearray(content)
    for _ in range(chance.choice((1, 4, 40))):
        begin = chance.randrange(len(spoilt))
        end = begin + chance.choice((1, 4, 64, 4096))
        how = chance.choice(("flip", "flip", "ones", "cut", "double"))
        if how == "flip":
            spoilt[begin] ^= 1 << chance.randrange(8)
        elif how == "ones":
            spoilt[begin : begin + 4] = b"\xff" * 4
        elif how == "cut" and len(spoilt) > 2 * (end - begin):
            del spoilt[begin:end]
        else:
            spoilt[begin:begin] = spoilt[begin:end]
    return bytes(spoilt[: chance.randrange(len(spoilt))] if chance.random() < 0.2 else spoilt)


def _check(chunk: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(chunk))
