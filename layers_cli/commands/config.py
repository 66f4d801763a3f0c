"""`layers config`: read and change settings, and see where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.api.reply import Composed
from layers_cli.commands.declared import argument, option
from layers_cli.commands.tree import Noun
from layers_cli.config import overview
from layers_cli.config.files import permission_warning, set_default_profile, write_profile
from layers_cli.config.paths import config_file
from layers_cli.config.resolution import DEFAULTS, Sources
from layers_cli.config.settings import ConfigError
from layers_cli.config.values import SANDBOX, checked, nearest
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.output import Format
from layers_cli.render.views import config as views
from layers_cli.services.sources import profile_of, read_sources

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime

noun = Noun("config", "Read and change settings.")

KeyArgument = Annotated[str, argument(metavar="KEY", help=f"One of: {', '.join(overview.KEYS)}.")]


@noun.command(
    "list",
    shape="SettingsOverview",
    examples=("layers config list", "layers config list --show-origin"),
)
def list_(
    run: Runtime,
    show_origin: Annotated[
        bool, option("--show-origin", help="Say where each value comes from.")
    ] = False,
) -> None:
    """Show the settings that count."""
    sources = read_sources(run)
    if warning := permission_warning(sources.user_path):
        run.out.warn(warning)
    found = overview.overview(run.settings, sources)
    view = views.origins_panel if show_origin else views.settings_panel
    run.out.show(Composed(found.data, found), view)


@noun.command(
    "get",
    shape="EffectiveSetting",
    examples=("layers config get project", "layers config get base_url --profile work"),
)
def get(run: Runtime, key: KeyArgument) -> None:
    """Print the value of one setting, a key masked."""
    entry = overview.entry(run.settings, _known(key))
    if entry.value is None:
        raise CommandError(
            f"`{key}` is not set",
            code="cli_not_set",
            exit_code=ExitCode.NOT_FOUND,
            hint=_way_to_set(key),
        )
    if run.out.choices.format is Format.HUMAN:
        run.out.line(entry.value)
    else:
        run.out.show(Composed(entry.data, entry), views.setting_panel)


@noun.command(
    "set",
    shape="SettingChange",
    examples=(
        "layers config set project prj_254a4ce1-f4ca-42b1-9e36-17ca45ef3d39",
        "layers config set profile work",
        "layers config set base_url https://gateway.example --profile work",
    ),
)
def set_(
    run: Runtime,
    key: KeyArgument,
    value: Annotated[str, argument(metavar="VALUE", help="Its new value.")],
) -> None:
    """Save a setting in the profile; `profile` itself is the one used when none is named."""
    _refuse_keys(_known(key), "layers auth login")
    sources = read_sources(run)
    value = checked(key, value, origin=f"`{key}`")
    profile = profile_of(sources)
    if key == "profile":
        _check_exists(sources, value)
        set_default_profile(sources.user_path, value)
        profile = value
    else:
        write_profile(sources.user_path, profile, {key: value})
    _warn_of_stronger(run, sources, key, profile)
    change = overview.Change(key, value, profile, str(sources.user_path))
    run.out.show(Composed(change.data, change), views.change_panel)


@noun.command("unset", shape="SettingChange", examples=("layers config unset project",))
def unset(run: Runtime, key: KeyArgument) -> None:
    """Take a setting out of the profile."""
    _refuse_keys(_known(key), "layers auth logout")
    sources = read_sources(run)
    profile = profile_of(sources)
    was_set = sources.in_profile(key, profile).value is not None
    if was_set and key == "profile":
        set_default_profile(sources.user_path, None)
    elif was_set:
        write_profile(sources.user_path, profile, {key: None})
    change = overview.Change(key, None, profile, str(sources.user_path), was_set)
    run.out.show(Composed(change.data, change), views.change_panel)


@noun.command(
    "path", shape="ConfigPath", examples=("layers config path", "$EDITOR $(layers config path)")
)
def path(run: Runtime) -> None:
    """Print where the settings are kept."""
    file = config_file(run.environ)
    if run.out.choices.format is Format.HUMAN:
        run.out.line(str(file))
    else:
        entry = overview.Entry("path", str(file), "LAYERS_CONFIG_DIR")
        run.out.show(Composed({"path": str(file)}, entry), views.setting_panel)


def _known(key: str) -> str:
    if key in overview.KEYS:
        return key
    meant = nearest(key, overview.KEYS)
    raise UsageError(
        f"There is no setting `{key}`",
        hint=f"did you mean `{meant}`?" if meant else f"choose one of: {', '.join(overview.KEYS)}",
        param="KEY",
    )


def _refuse_keys(key: str, instead: str) -> None:
    """Refuse a secret as an argument: others can see it in `ps` and in the shell's history."""
    if key == "api_key":
        raise UsageError(
            f"`{key}` is not changed here: a key does not belong on a command line",
            hint=instead,
            param="KEY",
        )


def _way_to_set(key: str) -> str:
    return "layers auth login" if key == "api_key" else f"layers config set {key} VALUE"


def _check_exists(sources: Sources, profile: str) -> None:
    if profile in (SANDBOX, DEFAULTS["profile"], *sources.profiles):
        return
    raise ConfigError(
        f"There is no profile `{profile}`; there are: {', '.join((*sources.profiles, SANDBOX))}",
        hint=f"layers auth login --profile {profile}",
    )


def _warn_of_stronger(run: Runtime, sources: Sources, key: str, profile: str) -> None:
    """Say so when what was just saved does not count, since something else counts more."""
    saved = sources.in_profile(key, profile).origin
    stronger = next(sources.said(key, profile=profile), None)
    if stronger and stronger.origin not in (saved, "default"):
        run.out.warn(f"{stronger.origin} sets `{key}` too, and counts more")
