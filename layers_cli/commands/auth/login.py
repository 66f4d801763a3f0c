"""`layers auth login`."""

from contextlib import closing
from typing import Annotated

import typer

from layers_cli.api.models import Identity
from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.auth.common import _NOWHERE, _hosted_profile, _report, _warn_of_environment
from layers_cli.config.files import set_default_profile, write_profile
from layers_cli.config.resolution import DEFAULTS, Sources, load_sources
from layers_cli.config.settings import ConfigError, Flags, Setting, masked, resolve
from layers_cli.config.values import checked
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.views import auth as views
from layers_cli.services.sources import profile_of, read_sources

_LONGEST_KEY = 4096  # characters; a key has some 70


@command(
    shape="KeyReport",
    examples=(
        "layers auth login",
        "layers auth login --profile work --with-token < key.txt",
        "layers auth login --keyring",
    ),
)
def login(
    context: CommandContext,
    with_token: Annotated[
        bool, typer.Option("--with-token", help="Read the key from standard input.")
    ] = False,
    keyring: Annotated[
        bool,
        typer.Option("--keyring", help="Keep it in the system's keyring, not in config.toml."),
    ] = False,
) -> None:
    """Check an API key and keep it in a profile."""
    sources = read_sources(context)
    profile = _hosted_profile(sources)
    base_url = str(resolve("base_url", sources, profile=profile).value)
    key = _given_key(context, sources, with_token=with_token)
    identity = _whoami(context, base_url, key)
    _save(context, sources, profile, key=key, base_url=base_url, keyring=keyring)
    saved = Setting(key, read_sources(context).origin_in_profile("api_key", profile))
    report = _report(sources, profile, saved, base_url, identity)
    context.out.show(CombinedResult(report.data, report), views.login_panel)
    _advise(context, profile)


def _given_key(context: CommandContext, sources: Sources, *, with_token: bool) -> str:
    """Return the key the user gives: by `--api-key-file`, on standard input, or at the prompt."""
    if context.flags.api_key_file is not None:
        return str(resolve("api_key", sources).value)
    if with_token and not context.stdin.isatty():
        return checked("api_key", context.stdin.read(_LONGEST_KEY), origin="standard input")
    if not context.stdin.isatty() or context.no_input or context.environ.get("CI"):
        raise CommandError(
            "There is nobody here to ask for the key",
            code="cli_no_input",
            exit_code=ExitCode.AUTH,
            hint="set LAYERS_API_KEY, or pipe the key: layers auth login --with-token < FILE",
            submitted="no",
        )
    return checked("api_key", _ask(), origin="the prompt")


def _ask() -> str:
    from getpass import getpass  # it talks to the terminal itself, past both of our streams

    try:
        return getpass("API key (it is not shown): ")
    except EOFError as exc:
        raise CommandError(
            "No key was given; nothing was saved",
            code="cli_declined",
            exit_code=ExitCode.DECLINED,
            hint="layers auth login",
            submitted="no",
        ) from exc


def _whoami(context: CommandContext, base_url: str, key: str) -> Identity:
    """Ask the API whose *key* it is; `run.api` would use the one that is saved already."""
    from layers_cli.api.client import LayersClient

    context.mask(key)
    context.out.note(f"Asking {base_url} about the key {masked(key)}")
    with closing(LayersClient(base_url, key, transport=context.transport)) as client:
        return client.whoami().model


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
    write_profile(sources.user_path, profile, {**_NOWHERE, **place, "base_url": address})
    if earlier and earlier != place.get("api_key_keyring"):
        _forget(context, earlier)
    is_first = not any(
        stored.get(each) for stored in sources.profiles.values() for each in _NOWHERE
    )
    if is_first and not sources.user_file.get("profile"):
        set_default_profile(sources.user_path, profile)


def _forget(context: CommandContext, account: str) -> None:
    """Delete what a profile no longer needs of the keyring; a failure is said and stops nothing."""
    try:
        context.secret_stores.take_from_keyring(account)
    except ConfigError as exc:
        context.out.warn(f"The old key of {account} may still be in the keyring. {exc}")


def _advise(context: CommandContext, profile: str) -> None:
    """Say what stands between the *profile* just saved and its use."""
    _warn_of_environment(context, "counts more than the profile")
    sources = load_sources(
        Flags(), environ=context.environ, cwd=context.cwd, secret_stores=context.secret_stores
    )
    if profile_of(sources) != profile:
        context.out.hint(f"to use it from now on: layers config set profile {profile}")
    if not next(sources.candidates("project", profile=profile), None):
        context.out.hint("choose a project: layers project list, then: layers project use ID")
