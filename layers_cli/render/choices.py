"""The output options of a run: format, fields, colour, progress."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers_cli.render.forms.templates import RowTemplate


class Format(Enum):
    """The form of the result on stdout."""

    HUMAN = "human"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TEMPLATE = "template"
    IDS = "ids"


class Choices(NamedTuple):
    """The output options.

    *fields* are paths into the API's JSON, *query* is a compiled JMESPath expression and *template*
    is filled once for each object; *shapes* are the fields of what the command prints, for each
    kind of object. *color* is auto, always or never; *progress* is auto, plain or none; with
    *accessible* nothing that was written changes; with *no_input* nothing is asked. *program* is
    what the commands we print begin with.
    """

    format: Format = Format.HUMAN
    fields: tuple[str, ...] | None = None
    query: Callable[[Any], Any] | None = None
    template: RowTemplate | None = None
    shapes: tuple[tuple[str, ...], ...] = ()
    color: str = "auto"
    progress: str = "auto"
    accessible: bool = False
    verbose: bool = False
    quiet: bool = False
    no_input: bool = False
    program: str = "layers"

    @property
    def errors_are_json(self) -> bool:
        """Whether errors are written as JSON, like the result."""
        return self.format in (Format.JSON, Format.JSONL)

    @property
    def is_text(self) -> bool:
        """Whether people or a shell read the result, so that text is printed as it is."""
        return self.format in (Format.HUMAN, Format.IDS)

    @property
    def wants_columns(self) -> bool:
        """Whether the columns must be known before the first row."""
        return self.format is Format.CSV
