"""Check the contents of `config.toml` and `layers.toml`."""

from collections.abc import Iterator, Mapping
from typing import Any

from layers_cli.config.errors import ConfigError
from layers_cli.config.values import SANDBOX
from layers_cli.formats.near_names import closest_match

VERSION = 1
SPENDING_KEYS = ("confirm_above", "budget.daily")
"""Spending limits; a project file cannot change them."""

PROFILE_KEYS = (
    *("api_key", "base_url", "project", "organization", "api_dialect"),
    *("api_key_command", "api_key_keyring"),
    *SPENDING_KEYS,
)
SANDBOX_KEYS = ("project", "api_dialect", *SPENDING_KEYS)
"""Keys of the sandbox's profile; the running sandbox supplies the rest."""

PROJECT_KEYS = ("version", "profile", "project", "organization", "api_dialect")

_USER_KEYS = ("version", "profile", "profiles")
_PRIVATE_KEYS = ("api_key", "api_key_command", "api_key_keyring", "base_url", "profiles")


def check_user_document(document: Mapping[str, Any], *, origin: str) -> None:
    """Raise `ConfigError` unless *document* has the shape of a `config.toml`; *origin* is its path.

    Unknown keys are not an error, see `unknown_user_keys`.
    """
    _check_version(document, origin)
    _check_text(document, ("profile",), origin)
    profiles = document.get("profiles", {})
    if not isinstance(profiles, dict):
        raise ConfigError(f"{origin}: `profiles` must be a table, such as [profiles.work]")
    for name, profile in profiles.items():
        if not isinstance(profile, dict):
            raise ConfigError(f"{origin}: `profiles.{name}` must be a table: [profiles.{name}]")
        _check_text(profile, PROFILE_KEYS, f"{origin} [profiles.{name}]")


def check_project_document(document: Mapping[str, Any], *, origin: str) -> None:
    """Raise `ConfigError` unless *document* has the shape of a `layers.toml`; *origin* is its path.

    A cloned repository must not decide where a key is sent, so private keys are rejected.
    """
    for key in _PRIVATE_KEYS:
        if key in document:
            raise ConfigError(
                f"{origin} sets `{key}`, which a project file must not do: a shared repository"
                " could send your key elsewhere",
                hint=_PRIVATE_HINTS.get(key, f"remove `{key}` from {origin}"),
            )
    _check_version(document, origin)
    _check_text(document, PROJECT_KEYS[1:], origin)


def unknown_user_keys(document: Mapping[str, Any], *, origin: str) -> Iterator[str]:
    """Yield a warning for each key of a `config.toml` that has no effect."""
    yield from _unknown_keys(document, _USER_KEYS, origin)
    for name, profile in document.get("profiles", {}).items():
        yield from _overridden(profile, f"{origin} [profiles.{name}]")
        known = SANDBOX_KEYS if name == SANDBOX else PROFILE_KEYS
        yield from _unknown_keys(profile, known, f"{origin} [profiles.{name}]")


def unknown_project_keys(document: Mapping[str, Any], *, origin: str) -> Iterator[str]:
    """Yield a warning for each key of a `layers.toml` that has no effect."""
    yield from _unknown_keys(document, PROJECT_KEYS, origin)


_PRIVATE_HINTS = {
    "api_key": (
        "remove `api_key`, create a new key if the file was ever shared, and run: layers auth login"
    ),
    "base_url": "remove `base_url` and run: layers config set base_url URL",
}


def _check_version(document: Mapping[str, Any], origin: str) -> None:
    version = document.get("version", VERSION)
    if type(version) is not int or version < 1:
        raise ConfigError(f"{origin}: `version` must be {VERSION}")
    if version > VERSION:
        raise ConfigError(
            f"{origin} was written by a newer layers-cli (version {version}; this one reads"
            f" {VERSION}) and was left as it is",
            hint="upgrade: pip install --upgrade layers-cli",
        )


def _check_text(table: Mapping[str, Any], keys: tuple[str, ...], origin: str) -> None:
    for key in keys:
        if not isinstance(table.get(key, ""), str):
            raise ConfigError(f"{origin}: `{key}` must be text in quotes")


def _overridden(profile: Mapping[str, Any], origin: str) -> Iterator[str]:
    """Yield a warning for each key source that an earlier one overrides."""
    given = [key for key in ("api_key", "api_key_keyring", "api_key_command") if profile.get(key)]
    for key in given[1:]:
        yield f"{origin}: `{key}` has no effect while `{given[0]}` is set"


def _unknown_keys(table: Mapping[str, Any], known: tuple[str, ...], origin: str) -> Iterator[str]:
    for key in table:
        if key in known:
            continue
        if key in PROFILE_KEYS and known is SANDBOX_KEYS:
            yield f"{origin}: `{key}` has no effect, because the sandbox supplies its own"
            continue
        meant = closest_match(key, known)
        hint = f"; did you mean `{meant}`?" if meant else ""
        yield f"{origin}: unknown key `{key}`{hint}"
