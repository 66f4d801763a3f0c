"""`layers config unset`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.config.common import KeyArgument, _known, _refuse_keys
from layers_cli.config import reports
from layers_cli.config.files import set_default_profile, write_profile
from layers_cli.context.context import CommandContext
from layers_cli.render.views import config as views
from layers_cli.services.sources import profile_of, read_sources


@command(shape="SettingChange", examples=("layers config unset project",))
def unset(context: CommandContext, key: KeyArgument) -> None:
    """Take a setting out of the profile."""
    _refuse_keys(_known(key), "layers auth logout")
    sources = read_sources(context)
    profile = profile_of(sources)
    was_set = sources.in_profile(key, profile).value is not None
    if was_set and key == "profile":
        set_default_profile(sources.user_path, None)
    elif was_set:
        write_profile(sources.user_path, profile, {key: None})
    change = reports.SettingChange(key, None, profile, str(sources.user_path), was_set)
    context.out.show(CombinedResult(change.data, change), views.change_panel)
