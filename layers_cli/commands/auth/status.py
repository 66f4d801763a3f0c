"""`layers auth status`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views import auth as views
from layers_cli.services import accounts


@command(shape="KeyReport", examples=("layers auth status", "layers auth status --json"))
def status(context: CommandContext) -> None:
    """Say which key is used, where it comes from and whose it is."""
    report = accounts.key_status(context)
    context.out.show(CombinedResult(report.data, report), views.status_panel)
