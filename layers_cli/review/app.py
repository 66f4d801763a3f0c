"""The full-screen review: what its keys do. It draws and reads keys; the desk decides the rest."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from layers_cli.ledger.decisions import APPROVE, REJECT, Decision
from layers_cli.render.sanitize import clean
from layers_cli.render.text import counted
from layers_cli.review import item_texts
from layers_cli.review.dialogs import ChoiceDialog, ReasonDialog, TakeDialog
from layers_cli.review.queue_viewer import QueueViewer, WorkEnded
from layers_cli.services.jobs.budget import known_credits
from layers_cli.services.review.takes import TakeLeftError, TakeRun, make_take

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers_cli.api.models import Credits
    from layers_cli.services.review.queue import ReviewItem

INTERRUPTED = 130


class ReviewApp(QueueViewer):
    """Reviews the queue of a desk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "approve", "Approve"),
        Binding("r", "reject", "Reject"),
        Binding("s", "skip", "Skip"),
        Binding("u", "undo", "Undo"),
        Binding("c", "choose", "Choose"),
        Binding("t", "take", "New take"),
        Binding("S", "send", "Send", key_display="S"),
        Binding("q", "leave", "Quit"),
        Binding("question_mark", "keys", "Keys", key_display="?"),
        Binding("p,up,k", "move(-1)", "Previous", show=False),
        Binding("n,down,j", "move(1)", "Next", show=False),
        Binding("left,h", "turn(-1)", "Earlier pictures, or variant", show=False),
        Binding("right,l", "turn(1)", "Later pictures, or variant", show=False),
        Binding("pagedown", "scroll_about(1)", "Scroll the captions", show=False),
        Binding("pageup", "scroll_about(-1)", show=False),
        Binding("v", "variants", "Variants side by side, or slides", show=False),
        Binding("o", "open", "Open in the browser", show=False),
        Binding("d", "download", "Save the files here", show=False),
        Binding("y", "copy_id", "Copy the id", show=False),
        Binding("Y", "copy_link", "Copy the link", show=False),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+q", "interrupt", show=False, priority=True),
    ]

    # Deciding

    def action_approve(self) -> None:
        """Approve the current item, and go on."""
        if (item := self._open_item()) is not None:
            self._decide([Decision(item.id, APPROVE)])

    def action_reject(self) -> None:
        """Ask for the reason, reject, and go on."""
        if (item := self._open_item()) is not None:
            self._ask_reason("Reject it: why?", partial(self._reject, item))

    def _reject(self, item: ReviewItem, reason: str) -> None:
        self._decide([Decision(item.id, REJECT, reason)])

    def action_choose(self) -> None:
        """Approve this variant and reject the others, with one reason."""
        item = self._open_item()
        if item is None:
            return
        others = [each for each in self.desk.queue.variants(item.id) if self.desk.is_open(each)]
        if len(others) < 2:
            self._tell("No other variant of this hook waits: a approves it")
            return
        title = f"Choose this one and reject {len(others) - 1} for good: why?"
        self._ask_reason(title, partial(self._choose, item))

    def _choose(self, item: ReviewItem, reason: str) -> None:
        self._after(self.desk.choose(item, reason))

    def _decide(self, decisions: Sequence[Decision]) -> None:
        self._after(self.desk.decide(decisions))

    def _after(self, refused: Sequence[object]) -> None:
        if refused:
            self._tell("Another process decides it at this moment", is_bad=True)
        self._advance()

    def _open_item(self) -> ReviewItem | None:
        """Return the current item if it waits for a decision; tell why if it does not."""
        item = self.item
        if item is None or self.desk.is_open(item):
            return item
        is_ours = item.id in {each.decision.container_id for each in self.desk.unsent}
        self._tell("It is decided; u takes that back" if is_ours else "It waits for no decision")
        return None

    def _ask_reason(self, title: str, then: Callable[[str], None]) -> None:
        def answered(reason: str | None) -> None:
            if reason is not None:
                then(reason)

        self.push_screen(ReasonDialog(title, self.desk.reasons()), answered)

    def action_undo(self) -> None:
        """Take back the last decision that was not sent."""
        names = self.desk.undo()
        if not names:
            self._tell("Nothing is left to undo: what was sent is final")
            return
        known = [each for each in self.desk.queue.items if each.id in names]
        self._tell(f"{counted(len(names), 'decision')} undone")
        self._go(known[0] if known else self.item)

    # Sending, and the end

    def action_send(self) -> None:
        """Send what was decided."""
        records = self.desk.unsent
        if self._sending or not records:
            self._tell("It is being sent" if self._sending else "There is nothing to send")
            return
        self._sending = True
        self._show()
        self._background(
            partial(self.desk.send, records),
            lambda errors: self._sent(records, errors),
            self._send_failed,
        )

    def _sent(self, records: Sequence[Any], errors: Any) -> None:
        self._sending = False
        told = self.desk.sent(records, errors)
        left = len(self.desk.unsent)
        if told:
            self._tell("; ".join(told[:3]), is_bad=True)
        else:
            self._tell(f"{counted(len(records), 'decision')} sent")
        self._show()
        if self._leaving and not left:
            self.exit()
        self._leaving = False

    def _send_failed(self, exc: Exception) -> None:
        self._sending = self._leaving = False
        self._complain(exc)
        self._show()

    def action_leave(self) -> None:
        """Leave; ask what to do with what was not sent."""
        count = len(self.desk.unsent)
        if not count:
            self.exit()
            return
        choices = [("s", "send and leave"), ("k", "keep for later and leave")]
        title = f"{counted(count, 'decision')} not sent"
        self.push_screen(ChoiceDialog(title, choices), self._left)

    def _left(self, answer: str | None) -> None:
        if answer == "s":
            self._leaving = True
            self.action_send()
        elif answer == "k":
            self.exit()

    def action_interrupt(self) -> None:
        """Leave at once: what was decided is kept."""
        self.exit(return_code=INTERRUPTED)

    # Another take

    def action_take(self) -> None:
        """Ask why it is rejected, unless it is, then for another hook."""
        item = self.item
        if item is None:
            return
        status = self.desk.status_of(item)
        if status == "rejected":
            self._ask_hook(item, None)
        elif self.desk.is_open(item):
            title = "Reject it and try again: why?"
            self._ask_reason(title, lambda reason: self._ask_hook(item, reason))
        else:
            self._tell(f"It is {status}: only of a rejected one another take is made")

    def _ask_hook(self, item: ReviewItem, reason: str | None) -> None:
        def show(credits_: Credits | None) -> None:
            price, hook = item_texts.take_price(item, credits_), item.container.hook or ""
            self.push_screen(TakeDialog(hook, price), partial(self._take, item, reason))

        self._background(partial(known_credits, self.desk.context), show, self._complain)

    def _take(self, item: ReviewItem, reason: str | None, hook: str | None) -> None:
        """Reject *item* for *reason*, if it is not yet, and start another take with *hook*."""
        if hook is None:
            return
        if any(each.old.id == item.id and each.hook == hook for each in self._unfinished):
            self._tell("This take is under way")
            return
        if reason is not None:
            self._reject(item, reason)
        take = TakeRun(item, hook)
        self.desk.takes.append(take)
        self._tell("The new take is under way; it comes into the queue")
        self._background(
            partial(self._make, take), partial(self._made, take), partial(self._unmade, take)
        )
        self._show()

    @property
    def _unfinished(self) -> list[TakeRun]:
        return [each for each in self.desk.takes if not each.is_over]

    def _make(self, take: TakeRun) -> list[ReviewItem]:
        own = self.desk.context.separate()
        return make_take(own, take, self._stop, self._changed)

    def _changed(self, take: TakeRun) -> None:
        self.post_message(WorkEnded(self._show))

    def _made(self, take: TakeRun, items: list[ReviewItem]) -> None:
        self.desk.queue.add(items, after=take.old.id)
        done = [each for each in items if each.container.status == "completed"]
        if done:
            self._tell("The new take is ready")
        else:
            self._tell(f"The new take has failed: {take.job_id}", is_bad=True)
        self._show()

    def _unmade(self, take: TakeRun, exc: Exception) -> None:
        if not isinstance(exc, TakeLeftError):
            self._complain(exc)
        self._show()

    # Beside it

    def action_open(self) -> None:
        """Open the item in the browser."""
        if self.item is not None and not self.desk.open_in_browser(self.item):
            self.action_copy_link()

    def action_download(self) -> None:
        """Save the files of the item in the current folder."""
        if (item := self.item) is not None:
            self._tell("Saving the files")
            self._background(
                partial(self.desk.download, item, "."),
                lambda count: self._tell(f"{counted(count, 'file')} saved in this folder"),
                self._complain,
            )

    def action_copy_id(self) -> None:
        """Copy the id, as far as the terminal lets it (OSC 52)."""
        if self.item is not None:
            self.copy_to_clipboard(clean(self.item.id))
            self._tell(f"Copied: {self.item.id}")

    def action_copy_link(self) -> None:
        """Copy the address of the first file."""
        urls = self.desk.addresses(self.item) if self.item else []
        if urls:
            self.copy_to_clipboard(clean(urls[0]))
            self._tell(f"Copied: {urls[0]}")

    def action_keys(self) -> None:
        """Show all keys."""
        bindings = [
            each for each in self.BINDINGS if isinstance(each, Binding) and each.description
        ]
        keys = [
            (each.key_display or each.key.replace(",", " "), each.description) for each in bindings
        ]
        self.push_screen(ChoiceDialog("Keys", keys))


def take_terminal() -> None:
    """Read keys from the terminal where standard input was used up for ids."""
    if not sys.stdin.isatty():
        terminal = os.open("/dev/tty", os.O_RDONLY)
        os.dup2(terminal, 0)
        os.close(terminal)
