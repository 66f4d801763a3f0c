"""Synthesizes the sound of a reaction: a rising whoosh, then a pop."""

import math
import random
from array import array

from layers_cli.sandbox.media.video.reactions.poses import HIT


def synthesize(seconds: float, rate: int) -> bytes:
    """Return mono sound as 32-bit floats in the machine's order, well below clipping."""
    noise = random.Random(7)  # noqa: S311 - a hiss, not a secret
    dull = 0.0
    wave = array("f")
    for number in range(round(seconds * rate)):
        moment = number / rate
        rise = min(1.0, moment / HIT) ** 3
        dull += (0.03 + 0.4 * rise) * (noise.uniform(-1, 1) - dull)
        value = dull * rise * 0.5 if moment < HIT else _pop(moment - HIT, noise)
        wave.append(max(-0.9, min(0.9, value * 0.8)))
    return wave.tobytes()


def _pop(since: float, noise: random.Random) -> float:
    tone = math.sin(math.tau * (150 * since + 60 * (1 - math.exp(-22 * since))))
    return tone * math.exp(-9 * since) * 0.7 + noise.uniform(-1, 1) * math.exp(-60 * since) * 0.25
