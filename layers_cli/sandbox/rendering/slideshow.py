"""The renderer of `slideshow-builder`: the picture engine behind the worker's interface."""

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.canvas import HEIGHT, WIDTH
from layers_cli.sandbox.media.captions import write_captions
from layers_cli.sandbox.rendering.renderer import (
    RenderItem,
    RenderPlan,
    RenderRequest,
    brand_of,
    shown_hook,
)


class SlideshowRenderer:
    """Draws 9:16 JPEG slides."""

    def warm(self) -> None:
        """Load the engine and its fonts."""
        # Imported here, as below: the server starts without Pillow and Typst.
        from layers_cli.sandbox.media.slideshow.designs import draw_slide
        from layers_cli.sandbox.media.slideshow.planning import plan_slideshow

        draw_slide(plan_slideshow("warm", Brand(name="warm"), seed="warm")[0])

    def plan(self, request: RenderRequest) -> RenderPlan:
        """Plan 4 to 8 slides and write the captions."""
        from layers_cli.sandbox.media.slideshow.planning import plan_slideshow  # server's start

        brand, hook = brand_of(request), shown_hook(request.hook)
        slides = plan_slideshow(hook, brand, seed=request.seed)
        items = tuple(
            RenderItem(f"slide-{number:02}.jpg", "image", "image/jpeg", WIDTH, HEIGHT, slide)
            for number, slide in enumerate(slides, 1)
        )
        return RenderPlan(items, write_captions(hook, brand))

    def draw(self, item: RenderItem) -> bytes:
        """Draw one slide."""
        from layers_cli.sandbox.media.slideshow.designs import draw_slide  # server's start

        return draw_slide(item.work)
