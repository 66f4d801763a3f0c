"""The renderer of `slideshow-builder`: our picture engine behind the worker's interface."""

from layers_cli.sandbox.rendering.renderer import Brief, Piece, Plan, UnreadableMediaError

WIDTH, HEIGHT = 1080, 1920


class SlideshowRenderer:
    """Draws 9:16 JPEG slides. The engine is imported where it is used: only drawing needs it."""

    def warm(self) -> None:
        """Load the engine and its fonts."""
        from layers_cli.sandbox.media import slideshow

        brand = slideshow.Brand(name="warm")
        slideshow.draw_slide(slideshow.plan_slideshow("warm", brand, seed="warm")[0])

    def plan(self, brief: Brief) -> Plan:
        """Plan 4 to 8 slides and write the captions."""
        from layers_cli.sandbox.media import slideshow

        brand = slideshow.Brand(
            **brief.brand,
            logo=next(iter(brief.media.get("logo", ())), None),
            screenshots=brief.media.get("screenshots", ()),
            photos=brief.media.get("photos", ()),
            end_card=next(iter(brief.media.get("end_card", ())), None),
        )
        try:
            slides = slideshow.plan_slideshow(brief.hook, brand, seed=brief.seed)
        except slideshow.MediaUnreadableError as exc:
            raise UnreadableMediaError(str(exc)) from exc
        pieces = tuple(
            Piece(f"slide-{number:02}.jpg", "image", "image/jpeg", WIDTH, HEIGHT, slide)
            for number, slide in enumerate(slides, 1)
        )
        return Plan(pieces, slideshow.write_captions(brief.hook, brand))

    def draw(self, piece: Piece) -> bytes:
        """Draw one slide."""
        from layers_cli.sandbox.media import slideshow

        try:
            return slideshow.draw_slide(piece.work)
        except slideshow.MediaUnreadableError as exc:
            raise UnreadableMediaError(str(exc)) from exc
