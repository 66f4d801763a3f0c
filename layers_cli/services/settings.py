"""Save settings in a profile, and take them out again."""

from layers_cli.config.errors import NoProfileError
from layers_cli.config.files import set_default_profile, write_profile
from layers_cli.config.reports import SettingChange
from layers_cli.config.resolution import DEFAULTS, Sources
from layers_cli.config.settings import profile_of
from layers_cli.config.values import SANDBOX, checked
from layers_cli.context.context import CommandContext


def save_setting(context: CommandContext, key: str, value: str) -> SettingChange:
    """Save *value* for *key* in the profile; `profile` itself is the one used by default.

    Raises `ConfigError` for a value that does not fit, and for a profile that does not exist, and
    `CommandError` for a short project id that may be several.
    """
    sources = context.read_sources()
    value = checked(key, value, origin=f"`{key}`")
    if key == "project":
        value = context.known_ids.whole(value)
    profile = profile_of(sources)
    if key == "profile":
        _check_exists(sources, value)
        set_default_profile(sources.user_path, value)
        profile = value
    else:
        write_profile(sources.user_path, profile, {key: value})
    return SettingChange(key, value, profile, str(sources.user_path))


def remove_setting(context: CommandContext, key: str) -> SettingChange:
    """Take *key* out of the profile."""
    sources = context.read_sources()
    profile = profile_of(sources)
    was_set = sources.in_profile(key, profile).value is not None
    if was_set and key == "profile":
        set_default_profile(sources.user_path, None)
    elif was_set:
        write_profile(sources.user_path, profile, {key: None})
    return SettingChange(key, None, profile, str(sources.user_path), was_set)


def overriding_origin(context: CommandContext, change: SettingChange) -> str | None:
    """Return what overrides the setting that was saved with *change*, None if nothing does."""
    sources = context.read_sources()
    saved = sources.in_profile(change.key, change.profile).origin
    stronger = next(sources.candidates(change.key, profile=change.profile), None)
    is_other = stronger is not None and stronger.origin not in (saved, "default")
    return stronger.origin if stronger is not None and is_other else None


def _check_exists(sources: Sources, profile: str) -> None:
    if profile in (SANDBOX, DEFAULTS["profile"], *sources.profiles):
        return
    raise NoProfileError(
        f"There is no profile `{profile}`", name=profile, known=(*sources.profiles, SANDBOX)
    )
