"""What the command line asked of the output: in which form, which parts, how lively. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers_cli.render.forms.templates import RowTemplate


class Format(Enum):
    """In which form the result goes to stdout."""

    HUMAN = "human"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TEMPLATE = "template"
    IDS = "ids"


@dataclass(frozen=True)
class Choices:
    """What the command line asked for.

    *fields* are paths into the API's JSON, *query* is a compiled JMESPath expression and *template*
    is filled once for each object; *columns* are those of a CSV table for which no *fields* are
    named. *color* is auto, always or never; *progress* is auto, plain or none; with *accessible*
    nothing that was written changes; with *no_input* nothing is asked. *program* is what the
    commands we print begin with.
    """

    format: Format = Format.HUMAN
    fields: tuple[str, ...] | None = None
    query: Callable[[Any], Any] | None = None
    template: RowTemplate | None = None
    columns: tuple[str, ...] = ()
    color: str = "auto"
    progress: str = "auto"
    accessible: bool = False
    verbose: bool = False
    quiet: bool = False
    no_input: bool = False
    program: str = "layers"

    @property
    def errors_are_json(self) -> bool:
        """Whether whoever reads the result reads JSON, and so gets errors as JSON too."""
        return self.format in (Format.JSON, Format.JSONL)

    @property
    def wants_columns(self) -> bool:
        """Whether it has to be known beforehand which columns there are."""
        return self.format is Format.CSV


class ShapingError(ValueError):
    """A query or a template does not fit the answer it was to shape."""

    hint = "see what the answer holds: the same command with --json, or `layers schema COMMAND`"
