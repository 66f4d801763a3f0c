"""The renderer of `ugc-remix`: our video engine behind the worker's interface."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from layers_cli.sandbox.rendering.renderer import Brief, Film, Piece, Plan, UnreadableMediaError

WIDTH, HEIGHT = 1080, 1920


@dataclass(frozen=True)
class RemixRenderer:
    """Draws 9:16 MP4 videos. The engine is imported where it is used: only drawing needs it.

    Args:
        reactions: a folder of the user's own reaction clips; it need not exist.
        shrink: makes the video this many times smaller than 1080 x 1920.

    """

    reactions: Path
    shrink: int = 1

    def warm(self) -> None:
        """Load nothing: what that takes is little beside a video, and most sandboxes make none."""

    def plan(self, brief: Brief) -> Plan:
        """Plan the one video and write the captions."""
        from layers_cli.sandbox.media.captions import write_captions
        from layers_cli.sandbox.media.video import remix

        brand = remix.Brand(
            **brief.brand,
            logo=next(iter(brief.media.get("logo", ())), None),
            screenshots=brief.media.get("screenshots", ()),
            end_card=next(iter(brief.media.get("end_card", ())), None),
        )
        demo = brief.media["app_demos"][0]
        try:
            work = remix.plan_remix(
                brief.hook or None, brand, demo, seed=brief.seed, reactions=self.reactions
            )
        except remix.MediaUnreadableError as exc:
            raise UnreadableMediaError(str(exc)) from exc
        width, height = WIDTH // self.shrink & ~1, HEIGHT // self.shrink & ~1
        piece = Piece("video.mp4", "video", "video/mp4", width, height, work, poster="poster.jpg")
        captions = write_captions(brief.hook, brand)
        return Plan((piece,), {name: text.strip() for name, text in captions.items()})

    def draw(self, piece: Piece) -> Film:
        """Draw the video and its poster."""
        from layers_cli.sandbox.media.video import remix

        with tempfile.TemporaryDirectory(prefix="layers-remix-") as folder:
            file = Path(folder) / piece.name
            try:
                result = remix.draw_remix(piece.work, file, shrink=self.shrink)
            except remix.MediaUnreadableError as exc:
                raise UnreadableMediaError(str(exc)) from exc
            return Film(file.read_bytes(), result.poster)
