"""What a slide costs, against the JPEG encode nobody can avoid, and what a second core gives.

Run with `python -m tests.benchmarks.slides`; warm processes, CPU time, ratios of one run.
"""

import time
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from statistics import mean, median

from PIL import Image

from layers_cli.sandbox.media.slideshow.designs import draw_slide
from layers_cli.sandbox.media.slideshow.planning import plan_slideshow
from layers_cli.sandbox.media.slideshow.slide import Slide
from tests.benchmarks.timing import report
from tests.sandbox.media.brands import demo_brand

MOST_ENCODES = 16.0
LEAST_GAIN = 1.7
HOOK = "POV: you finally stopped losing 3 hours a day to your inbox 😭📥"
SEEDS = ("a", "b", "c", "d")


def main(rounds: int = 3) -> bool:
    """Print the ratios; True if both bounds hold."""
    slides = [slide for seed in SEEDS for slide in plan_slideshow(HOOK, demo_brand(), seed=seed)]
    cost = mean(_encodes(slide, rounds) for slide in slides)
    gain = _gain(slides, rounds)
    held = [
        report("a slide, in JPEG encodes of its frame", cost, MOST_ENCODES),
        report("two processes, in slides of one", gain, LEAST_GAIN, at_least=True),
    ]
    return all(held)


def _encodes(slide: Slide, rounds: int) -> float:
    """Return how many plain encodes of its own frame *slide* costs: median of *rounds*."""
    with Image.open(BytesIO(draw_slide(slide))) as frame:
        frame.load()
        pairs = [(_drawing(slide), _encoding(frame)) for _ in range(rounds)]
    return median(drawing / encoding for drawing, encoding in pairs)


def _drawing(slide: Slide) -> float:
    begun = time.process_time()
    draw_slide(slide)
    return time.process_time() - begun


def _encoding(frame: Image.Image) -> float:
    begun = time.process_time()
    frame.save(BytesIO(), "JPEG", quality=90, subsampling=0)
    return time.process_time() - begun


def _gain(slides: list[Slide], rounds: int) -> float:
    """Return how much faster two warm processes draw *slides* than one: median of *rounds*."""
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(2) as two:
        for pool in (one, two):
            _drawing_all(pool, slides)
        return median(_drawing_all(one, slides) / _drawing_all(two, slides) for _ in range(rounds))


def _drawing_all(pool: ProcessPoolExecutor, slides: list[Slide]) -> float:
    begun = time.perf_counter()
    for _ in pool.map(draw_slide, slides):
        pass
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
