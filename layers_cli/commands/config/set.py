"""`layers config set`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.config.common import KeyArgument, _known, _refuse_keys
from layers_cli.config import reports
from layers_cli.config.files import set_default_profile, write_profile
from layers_cli.config.resolution import DEFAULTS, Sources
from layers_cli.config.settings import ConfigError
from layers_cli.config.values import SANDBOX, checked
from layers_cli.context.context import CommandContext
from layers_cli.render.views import config as views
from layers_cli.services.sources import profile_of, read_sources


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
    _refuse_keys(_known(key), "layers auth login")
    sources = read_sources(context)
    value = checked(key, value, origin=f"`{key}`")
    profile = profile_of(sources)
    if key == "profile":
        _check_exists(sources, value)
        set_default_profile(sources.user_path, value)
        profile = value
    else:
        write_profile(sources.user_path, profile, {key: value})
    _warn_of_stronger(context, sources, key, profile)
    change = reports.SettingChange(key, value, profile, str(sources.user_path))
    context.out.show(CombinedResult(change.data, change), views.change_panel)


def _check_exists(sources: Sources, profile: str) -> None:
    if profile in (SANDBOX, DEFAULTS["profile"], *sources.profiles):
        return
    raise ConfigError(
        f"There is no profile `{profile}`; there are: {', '.join((*sources.profiles, SANDBOX))}",
        hint=f"layers auth login --profile {profile}",
    )


def _warn_of_stronger(context: CommandContext, sources: Sources, key: str, profile: str) -> None:
    """Say so when what was just saved does not count, since something else counts more."""
    saved = sources.in_profile(key, profile).origin
    stronger = next(sources.candidates(key, profile=profile), None)
    if stronger and stronger.origin not in (saved, "default"):
        context.out.warn(f"{stronger.origin} sets `{key}` too, and counts more")
