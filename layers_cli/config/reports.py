"""What `config list` and `auth status` report: settings and keys with their origin, masked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from layers_cli.config.resolution import Sources
from layers_cli.config.settings import Setting, Settings, masked

KEYS = (
    *("profile", "base_url", "api_key", "project", "organization", "api_dialect"),
    *("confirm_above", "budget.daily", "api_key_command"),
)


@dataclass(frozen=True)
class SettingRow:
    """One setting as it may be shown; `value` is None where nothing is set."""

    key: str
    value: str | None
    origin: str

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {"key": self.key, "value": self.value, "origin": self.origin}


@dataclass(frozen=True)
class AllSettings:
    """All settings of a run, and the user's file."""

    file: str
    entries: tuple[SettingRow, ...]

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {"file": self.file, "settings": [entry.data for entry in self.entries]}


@dataclass(frozen=True)
class KeySource:
    """A place that may supply the key: what it holds, masked, and whether that one counts.

    A keyring or password manager is not asked where an earlier place has the key.
    """

    origin: str
    key: str | None
    is_used: bool
    is_asked: bool = True

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {
            "origin": self.origin,
            "key": self.key,
            "used": self.is_used,
            "asked": self.is_asked,
        }


@dataclass(frozen=True)
class KeyReport:
    """Which key is used where, and for whom; `key` is masked."""

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
        """Return it as JSON says it."""
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
    """Return the setting *key* of *settings*, a key masked."""
    setting: Setting = getattr(settings, key.replace(".", "_"))
    return SettingRow(key, shown(key, setting.value), setting.origin)


def all_settings(settings: Settings, sources: Sources) -> AllSettings:
    """Return all of *settings* with the path of the user's file."""
    return AllSettings(str(sources.user_path), tuple(setting_row(settings, key) for key in KEYS))


def key_sources(sources: Sources, used: Setting, *, profile: str) -> Iterator[KeySource]:
    """Yield every place that may supply the key of *profile*, in order; *used* is what counts."""
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
    """Return the *value* of the setting *key* as it may be shown."""
    return masked(value.strip()) if key == "api_key" and value else value


@dataclass(frozen=True)
class SettingChange:
    """What was saved: the setting *key* of *profile* now has *value*, or none."""

    key: str
    value: str | None
    profile: str
    file: str
    has_changed: bool = True

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {
            "key": self.key,
            "value": self.value,
            "profile": self.profile,
            "file": self.file,
            "changed": self.has_changed,
        }
