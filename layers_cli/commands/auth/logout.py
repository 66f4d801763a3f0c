"""`layers auth logout`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views import config as views
from layers_cli.services import accounts


@command(
    shape="SettingChange",
    examples=("layers auth logout", "layers auth logout --profile work"),
)
def logout(context: CommandContext) -> None:
    """Remove the key from a profile."""
    change = accounts.log_out(context)
    if change.has_changed:
        context.out.hint("the key itself stays valid until it is revoked in the dashboard")
    if warning := accounts.environment_warning(context, "still supplies a key"):
        context.out.warn(warning)
    context.out.show(CombinedResult(change.data, change), views.change_panel)
