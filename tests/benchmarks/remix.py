"""What a remix costs, against an encode of as many frames that nobody can avoid.

Run with `python -m tests.benchmarks.remix`; CPU time, ratios of one run.
"""

import tempfile
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from statistics import median

import av
from PIL import Image

from layers_cli.sandbox.media.video.drawing import draw_remix
from layers_cli.sandbox.media.video.planning import plan_remix
from layers_cli.sandbox.media.video.reactions.catalog import HERE, Reaction
from layers_cli.sandbox.media.video.remix import DemoStyle
from tests.benchmarks.timing import own_peak, report
from tests.sandbox.media.brands import demo_brand

MOST_ENCODES = 3.0
MOST_MEBIBYTES = 640.0
HOOK = "POV: you finally stopped losing 3 hours a day to your inbox 😭📥"
_SECONDS = 9


def main(rounds: int = 3) -> bool:
    """Print the ratios; True if all bounds hold."""
    with tempfile.TemporaryDirectory() as folder:
        demo = _recording(Path(folder) / "demo.mp4")
        remix = plan_remix(HOOK, demo_brand(), demo, seed="a")
        remix = replace(remix, reaction=Reaction(HERE / "laughing.mp4", is_drawn=True))
        into = Path(folder) / "remix.mp4"
        held = []
        for look in DemoStyle:
            costs = [_costs(replace(remix, style=look), into) for _ in range(rounds)]
            cost = median(drawing / encoding for drawing, encoding, _ in costs)
            held.append(report(f"a remix, {look.value}, in bare encodes", cost, MOST_ENCODES))
            pace = median(drawing / seconds for drawing, _, seconds in costs)
            print(f"  {pace:.2f} s of CPU for a second of video")
        held.append(report("peak memory", own_peak(), MOST_MEBIBYTES, unit="MiB"))
    return all(held)


def _costs(remix, into: Path) -> tuple[float, float, float]:
    """Return CPU seconds of drawing, of encoding its frames alone, and its length in seconds."""
    begun = time.process_time()
    result = draw_remix(remix, into)
    drawing = time.process_time() - begun
    encoding = _encoding(into)
    return drawing, encoding, result.duration_ms / 1000


def _encoding(video: Path) -> float:
    """Return how much CPU time x264, at the same preset, takes for the frames of *video*."""
    taken = 0.0
    with av.open(str(video)) as source:
        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height, encoder.pix_fmt = 1080, 1920, "yuv420p"
        encoder.time_base, encoder.framerate = Fraction(1, 30), Fraction(30)
        encoder.options = {"preset": "veryfast", "crf": "21"}
        encoder.thread_count, encoder.thread_type = 2, "FRAME"
        for number, frame in enumerate(source.decode(video=0)):
            frame.pts, frame.time_base = number, Fraction(1, 30)
            frame.pict_type = av.video.frame.PictureType.NONE
            begun = time.process_time()
            encoder.encode(frame)
            taken += time.process_time() - begun
    begun = time.process_time()
    encoder.encode(None)
    return taken + time.process_time() - begun


def _recording(path: Path) -> Path:
    """Write a phone's screen that changes between the demo brand's screenshots."""
    size = (886, 1920)
    screens = [Image.open(shot).convert("RGB").resize(size) for shot in demo_brand().screenshots]
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        for number in range(_SECONDS * 30):
            screen, since = divmod(number, 60)
            shown = screens[screen % len(screens)].copy()
            slid = round(size[0] * max(0.0, 1 - since / 10))
            shown.paste(screens[screen % len(screens) - 1], (slid - size[0], 0))
            frame = av.VideoFrame.from_image(shown)
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


if __name__ == "__main__":
    main()
