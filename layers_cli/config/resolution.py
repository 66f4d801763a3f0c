"""Where settings come from, and in which order the sources win."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from layers_cli.config.errors import ConfigError
from layers_cli.config.files import read_config, read_project_file
from layers_cli.config.paths import config_file, find_project_file, is_untrusted
from layers_cli.config.secret_stores import SecretStores
from layers_cli.config.validation import PROJECT_KEYS, unknown_project_keys, unknown_user_keys
from layers_cli.config.values import SANDBOX, Key
from layers_cli.formats.standard_input import StandardInput

ENVIRONMENT = {
    "profile": "LAYERS_PROFILE",
    "api_key": "LAYERS_API_KEY",
    "base_url": "LAYERS_BASE_URL",
    "project": "LAYERS_PROJECT",
    "organization": "LAYERS_ORGANIZATION",
    "api_dialect": "LAYERS_API_DIALECT",
    "confirm_above": "LAYERS_CONFIRM_ABOVE",
    "budget.daily": "LAYERS_BUDGET_DAILY",
}
DEFAULTS = {
    "profile": "default",
    "base_url": "https://api.layers.com",
    "api_dialect": "auto",
}
OF_THE_HOSTED_API = ("api_key", "base_url", "project", "organization")
"""Not taken from the environment or a project file when the sandbox is used."""

_KEY_PLACES = ("api_key", "api_key_keyring", "api_key_command")


class Setting(NamedTuple):
    """A value and where it came from, in words."""

    value: str | None
    origin: str


class Flags(NamedTuple):
    """Flags of the command line; None for those not given."""

    profile: str | None = None
    sandbox: bool = False
    project: str | None = None
    organization: str | None = None
    api_dialect: str | None = None
    api_key_file: str | None = None
    base_url: str | None = None


@dataclass(frozen=True, eq=False, repr=False)  # a generated repr would show keys
class Sources:
    """All sources of settings, read once."""

    flags: Flags
    environ: Mapping[str, str]
    project_path: Path | None
    project_file: Mapping[str, Any]
    user_path: Path
    user_file: Mapping[str, Any]
    stdin: StandardInput = field(default_factory=lambda: StandardInput(None))
    warnings: tuple[str, ...] = ()
    secret_stores: SecretStores = field(default_factory=lambda: SecretStores({}))

    def candidates(self, name: str, *, profile: str) -> Iterator[Setting]:
        """Yield the unchecked values of the setting *name* for *profile*, the winning one first.

        An empty value in the environment or in a file is ignored. An empty flag raises
        `ConfigError`, because a script that meant one project must not fall back to another.
        """
        return (place for place in self.locations(name, profile=profile) if place.value)

    def locations(self, name: str, *, profile: str, ask: bool = True) -> Iterator[Setting]:
        """Yield every source of the setting *name* for *profile*, with its value or None.

        With *ask* false, a keyring or password manager is named without being asked.
        """
        yield self._flag(name)
        if profile != SANDBOX or name not in OF_THE_HOSTED_API:
            if name in ENVIRONMENT:
                yield _place(name, self.environ.get(ENVIRONMENT[name]), ENVIRONMENT[name])
            if self.project_path and name in PROJECT_KEYS:
                yield _place(name, self.project_file.get(name), str(self.project_path))
        if not ask and name == "api_key" and self.key_place(profile) != name:
            yield Setting(None, self.origin_in_profile(name, profile))
        else:
            yield self.in_profile(name, profile)
        if name in DEFAULTS:
            yield Setting(DEFAULTS[name], "default")

    def in_profile(self, name: str, profile: str) -> Setting:
        """Return the value of the setting *name* in the user's file for *profile*."""
        if name == "profile":
            return _place(name, self.user_file.get(name), str(self.user_path))
        origin = self.origin_in_profile(name, profile)
        if name == "api_key" and (place := self.key_place(profile)) != "api_key":
            return _place(name, self._kept_key(place, profile), origin)
        return _place(name, self.profiles.get(profile, {}).get(name), origin)

    def origin_in_profile(self, name: str, profile: str) -> str:
        """Return where the user's file has the setting *name*, without asking a secret store."""
        part = f"{self.user_path} [profiles.{profile}]"
        place = self.key_place(profile)
        return f"{part} {place}" if name == "api_key" and place != "api_key" else part

    def key_place(self, profile: str) -> str:
        """Return the config key that supplies the API key of *profile*."""
        stored = self.profiles.get(profile, {})
        return next((key for key in _KEY_PLACES if stored.get(key)), "api_key")

    def _kept_key(self, place: str, profile: str) -> str | None:
        said = str(self.profiles[profile][place])
        if place == "api_key_command":
            return self.secret_stores.from_command(said, file=self.user_path)
        return self.secret_stores.from_keyring(said)

    @property
    def profiles(self) -> Mapping[str, Mapping[str, Any]]:
        """Profiles of the user's file by name."""
        profiles: Mapping[str, Mapping[str, Any]] = self.user_file.get("profiles", {})
        return profiles

    def _flag(self, name: str) -> Setting:
        flag, value = self._flag_text(name)
        if value is not None and not value.strip():
            raise ConfigError(f"{flag} was given without a value", hint=f"give {flag} a value")
        return _place(name, value, flag)

    def _flag_text(self, name: str) -> tuple[str, str | None]:
        if name == "api_key":
            path = self.flags.api_key_file
            read = self.secret_stores.from_file
            return "--api-key-file", None if path is None else read(path, self.stdin)
        value = getattr(self.flags, name, None)  # some settings have no flag
        if name != "profile" or not self.flags.sandbox:
            return f"--{name.replace('_', '-')}", value
        if value not in (None, SANDBOX):
            raise ConfigError(
                f"--sandbox and --profile {value} cannot be combined", hint="leave one out"
            )
        return "--sandbox", SANDBOX


def load_sources(
    flags: Flags,
    *,
    environ: Mapping[str, str],
    cwd: Path,
    stdin: StandardInput | None = None,
    secret_stores: SecretStores | None = None,
) -> Sources:
    """Read the configuration files that apply in *cwd*.

    *stdin* is read only for `--api-key-file -`. *secret_stores* remember the keys they returned.
    Raises `ConfigError` for a file that cannot be read or is not valid.
    """
    user_path = config_file(environ)
    user_file = read_config(user_path)
    warnings = list(unknown_user_keys(user_file, origin=str(user_path)))
    project_path = find_project_file(cwd, environ=environ)
    if project_path and is_untrusted(project_path):
        warnings.append(f"{project_path} was ignored: another user put it where anyone can write")
        project_path = None
    project_file = read_project_file(project_path) if project_path else {}
    warnings.extend(unknown_project_keys(project_file, origin=str(project_path)))
    return Sources(
        flags,
        environ,
        project_path,
        project_file,
        user_path,
        user_file,
        stdin or StandardInput(None),
        tuple(warnings),
        secret_stores or SecretStores(environ),
    )


def _place(name: str, value: str | None, origin: str) -> Setting:
    if not value or not value.strip():
        return Setting(None, origin)
    return Setting(Key(value) if name == "api_key" else value, origin)
