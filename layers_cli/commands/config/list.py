"""`layers config list`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.config import reports
from layers_cli.config.files import permission_warning
from layers_cli.context.context import CommandContext
from layers_cli.render.views import config as views


@command(
    shape="SettingsOverview",
    examples=("layers config list", "layers config list --show-origin"),
)
def list_(
    context: CommandContext,
    show_origin: Annotated[
        bool, typer.Option("--show-origin", help="Say where each value comes from.")
    ] = False,
) -> None:
    """Show the settings in effect."""
    sources = context.read_sources()
    if warning := permission_warning(sources.user_path):
        context.out.warn(warning)
    found = reports.all_settings(context.settings, sources)
    view = views.origins_panel if show_origin else views.settings_panel
    context.out.show(CombinedResult(found.data, found), view)
