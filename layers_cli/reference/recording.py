"""Records what a Typer command says to its help formatter, for `layout.py` to say again."""

from __future__ import annotations

import textwrap
from typing import Any

import typer

from layers_cli.reference.layout import BREAK

Page = list[tuple[Any, ...]]

_Formatter: Any = typer.Context.formatter_class


class HelpRecorder(_Formatter):  # type: ignore[misc]  # Typer keeps its Click to itself
    """A formatter that keeps what it is told, and lays nothing out."""

    def __init__(self) -> None:
        super().__init__(width=80)
        self.page: Page = []

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Keep the usage line."""
        self.page.append(("usage", prog, breakable(args)))

    def write_paragraph(self) -> None:
        """Keep a blank line."""
        self.page.append(("paragraph",))

    def write_heading(self, heading: str) -> None:
        """Keep a section's name; none stands inside another."""
        self.page.append(("heading", heading))

    def write_text(self, text: str) -> None:
        """Keep paragraphs; one that begins with backspace keeps its lines, as in Click."""
        paragraphs = tuple(_paragraph(part) for part in text.split("\n\n") if part.strip())
        self.page.append(("text", *paragraphs))

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        """Keep names and their texts; a text is one paragraph."""
        kept = tuple((name, breakable(" ".join(text.split("\n")))) for name, text in rows)
        self.page.append(("rows", kept))

    def write(self, string: str) -> None:
        """Refuse what `layout.py` could not say again."""
        raise NotImplementedError(f"A help page writes {string!r} past its formatter")


def recorded(command: Any, ctx: Any) -> Page:
    """Return the help page of *command* in *ctx*."""
    recorder = HelpRecorder()
    command.format_help(ctx, recorder)
    return recorder.page


def breakable(text: str) -> str:
    """Mark in *text* where its words may be broken, as `textwrap` decides it."""
    chunks = textwrap.TextWrapper(replace_whitespace=False)._split(text.expandtabs())
    marked = ""
    for chunk in chunks:
        inside = marked and not marked[-1].isspace() and not chunk[0].isspace()
        marked += f"{BREAK}{chunk}" if inside else chunk
    return marked


def _paragraph(text: str) -> str:
    if text.startswith("\b\n"):
        return text
    return breakable(" ".join(line.strip() for line in text.split("\n")))
