"""Arguments and options of the commands that read a sheet."""

from typing import Annotated

import typer

from layers_cli.campaigns.columns import COLUMNS
from layers_cli.cli.options import Format

SheetArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=f"CSV, TSV, JSON lines, XLSX or ODS; - reads stdin. Columns: {', '.join(COLUMNS)};"
        " all others are labels.",
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=NAME",
        help="What a column is called in the sheet: hook=Headline; repeatable.",
    ),
]
DefaultFormatOption = Annotated[
    Format, typer.Option("--format", help="What to make of rows that name no format.")
]
