"""`layers config set`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.config.keys import KeyArgument, known_key, refuse_secret
from layers_cli.context.context import CommandContext
from layers_cli.render.views import config as views
from layers_cli.services import settings


@command(
    shape="SettingChange",
    examples=(
        "layers config set project prj_254a4ce1-f4ca-42b1-9e36-17ca45ef3d39",
        "layers config set profile work",
        "layers config set base_url https://gateway.example --profile work",
    ),
)
def set_(
    context: CommandContext,
    key: KeyArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Its new value.")],
) -> None:
    """Save a setting in the profile; `profile` names the default profile."""
    refuse_secret(known_key(key), "layers auth login")
    change = settings.save_setting(context, key, value)
    if origin := settings.overriding_origin(context, change):
        context.out.warn(f"{origin} also sets `{key}` and takes precedence")
    context.out.show(CombinedResult(change.data, change), views.change_panel)
