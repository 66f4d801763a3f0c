"""`layers auth logout`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.auth.common import _NOWHERE, _hosted_profile, _warn_of_environment
from layers_cli.config import reports
from layers_cli.config.files import write_profile
from layers_cli.context.context import CommandContext
from layers_cli.render.views import config as views
from layers_cli.services.sources import read_sources


@command(
    shape="SettingChange",
    examples=("layers auth logout", "layers auth logout --profile work"),
)
def logout(context: CommandContext) -> None:
    """Take the key out of a profile."""
    sources = read_sources(context)
    profile = _hosted_profile(sources)
    stored = sources.profiles.get(profile, {})
    had_key = any(stored.get(place) for place in _NOWHERE)
    if had_key:
        if account := stored.get("api_key_keyring"):
            context.secret_stores.take_from_keyring(account)
        write_profile(sources.user_path, profile, _NOWHERE)
        context.out.hint("the key itself stays valid until it is revoked in the dashboard")
    _warn_of_environment(context, "still supplies a key")
    change = reports.SettingChange("api_key", None, profile, str(sources.user_path), had_key)
    context.out.show(CombinedResult(change.data, change), views.change_panel)
