"""Results of `config` and `auth` commands: settings and keys with their origins, masked."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from layers_cli.config.resolution import Sources
from layers_cli.config.settings import Setting, Settings, masked

KEYS = (
    *("profile", "base_url", "api_key", "project", "organization", "api_dialect"),
    *("confirm_above", "budget.daily", "api_key_command"),
)


class SettingRow(NamedTuple):
    """One setting as shown; `value` is None if it is not set."""

    key: str
    value: str | None
    origin: str

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"key": self.key, "value": self.value, "origin": self.origin}


class AllSettings(NamedTuple):
    """All settings of a run, and the path of the user's file."""

    file: str
    entries: tuple[SettingRow, ...]

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"file": self.file, "settings": [entry.data for entry in self.entries]}


class KeySource(NamedTuple):
    """A source of the key: its masked value, and whether it is the one used.

    A keyring or password manager is not asked if an earlier source has the key.
    """

    origin: str
    key: str | None
    is_used: bool
    is_asked: bool = True

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "origin": self.origin,
            "key": self.key,
            "used": self.is_used,
            "asked": self.is_asked,
        }


class KeyReport(NamedTuple):
    """The key in use, where it is sent, and whose it is; `key` is masked."""

    profile: str
    key: str
    origin: str
    base_url: str
    organization_id: str | None
    organization_name: str | None
    file: str
    sources: tuple[KeySource, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "profile": self.profile,
            "key": self.key,
            "origin": self.origin,
            "baseUrl": self.base_url,
            "organizationId": self.organization_id,
            "organizationName": self.organization_name,
            "file": self.file,
            "sources": [source.data for source in self.sources],
        }


def setting_row(settings: Settings, key: str) -> SettingRow:
    """Return the setting *key*; an API key is masked."""
    setting: Setting = getattr(settings, key.replace(".", "_"))
    return SettingRow(key, shown(key, setting.value), setting.origin)


def all_settings(settings: Settings, sources: Sources) -> AllSettings:
    """Return all *settings* and the path of the user's file."""
    return AllSettings(str(sources.user_path), tuple(setting_row(settings, key) for key in KEYS))


def key_sources(sources: Sources, used: Setting, *, profile: str) -> Iterator[KeySource]:
    """Yield every source of the key of *profile*, in order; *used* is the key in use."""
    found = False
    for place in sources.locations("api_key", profile=profile, ask=False):
        is_used = bool(used.value) and place.origin == used.origin
        value = used.value if is_used else place.value
        is_kept = place.origin.endswith(("api_key_keyring", "api_key_command"))
        yield KeySource(
            place.origin, shown("api_key", value), is_used, is_asked=not (found and is_kept)
        )
        found = found or is_used


def shown(key: str, value: str | None) -> str | None:
    """Return the *value* of the setting *key* for display."""
    return masked(value.strip()) if key == "api_key" and value else value


class SettingChange(NamedTuple):
    """A saved change: the setting *key* of *profile* now is *value*, or unset."""

    key: str
    value: str | None
    profile: str
    file: str
    has_changed: bool = True

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "key": self.key,
            "value": self.value,
            "profile": self.profile,
            "file": self.file,
            "changed": self.has_changed,
        }
