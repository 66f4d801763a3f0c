"""The example sheet of `campaign init`: its rows say themselves what the columns are for."""

import csv
import io
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from layers_cli.campaigns.columns import COLUMNS
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.text import LONGEST_HOOK
from layers_cli.formats.whole_files import whole_file
from layers_cli.inputs.places import check_free
from layers_cli.services.jobs.requests import REMIX, SLIDESHOW

_HEADER = (*COLUMNS, "market", "notes")
_ROWS = (
    (
        "morning-1",
        "",
        SLIDESHOW,
        "Wait for it...\nthis simple habit changed everything 🧠",
        "1",
        "",
        "",
        "DE",
        "The hook is used verbatim; a line break in the cell is one on the slide.",
    ),
    (
        "morning-2",
        "",
        SLIDESHOW,
        "POV: you finally reached inbox zero",
        "2",
        "",
        "",
        "FR",
        "Two variants are two containers, and are paid for twice.",
    ),
    (
        "morning-3",
        "",
        "",
        "Nobody talks about this part of the job",
        "",
        "",
        "",
        "US",
        "A cell that is empty has its default: one variant, the chosen project, a slideshow.",
    ),
)
_ABOUT = {
    "key": "What you call the row. A row that is changed keeps its key, and is made again; without"
    " a key, a changed row is a new one. Begin it with letters: spreadsheets rewrite numbers.",
    "project": "The project's id; empty for the one that is chosen.",
    "format": f"{SLIDESHOW} or {REMIX}.",
    "hook": f"The words on the first slide, verbatim, at most {LONGEST_HOOK} characters.",
    "variants": "How many containers of this hook; each one is billed. 1 if empty.",
    "media": "Ids of the project's app media, with spaces between; optional.",
    "influencer": "The id of the influencer that voices it; optional.",
    "market": "A label of your own: every other column is one, and comes back in the results.",
    "notes": "Another label.",
}
_WIDTHS = {"key": 14, "format": 20, "hook": 60, "notes": 60}
_VALIDATED_ROWS = 10_000


@dataclass(frozen=True)
class WrittenSheet:
    """An example sheet that was written to *path*."""

    path: str
    rows: int = len(_ROWS)

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {"path": self.path, "rows": self.rows}


def csv_text() -> str:
    """Return the example as CSV."""
    page = io.StringIO(newline="")
    csv.writer(page).writerows([_HEADER, *_ROWS])
    return page.getvalue()


def write(path: Path, *, replace: bool) -> WrittenSheet:
    """Write the example to *path*, as XLSX if that is its ending.

    Raises `UsageError` for a file that exists, unless *replace* says to overwrite it.
    """
    check_free(path, replace=replace, param="FILE")
    is_book = path.suffix.lower() == ".xlsx"
    # Excel takes text for UTF-8 if it has a mark.
    content = _workbook() if is_book else csv_text().encode("utf-8-sig")
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.write(content)
    return WrittenSheet(str(path))


def _workbook() -> bytes:
    """Return the example as XLSX, in which a spreadsheet keeps keys as text."""
    if find_spec("xlsxwriter") is None:
        raise UsageError(
            "Workbooks need the extra `sheets`, which is not installed",
            hint="run `pip install 'layers-cli[sheets]'`, or name a .csv file",
            param="FILE",
        )
    import xlsxwriter  # an extra, and only this command writes workbooks

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Hooks")
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True})
        for place, name in enumerate(_HEADER):
            sheet.set_column(place, place, _WIDTHS.get(name, 12), text)
            sheet.write_string(0, place, name, bold)
            sheet.write_comment(0, place, _ABOUT[name], {"x_scale": 2})
        for number, row in enumerate(_ROWS, 1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell, text)
        formats = {"validate": "list", "source": [SLIDESHOW, REMIX]}
        column = _HEADER.index("format")
        sheet.data_validation(1, column, _VALIDATED_ROWS, column, formats)
        sheet.freeze_panes(1, 0)
    return content.getvalue()
