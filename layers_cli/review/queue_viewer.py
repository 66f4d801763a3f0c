"""Shows the queue of a review on the full screen: moving about in it, work in the background."""

from __future__ import annotations

from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Footer, Static

from layers_cli.errors.reporting import describe
from layers_cli.render.pictures.grid import Tile
from layers_cli.render.sanitize import clean
from layers_cli.render.text import counted
from layers_cli.review import item_texts
from layers_cli.review.picture_row import Drawing, PictureRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual.app import ComposeResult

    from layers_cli.services.preview import Picture
    from layers_cli.services.review.desk import ReviewDesk
    from layers_cli.services.review.queue import ReviewItem

_MOST_KEPT = 300  # pictures in memory
_CSS = """
#head { height: 1; background: $panel; padding: 0 1; }
#pictures { margin: 0 1; }
#about { height: auto; max-height: 45%; padding: 0 1; }
ModalScreen { align: center middle; }
.dialog { width: 72; max-width: 95%; height: auto; max-height: 95%; padding: 1 2;
          background: $surface; border: round $primary; }
.dialog TextArea { height: 6; }
.dialog Static { margin: 0 1; }
"""


class WorkEnded(Message):
    """Work in the background has ended: *then* is called where the application runs."""

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        self.then = then


class QueueViewer(App[None]):
    """Shows the queue of *desk* and moves in it; *now* tells the time."""

    CSS = _CSS
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, desk: ReviewDesk, now: Callable[[], datetime], drawing: Drawing | None = None
    ) -> None:
        super().__init__()
        self.desk = desk
        self._now = now
        self._drawing = drawing or Drawing()
        self._current: str | None = None
        self._by_variant = False
        self._sending = False
        self._leaving = False
        self._images: dict[str, Any] = {}
        self._stop = Event()
        self.failure: Exception | None = None

    # The screen

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield Static(id="head")
        yield PictureRow(self._drawing, id="pictures")
        with VerticalScroll(id="about", can_focus=False):
            yield Static(id="info")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Begin with the first that waits."""
        self.title = "layers review"
        items = self.desk.queue.items
        waiting = (each for each in items if self.desk.is_open(each))
        self._go(next(waiting, items[0] if items else None))
        if count := len(self.desk.unsent):
            self._tell(f"{counted(count, 'decision')} of an earlier review: S sends, u undoes")

    @property
    def item(self) -> ReviewItem | None:
        """Return what is looked at."""
        items = self.desk.queue.items
        return next((each for each in items if each.id == self._current), None)

    def _go(self, item: ReviewItem | None) -> None:
        self._current = item.id if item else None
        is_one_of_several = item is not None and len(self.desk.queue.variants(item.id)) > 1
        self._by_variant = is_one_of_several and (self._by_variant or self._is_of_one(item))
        self._show(first=0)

    def _is_of_one(self, item: ReviewItem | None) -> bool:
        """Whether each variant is one picture, so that they are best seen side by side."""
        variants = self.desk.queue.variants(item.id) if item else []
        return all(len(item_texts.pictures(each)) <= 1 for each in variants)

    def _show(self, *, first: int | None = None) -> None:
        """Draw everything about the current item, its pictures from number *first* on."""
        item = self.item
        takes = sum(not each.is_over for each in self.desk.takes)
        line = item_texts.head(item, self.desk, sending=self._sending, takes=takes)
        self.query_one("#head", Static).update(line)
        about = (
            item_texts.info(item, self.desk, self._now()) if item else "There is nothing to review"
        )
        self.query_one("#info", Static).update(about)
        self._show_pictures(first)

    def _show_pictures(self, first: int | None = None) -> None:
        row = self.query_one(PictureRow)
        shown = self._pictures()
        missing = [each for each in shown if each.url not in self._images]
        if missing:
            self._images |= {each.url: None for each in missing}  # asked for
            self._background(
                partial(self.desk.images, missing), partial(self._keep, missing), self._complain
            )
        tiles = [self._tile(each) for each in shown]
        row.show(tiles, first=row.first if first is None else first)

    def _pictures(self) -> list[Picture]:
        if self.item is None:
            return []
        if not self._by_variant:
            return item_texts.pictures(self.item)
        variants = self.desk.queue.variants(self.item.id)
        return [each for item in variants for each in item_texts.pictures(item)[:1]]

    def _tile(self, picture: Picture) -> Tile:
        image = self._images.get(picture.url)
        caption = picture.caption
        if self._by_variant:
            mark = "▶ " if picture.container_id == self._current else ""
            place = [each.id for each in self.desk.queue.variants(picture.container_id)]
            caption = f"{mark}variant {place.index(picture.container_id) + 1}"
        if isinstance(image, Exception):
            return Tile(f"{caption}: not shown")
        return Tile(f"{caption}…" if image is None else caption, image, picture.url)

    def _keep(self, pictures: Sequence[Picture], images: list[Any]) -> None:
        found = images or [None] * len(pictures)
        self._images |= {each.url: image for each, image in zip(pictures, found, strict=True)}
        for url in list(self._images)[:-_MOST_KEPT]:
            del self._images[url]
        self._show_pictures()

    def on_screen_suspend(self) -> None:
        """Clear the way for a dialog."""
        self.query_one(PictureRow).conceal(True)

    def on_screen_resume(self) -> None:
        """Show the pictures again."""
        self.query_one(PictureRow).conceal(False)

    # Moving

    def action_skip(self) -> None:
        """Leave the item undecided, and go on."""
        self._advance()

    def _advance(self) -> None:
        """Go to the next item that waits, from here on and then from the beginning."""
        items = self.desk.queue.items
        here = items.index(self.item) if self.item in items else -1
        later = [*items[here + 1 :], *items[: here + 1]]
        waiting = next((each for each in later if self.desk.is_open(each)), None)
        if waiting is None:
            self._tell("Nothing else waits: S sends what you decided, q leaves")
        self._go(waiting or self.item)

    def action_move(self, step: int) -> None:
        """Go to the next item, or the one before."""
        items = self.desk.queue.items
        if self.item in items:
            self._go(items[(items.index(self.item) + step) % len(items)])

    def action_turn(self, step: int) -> None:
        """Show later or earlier pictures; side by side, go to the next variant."""
        row = self.query_one(PictureRow)
        if self.item is None:
            return
        if not self._by_variant:
            self._show(first=row.first + step)
            return
        variants = self.desk.queue.variants(self.item.id)
        place = (variants.index(self.item) + step) % len(variants)
        self._current = variants[place].id
        self._show(first=max(0, place - row.across + 1))

    def action_scroll_about(self, step: int) -> None:
        """Scroll the text about the item."""
        about = self.query_one("#about", VerticalScroll)
        about.scroll_relative(y=step * about.size.height, animate=False)

    def action_variants(self) -> None:
        """Change between the slides of one and the variants side by side."""
        if self.item is None or len(self.desk.queue.variants(self.item.id)) < 2:
            self._tell("There is no other variant of this hook")
            return
        self._by_variant = not self._by_variant
        self._show(first=0)

    def on_unmount(self) -> None:
        """Let takes that are waited for go on without us."""
        self._stop.set()

    # Background work

    def _handle_exception(self, error: Exception) -> None:
        """End with *error*, which is reported as that of any command, not as a traceback."""
        self.failure = self.failure or error
        self.exit(return_code=1)

    def _background(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Do *work* in a thread; *then* takes its result, *failed* its error, both here.

        The thread ends with the process: what it had under way is in the ledger.
        """

        def run() -> None:
            try:
                result = work()
            except Exception as exc:  # noqa: BLE001 - it is told to the user, whatever it is
                self.post_message(WorkEnded(partial(_call, failed, exc)))
            else:
                self.post_message(WorkEnded(partial(_call, then, result)))

        Thread(target=run, daemon=True).start()

    def on_work_ended(self, event: WorkEnded) -> None:
        """Go on with what has ended in the background."""
        event.then()

    def hear(self, text: str) -> None:
        """Show a message that a service tells, from whatever thread."""
        self.post_message(WorkEnded(partial(self._tell, text)))

    def _complain(self, exc: Exception) -> None:
        problem = describe(exc).problem
        self._tell(f"{problem.message}. {problem.hint or ''}".strip(), is_bad=True)

    def _tell(self, text: str, *, is_bad: bool = False) -> None:
        if is_bad:
            self.notify(clean(text), severity="error", timeout=8, markup=False)
        else:
            self.notify(clean(text), timeout=4, markup=False)


def _call(function: Callable[[Any], object], value: Any) -> None:
    function(value)
