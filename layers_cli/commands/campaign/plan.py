"""`layers campaign plan`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.cli.options import EncodingOption, ForceOption, Format, SheetOption
from layers_cli.commands.campaign.options import DefaultFormatOption, MapOption, SheetArgument
from layers_cli.context.context import CommandContext
from layers_cli.errors.exit_codes import exit_with
from layers_cli.inputs.spreadsheets import GivenSheet
from layers_cli.render.views.campaigns.plans import plan_panel
from layers_cli.services.campaigns import planning
from layers_cli.services.campaigns.sheets import SheetOptions


@command(
    shape="PlanReport",
    examples=(
        "layers campaign plan hooks.csv",
        "layers campaign plan hooks.xlsx --sheet Hooks -o autumn.plan.jsonl",
        "layers campaign plan headlines.csv --map hook=Headline --format slideshow-builder",
        "layers campaign plan - --name autumn < hooks.csv",
    ),
)
def plan(
    context: CommandContext,
    file: SheetArgument,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where the plan goes; NAME.plan.jsonl beside the sheet by default.",
        ),
    ] = None,
    mapping: MapOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    format: DefaultFormatOption = Format["slideshow-builder"],
    name: Annotated[
        str | None,
        typer.Option(
            "--name",
            metavar="NAME",
            help="The campaign; by default the file's name, without ending.",
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Check a sheet against the project, and write the plan of what it asks for."""
    given = GivenSheet(file, encoding, sheet)
    options = SheetOptions(given, tuple(mapping or ()), format, name)
    report = planning.plan(context, options, output, overwrite=force)
    context.out.show(CombinedResult(report.data, report), plan_panel)
    if report.path is not None:
        apply = context.command_line("campaign", "apply", str(report.path))
        context.out.hint(f"to ask for it: {apply}")
    exit_with(report.exit_code)
