"""Errors of the configuration."""

from collections.abc import Iterable

from layers_cli.formats.near_names import closest_match


class ConfigError(Exception):
    """A setting cannot be read, used or saved.

    *hint* is the command or edit that fixes it. Neither message nor hint contains a key.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class NoProfileError(ConfigError):
    """The profile *name* does not exist; *known* are those that do."""

    def __init__(self, message: str, *, name: str, known: Iterable[str]) -> None:
        names = tuple(known)
        meant = closest_match(name, names)
        there = f"there are: {', '.join(names)}" if names else "there is none yet"
        choice = f"did you mean `{meant}`? " if meant else ""
        super().__init__(
            f"{message}; {there}", hint=f"{choice}to make it: layers auth login --profile {name}"
        )
