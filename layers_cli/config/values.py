"""Check the values of settings."""

import re

from layers_cli.config.base_url import checked_base_url
from layers_cli.config.errors import ConfigError
from layers_cli.formats.near_names import closest_match
from layers_cli.formats.text import is_plain_word, unified

DIALECTS = ("auto", "content", "per-format")
SANDBOX = "sandbox"
"""The built-in profile; the running sandbox supplies its key and address."""

_KEY_PREFIX = "lp_"  # api-core 11
ANY_KEY = re.compile(rf"{_KEY_PREFIX}[A-Za-z0-9]+_\S+")
_LONGEST_PROFILE_NAME = 64  # characters
_LONGEST_KIND = 5  # characters of `live`, `test` or what may follow them
_LONGEST_AMOUNT = 15  # characters; a float holds no more digits
_SHORTEST_SHOWN_KEY = 24  # characters; of a shorter one, eight would be too much to show


class Key(str):
    """An API key, masked in its repr."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"'{masked(self)}'"


def masked(key: str) -> str:
    """Return *key* masked for display, as `lp_live_ABCD…wxyz`; less of a short or odd one."""
    if len(key) < _SHORTEST_SHOWN_KEY:
        return "…"
    kind = key.removeprefix(_KEY_PREFIX).partition("_")[0]
    is_known = key.startswith(_KEY_PREFIX) and len(kind) <= _LONGEST_KIND
    shown = len(f"{_KEY_PREFIX}{kind}_") + 4 if is_known else 4
    return f"{key[:shown]}…{key[-4:]}"


def has_secret(text: str) -> bool:
    """Tell whether *text* may hold an API key, or an address with a password or a token in it."""
    return ANY_KEY.search(text) is not None or ("://" in text and any(c in text for c in "@?#"))


def without_keys(text: str) -> str:
    """Return *text* with each API key in it masked."""
    return ANY_KEY.sub(lambda key: masked(key[0]), text)


def checked(name: str, value: str, *, origin: str) -> str:
    """Return the *value* of the setting *name* without blanks or a byte order mark around it.

    Raises `ConfigError`, which names *origin* and never repeats a value that may be secret.
    """
    return _CHECKS[name](unified(value).strip(), origin)


def _checked_profile(value: str, origin: str) -> str:
    if is_plain_word(value) and len(value) <= _LONGEST_PROFILE_NAME:
        return value
    raise ConfigError(
        f"{origin}: a profile name has 1 to {_LONGEST_PROFILE_NAME} letters, digits, `-` or `_`",
        hint="choose a name such as `work`",
    )


def _checked_key(value: str, origin: str) -> str:
    if value and all("!" <= character <= "~" for character in value):
        return Key(value)
    raise ConfigError(
        f"{origin}: this is not an API key; a key is one line of characters without spaces",
        hint="copy the key again, without `Bearer` or quotes, and run: layers auth login",
    )


def _checked_id(value: str, origin: str) -> str:
    # Ids are opaque (api-core 10), but these become part of a URL or a header, and are shown.
    if is_plain_word(value) and not value.startswith(_KEY_PREFIX):
        return value
    raise ConfigError(
        f"{origin}: an id consists of letters, digits, `-` and `_`, and is not an API key",
        hint="copy the id from: layers project list",
    )


def _checked_dialect(value: str, origin: str) -> str:
    if value in DIALECTS:
        return value
    raise ConfigError(
        f"{origin}: the API dialect is one of {', '.join(DIALECTS)}",
        hint=f"use `{closest_match(value, DIALECTS) or DIALECTS[0]}`",
    )


def _checked_credits(value: str, origin: str) -> str:
    if len(value) <= _LONGEST_AMOUNT and value.isascii() and value.replace(".", "", 1).isdigit():
        return value
    raise ConfigError(
        f"{origin}: a number of credits is expected", hint="use a number, such as 500"
    )


def _checked_command(value: str, origin: str) -> str:
    if value and value.isprintable() and _KEY_PREFIX not in value:
        return value
    raise ConfigError(
        f"{origin}: a command is one line and must not contain an API key",
        hint="name the password manager: layers config set api_key_command 'pass show layers'",
    )


_CHECKS = {
    "profile": _checked_profile,
    "base_url": checked_base_url,
    "api_key": _checked_key,
    "project": _checked_id,
    "organization": _checked_id,
    "api_dialect": _checked_dialect,
    "api_key_command": _checked_command,
    "confirm_above": _checked_credits,
    "budget.daily": _checked_credits,
}
