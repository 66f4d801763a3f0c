"""`layers campaign init`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.cli.options import ForceOption
from layers_cli.commands.results.stdout import check_stdout
from layers_cli.context.context import CommandContext
from layers_cli.render.views.campaigns.plans import example_panel
from layers_cli.services.campaigns import example


@command(
    shape="WrittenSheet",
    examples=("layers campaign init", "layers campaign init hooks.xlsx"),
)
def init(
    context: CommandContext,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="Where to write it: CSV, or XLSX by its ending; - is stdout."
        ),
    ] = "hooks.csv",
    force: ForceOption = False,
) -> None:
    """Write an example sheet, as CSV or XLSX."""
    if file == "-":
        check_stdout(context, "FILE")
        context.out.line(example.csv_text().rstrip("\r\n"))
        return
    written = example.write(context.cwd / file, replace=force)
    context.out.show(CombinedResult(written.data, written), example_panel)
    context.out.hint(f"to check it: {context.command_line('campaign', 'lint', file)}")
