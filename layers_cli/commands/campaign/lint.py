"""`layers campaign lint`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.cli.options import EncodingOption, Format, SheetOption
from layers_cli.commands.campaign.options import DefaultFormatOption, MapOption, SheetArgument
from layers_cli.context.context import CommandContext
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.inputs.spreadsheets import GivenSheet
from layers_cli.render.views.campaigns.plans import lint_panel
from layers_cli.services.campaigns import planning
from layers_cli.services.campaigns.sheets import SheetOptions


@command(
    shape="SheetReport",
    examples=(
        "layers campaign lint hooks.csv",
        "layers campaign lint hooks.xlsx --sheet Hooks",
        "layers campaign lint headlines.csv --map hook=Headline",
        "layers campaign lint hooks.csv --ci github",
    ),
)
def lint(
    context: CommandContext,
    file: SheetArgument,
    mapping: MapOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    format: DefaultFormatOption = Format["slideshow-builder"],
) -> None:
    """Check the rows of a sheet; free, offline, and without a key."""
    given = GivenSheet(file, encoding, sheet)
    report = planning.lint(context, SheetOptions(given, tuple(mapping or ()), format))
    context.out.show(CombinedResult(report.data, report), lint_panel)
    exit_with(ExitCode.OK if report.valid == report.rows else ExitCode.USAGE)
