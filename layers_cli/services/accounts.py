"""Log in and out: check a key, keep it in a profile, show whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from getpass import getpass
from typing import TYPE_CHECKING

from layers_cli.api.client import LayersClient
from layers_cli.config.files import permission_warning, set_default_profile, write_profile
from layers_cli.config.reports import KeyReport, KeySource, SettingChange, key_sources
from layers_cli.config.resolution import DEFAULTS, ENVIRONMENT, Sources, load_sources
from layers_cli.config.settings import ConfigError, Flags, Setting, masked, profile_of, resolve
from layers_cli.config.values import SANDBOX, checked
from layers_cli.context.account import no_key
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode

if TYPE_CHECKING:
    from layers_cli.api.models import Identity  # saves pydantic where JSON is printed

_NO_KEY: dict[str, str | None] = {
    "api_key": None,
    "api_key_command": None,
    "api_key_keyring": None,
}


def log_in(context: CommandContext, *, with_token: bool, keyring: bool, may_ask: bool) -> KeyReport:
    """Check the key that the user gives and keep it in a profile, or in the system's *keyring*.

    *with_token* reads it from standard input, else it is asked for if it *may_ask*. Raises
    `CommandError` if nobody can be asked, and what the API says of the key.
    """
    sources = context.read_sources()
    profile = _hosted_profile(sources)
    base_url = str(resolve("base_url", sources, profile=profile).value)
    key = _read_key(context, sources, with_token=with_token, may_ask=may_ask)
    context.ci_report.mask(key)
    context.key_origin = "--api-key-file" if context.flags.api_key_file else None
    context.feedback.note(f"Asking {base_url} about the key {masked(key)}")
    # `context.api` would use the key that is saved already.
    with closing(
        LayersClient(base_url, key, retries=context.retries, transport=context.transport)
    ) as client:
        identity = client.whoami().model
    _save(context, sources, profile, key=key, base_url=base_url, keyring=keyring)
    saved = Setting(key, context.read_sources().origin_in_profile("api_key", profile))
    return _report(sources, profile, saved, base_url, identity)


def log_out(context: CommandContext) -> SettingChange:
    """Take the key out of the profile."""
    sources = context.read_sources()
    profile = _hosted_profile(sources)
    stored = sources.profiles.get(profile, {})
    had_key = any(stored.get(place) for place in _NO_KEY)
    if had_key:
        if account := stored.get("api_key_keyring"):
            context.secret_stores.take_from_keyring(account)
        write_profile(sources.user_path, profile, _NO_KEY)
    return SettingChange("api_key", None, profile, str(sources.user_path), had_key)


def key_status(context: CommandContext) -> KeyReport:
    """Return which key is used, where it comes from and whose it is.

    Raises `CommandError` if there is none.
    """
    if context.settings.is_sandbox:
        used, base_url = Setting(context.sandbox.key, "the sandbox"), context.sandbox.base_url
    else:
        used, base_url = context.settings.api_key, str(context.settings.base_url.value)
    sources = context.read_sources()
    profile = profile_of(sources)
    places = tuple(key_sources(sources, used, profile=profile))
    if not used.value:
        looked = ", ".join(place.origin for place in places)
        raise no_key(f"; looked at, in this order: {looked}")
    if warning := permission_warning(sources.user_path):
        context.feedback.warn(warning)
    context.feedback.note(f"Asking {base_url} about the key {masked(used.value)} ({used.origin})")
    identity = context.api.whoami().model
    return _report(sources, profile, used, base_url, identity, places)


def environment_warning(context: CommandContext, effect: str) -> str | None:
    """Return a warning with the *effect* of the key in the environment, None if there is none."""
    name = ENVIRONMENT["api_key"]
    return f"{name} is set and {effect}" if context.environ.get(name, "").strip() else None


def next_steps(context: CommandContext, profile: str) -> Iterator[str]:
    """Yield what is left to do before commands use the *profile* just saved."""
    sources = load_sources(
        Flags(), environ=context.environ, cwd=context.cwd, secret_stores=context.secret_stores
    )
    if profile_of(sources) != profile:
        yield f"to use it from now on: layers config set profile {profile}"
    if not next(sources.candidates("project", profile=profile), None):
        yield "choose a project: layers project list, then: layers project use ID"


def _hosted_profile(sources: Sources) -> str:
    profile = profile_of(sources)
    if profile == SANDBOX:
        raise ConfigError(
            "The sandbox brings its own key: there is nothing to log in to",
            hint="name another profile: layers auth login --profile default",
        )
    return profile


def _read_key(context: CommandContext, sources: Sources, *, with_token: bool, may_ask: bool) -> str:
    """Return the key that comes from `--api-key-file`, standard input or the prompt."""
    if context.flags.api_key_file is not None:
        return str(resolve("api_key", sources).value)
    if with_token and not context.stdin.is_terminal:
        return checked(
            "api_key", context.inputs.file("-", param="with-token"), origin="standard input"
        )
    if not (may_ask and context.stdin.is_terminal) or context.environ.get("CI"):
        raise CommandError(
            "There is no terminal to ask for the key",
            code="cli_no_input",
            exit_code=ExitCode.AUTH,
            hint="set LAYERS_API_KEY, or pipe the key: layers auth login --with-token < FILE",
            submitted="no",
        )
    return checked("api_key", _prompt(), origin="the prompt")


def _prompt() -> str:
    try:
        return getpass("API key (it is not shown): ")  # from the terminal, past both streams
    except EOFError as exc:
        raise CommandError(
            "No key was given; nothing was saved",
            code="cli_declined",
            exit_code=ExitCode.DECLINED,
            hint="layers auth login",
            submitted="no",
        ) from exc


def _save(
    context: CommandContext,
    sources: Sources,
    profile: str,
    *,
    key: str,
    base_url: str,
    keyring: bool,
) -> None:
    """Keep *key* with the address that accepted it, so that it never goes to another one."""
    address = None if base_url == DEFAULTS["base_url"] else base_url
    earlier = sources.profiles.get(profile, {}).get("api_key_keyring")
    account = f"{profile}@{base_url.partition('//')[2]}"
    place = {"api_key_keyring": account} if keyring else {"api_key": key}
    if keyring:
        context.secret_stores.put_in_keyring(account, key)
    write_profile(sources.user_path, profile, {**_NO_KEY, **place, "base_url": address})
    if earlier and earlier != place.get("api_key_keyring"):
        try:
            context.secret_stores.take_from_keyring(earlier)
        except ConfigError as exc:
            context.feedback.warn(f"The old key of {earlier} may still be in the keyring. {exc}")
    is_first = not any(stored.get(each) for stored in sources.profiles.values() for each in _NO_KEY)
    if is_first and not sources.user_file.get("profile"):
        set_default_profile(sources.user_path, profile)


def _report(
    sources: Sources,
    profile: str,
    key: Setting,
    base_url: str,
    identity: Identity,
    places: tuple[KeySource, ...] = (),
) -> KeyReport:
    return KeyReport(
        profile=profile,
        key=masked(str(key.value)),
        origin=key.origin,
        base_url=base_url,
        organization_id=identity.organization_id,
        organization_name=identity.organization_name,
        file=str(sources.user_path),
        sources=places,
    )
