"""What a view is made of: cells, columns, fields. `tables`, `details` and `human` draw them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from layers_cli.render.text import iso_time
from layers_cli.render.theme import StatusStyle

M = TypeVar("M")


class Cell(NamedTuple):
    """One value to show. *text* may be foreign and is cleaned when it is drawn.

    *plain* is the value in a pipe, if not *text*; a time is written as the API writes it. *link*
    is a URL to open; *icon* puts a glyph before the text. *whole* text is never cut. One that
    *is_id* is shown in its short form in a terminal's table.
    """

    text: str
    style: str = ""
    link: str | None = None
    plain: str | datetime | None = None
    icon: StatusStyle | None = None
    whole: bool = False
    is_id: bool = False

    @property
    def for_programs(self) -> str:
        """Return the value without decoration."""
        if isinstance(self.plain, datetime):
            return iso_time(self.plain)
        return self.text if self.plain is None else self.plain


EMPTY = Cell("-", style="dim", plain="")


class ShortIds(Protocol):
    """Shortens ids for people; `context.known_ids` takes the short forms back."""

    def shorten(self, text: str) -> str:
        """Return *text* with short forms of the ids in it."""

    def shorten_commands(self, text: str) -> str:
        """Return *text* with short forms of the ids in the commands that it suggests."""


Show = Callable[[M, datetime], Cell]
ShowMany = Callable[[M, datetime], "Cell | Sequence[Cell] | None"]


Identity = str | Callable[[Any], list[str]]


class Column(NamedTuple, Generic[M]):
    """One column of a table; *cell* gets a row and the current time.

    In a narrow window, columns with a *drop* number are left out, the highest first. A *flexible*
    column is cut to the width that is left. *least* is the width, in cells, that later pages are
    known to need.
    """

    title: str
    cell: Show[M]
    drop: int | None = None
    flexible: bool = False
    right: bool = False
    least: int = 0


class Field(NamedTuple, Generic[M]):
    """One labelled value of an object; a cell function may give several, or None for nothing.

    Off a terminal, what is not there has an empty line, so that lines stay in their places; a
    field that *is_rare* has none.
    """

    label: str
    cell: ShowMany[M]
    is_rare: bool = False


class Summary(NamedTuple, Generic[M]):
    """The line below a result: `2 pending approval: layers content approve ID ID`.

    *waiting* returns the id of a row that waits for the user, or None.
    """

    words: str
    command: str
    waiting: Callable[[M], str | None]


class TableView(NamedTuple, Generic[M]):
    """How rows of one kind are shown; *identity* is the path of a row's id in its JSON.

    *fields* are the paths of what its columns show, in their order: the columns of a CSV table.
    """

    columns: tuple[Column[M], ...]
    summary: Summary[M] | None = None
    identity: str = "id"
    empty: str = "Nothing found"
    fields: tuple[str, ...] = ()


class Part(NamedTuple, Generic[M]):
    """Rows inside an object, shown as a table; *path* is where they stand in its JSON."""

    rows: Callable[[M], Sequence[Any]]
    view: TableView[Any]
    path: str


class DetailView(NamedTuple, Generic[M]):
    """How one object is shown; *identity* is the path of its id (or ids) in its JSON.

    It may be a function that returns the ids.

    With *part*, a pipe gets the rows of the part alone. *notice* returns a warning.
    """

    title: Show[M] | None
    fields: tuple[Field[M], ...]
    identity: Identity = "id"
    part: Part[M] | None = None
    summary: Summary[M] | None = None
    notice: Callable[[M], str | None] | None = None


View = TableView[M] | DetailView[M]


def cells_of(field: Field[M], model: M, now: datetime) -> Sequence[Cell]:
    """Return the cells of *field*: none, one or several."""
    shown = field.cell(model, now)
    if shown is None:
        return ()
    return (shown,) if isinstance(shown, Cell) else shown
