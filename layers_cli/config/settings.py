"""Settings of a run, each with its origin."""

from collections.abc import Iterator
from typing import NamedTuple

from layers_cli.config.errors import ConfigError, NoProfileError
from layers_cli.config.resolution import (
    DEFAULTS,
    ENVIRONMENT,
    Flags,
    Setting,
    Sources,
)
from layers_cli.config.values import SANDBOX, checked, masked

__all__ = ["ConfigError", "Flags", "Setting", "Settings", "masked", "settings_from"]

_NOT_SET = Setting(None, "not set")
_OF_THE_SANDBOX = Setting(None, "the sandbox")


class Settings(NamedTuple):
    """What a command needs before it calls the API.

    With the sandbox's profile, `base_url`, `api_key`, `organization` and a `project` that was not
    chosen are None: the running sandbox supplies them.
    """

    profile: Setting
    base_url: Setting
    api_key: Setting
    project: Setting
    organization: Setting
    api_dialect: Setting
    confirm_above: Setting = _NOT_SET
    budget_daily: Setting = _NOT_SET
    api_key_command: Setting = _NOT_SET
    warnings: tuple[str, ...] = ()

    @property
    def is_sandbox(self) -> bool:
        """Whether the profile is the built-in one of the sandbox."""
        return self.profile.value == SANDBOX


def settings_from(sources: Sources) -> Settings:
    """Resolve settings from *sources*.

    Raises `ConfigError` for an invalid value, and for a profile that does not exist.
    """
    profile = resolve("profile", sources)
    if profile.value == SANDBOX:
        return _sandbox_settings(sources, profile)
    _check_existence(sources, profile)
    name = str(profile.value)
    base_url = resolve("base_url", sources, profile=name)
    api_key = resolve("api_key", sources, profile=name)
    return Settings(
        profile,
        base_url=base_url,
        api_key=api_key,
        project=resolve("project", sources, profile=name),
        organization=resolve("organization", sources, profile=name),
        api_dialect=resolve("api_dialect", sources, profile=name),
        confirm_above=resolve("confirm_above", sources, profile=name),
        budget_daily=resolve("budget.daily", sources, profile=name),
        api_key_command=resolve("api_key_command", sources, profile=name),
        warnings=(*sources.warnings, *_redirected_keys(sources, name, base_url, api_key)),
    )


def resolve(
    name: str, sources: Sources, *, profile: str = "", otherwise: Setting = _NOT_SET
) -> Setting:
    """Return the checked setting *name* for *profile*, which need not exist.

    Returns *otherwise* if no source has it. Raises `ConfigError` for an invalid value.
    """
    setting = next(sources.candidates(name, profile=profile), None)
    if setting is None:
        return otherwise
    return Setting(checked(name, str(setting.value), origin=setting.origin), setting.origin)


def profile_of(sources: Sources) -> str:
    """Return the name of the effective profile, whether it exists or not."""
    return str(resolve("profile", sources).value)


def _check_existence(sources: Sources, profile: Setting) -> None:
    if profile.origin == "default" or profile.value in sources.profiles:
        return
    raise NoProfileError(
        f"{profile.origin} names the profile `{profile.value}`, which does not exist in"
        f" {sources.user_path}",
        name=str(profile.value),
        known=(*sources.profiles, SANDBOX),
    )


def _sandbox_settings(sources: Sources, profile: Setting) -> Settings:
    """Resolve without keys and projects of the hosted API, which mean nothing here."""
    for flag in ("api_key_file", "base_url", "organization"):
        if getattr(sources.flags, flag) is not None:
            raise ConfigError(
                f"--{flag.replace('_', '-')} cannot be used with the profile `{SANDBOX}`"
                f" ({profile.origin}), which supplies its own",
                hint="leave it out, or choose another profile with --profile",
            )
    return Settings(
        profile,
        base_url=_OF_THE_SANDBOX,
        api_key=_OF_THE_SANDBOX,
        project=resolve("project", sources, profile=SANDBOX, otherwise=_OF_THE_SANDBOX),
        organization=_OF_THE_SANDBOX,
        api_dialect=resolve("api_dialect", sources, profile=SANDBOX),
        confirm_above=resolve("confirm_above", sources, profile=SANDBOX),
        budget_daily=resolve("budget.daily", sources, profile=SANDBOX),
        warnings=sources.warnings,
    )


def _redirected_keys(
    sources: Sources, profile: str, base_url: Setting, api_key: Setting
) -> Iterator[str]:
    """Warn if the environment sends a stored key to a different host than its own."""
    stored_key = sources.origin_in_profile("api_key", profile)
    is_stored = api_key.value is not None and api_key.origin == stored_key
    if not is_stored or base_url.origin != ENVIRONMENT["base_url"]:
        return
    usual = sources.in_profile("base_url", profile)
    if not usual.value:
        usual = Setting(DEFAULTS["base_url"], "default")
    if _host(base_url) != _host(usual):
        yield f"{base_url.origin} sends the key of the profile `{profile}` to {_host(base_url)}"


def _host(url: Setting) -> str:
    return str(url.value).partition("//")[2].partition("/")[0].lower()
