"""The dialogs of a review: why rejected, another take, what to do at the end, the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from layers_cli.formats.text import LONGEST_HOOK, is_blank
from layers_cli.inputs.project_fields import LONGEST_REVIEW
from layers_cli.render.sanitize import clean
from layers_cli.review.item_texts import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

_MOST_SHOWN = 5


class ReasonDialog(ModalScreen[str | None]):
    """Asks why something is rejected, and offers *recent* reasons."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("down", "recent(1)", "Recent reasons"),
        Binding("up", "recent(-1)", show=False),
    ]

    def __init__(self, title: str, recent: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._recent = recent
        self._place = -1

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            yield Static(shown(self._title, "bold"))
            yield Input(placeholder="Why? It is sent to the API", max_length=LONGEST_REVIEW)
            yield Static(id="count")
            for reason in self._recent[:_MOST_SHOWN]:
                yield Static(Text("↓ ", style="dim") + shown(clean(reason), "dim"))
            yield Static(Text("Enter: reject for good   ↓: recent reasons   Esc: back", "dim"))

    def on_mount(self) -> None:
        """Count what is written from the beginning."""
        self._count("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Count what is written."""
        self._count(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """End with the reason, unless there is none."""
        if is_blank(event.value):
            self._count(event.value, problem="  Write a reason: a rejection has one")
        else:
            self.dismiss(event.value.strip())

    def _count(self, value: str, problem: str = "") -> None:
        said = Text(f"{len(value):,} of {LONGEST_REVIEW:,} characters", style="dim")
        self.query_one("#count", Static).update(said + Text(problem, style="red"))

    def action_recent(self, step: int) -> None:
        """Put the next recent reason into the line."""
        if self._recent:
            self._place = (self._place + step) % len(self._recent)
            self.query_one(Input).value = clean(self._recent[self._place])

    def action_leave(self) -> None:
        """Go back without a reason."""
        self.dismiss(None)


class TakeDialog(ModalScreen[str | None]):
    """Asks for the hook of another take, which *price* says the cost of."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("ctrl+s", "generate", "Generate"),
    ]

    def __init__(self, hook: str, price: str) -> None:
        super().__init__()
        self._hook = clean(hook, keep_lines=True)
        self._price = price

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            yield Static(Text("Another take: its hook", style="bold"))
            yield TextArea(self._hook, show_line_numbers=False)
            yield Static(id="count")
            yield Static(Text(f"It costs {self._price}."))
            yield Static(Text("Ctrl+S: generate and pay   Esc: back", style="dim"))

    def on_mount(self) -> None:
        """Begin at the end of the hook."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        self._count()

    def on_text_area_changed(self) -> None:
        """Count what is written."""
        self._count()

    def _count(self, problem: str = "") -> None:
        length = len(self.query_one(TextArea).text)
        style = "dim" if length <= LONGEST_HOOK else "red"
        said = Text(f"{length:,} of {LONGEST_HOOK:,} characters", style=style)
        self.query_one("#count", Static).update(said + Text(problem, style="red"))

    def action_generate(self) -> None:
        """End with the hook, unless the API would refuse it."""
        hook = self.query_one(TextArea).text
        if is_blank(hook) or len(hook) > LONGEST_HOOK:
            self._count(f"  A hook has 1 to {LONGEST_HOOK:,} characters")
        else:
            self.dismiss(hook)

    def action_leave(self) -> None:
        """Go back without a take."""
        self.dismiss(None)


class ChoiceDialog(ModalScreen[str | None]):
    """Asks for one of *choices*: the key to press, and what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back")]

    def __init__(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        with Vertical(classes="dialog"):
            yield Static(shown(self._title, "bold"))
            for key, words in self._choices:
                yield Static(Text(f" {key} ", style="reverse") + Text(f"  {words}"))
            yield Static(Text("Esc: back", style="dim"))

    def on_key(self, event: object) -> None:
        """End with the key that was pressed, if it is one of them."""
        key = getattr(event, "character", None)
        if key in dict(self._choices):
            self.dismiss(key)

    def action_leave(self) -> None:
        """Go back without a choice."""
        self.dismiss(None)
