"""Errors of the configuration."""


class ConfigError(Exception):
    """A setting cannot be read, used or saved.

    *hint* is the command or edit that fixes it. Neither message nor hint contains a key.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint
