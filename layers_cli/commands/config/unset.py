"""`layers config unset`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.config.keys import KeyArgument, known_key, refuse_secret
from layers_cli.context.context import CommandContext
from layers_cli.render.views import config as views
from layers_cli.services import settings


@command(shape="SettingChange", examples=("layers config unset project",))
def unset(context: CommandContext, key: KeyArgument) -> None:
    """Remove a setting from the profile."""
    refuse_secret(known_key(key), "layers auth logout")
    change = settings.remove_setting(context, key)
    context.out.show(CombinedResult(change.data, change), views.change_panel)
