"""The renderer of `ugc-remix`: the video engine behind the worker's interface."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH
from layers_cli.sandbox.media.captions import write_captions
from layers_cli.sandbox.rendering.renderer import (
    RenderedVideo,
    RenderItem,
    RenderPlan,
    RenderRequest,
    brand_of,
    shown_hook,
)


@dataclass(frozen=True)
class RemixRenderer:
    """Draws 9:16 MP4 videos.

    Args:
        reactions: a folder of the user's own reaction clips; it need not exist.
        shrink: divides width and height.

    """

    reactions: Path
    shrink: int = 1

    def warm(self) -> None:
        """Load nothing: loading takes little beside a video, and most sandboxes make none."""

    def plan(self, request: RenderRequest) -> RenderPlan:
        """Plan the one video and write the captions."""
        # Imported here, as below: the server starts without PyAV, which may not be installed.
        from layers_cli.sandbox.media.video.planning import plan_remix

        brand, hook = brand_of(request), shown_hook(request.hook)
        demo = request.media["app_demos"][0]
        work = plan_remix(hook or None, brand, demo, seed=request.seed, reactions=self.reactions)
        width, height = WIDTH // self.shrink & ~1, HEIGHT // self.shrink & ~1
        item = RenderItem(
            "video.mp4", "video", "video/mp4", width, height, work, poster="poster.jpg"
        )
        captions = write_captions(hook, brand)
        return RenderPlan((item,), {name: text.strip() for name, text in captions.items()})

    def draw(self, item: RenderItem) -> RenderedVideo:
        """Draw the video and its poster."""
        from layers_cli.sandbox.media.video.drawing import draw_remix  # server's start

        with tempfile.TemporaryDirectory(prefix="layers-remix-") as folder:
            file = Path(folder) / item.name
            result = draw_remix(item.work, file, shrink=self.shrink)
            return RenderedVideo(file.read_bytes(), result.poster)
