"""The one error of the configuration."""


class ConfigError(Exception):
    """A setting cannot be read, used or saved; the message says what happened and why.

    *hint* is the command or the edit that puts it right. Neither ever contains a key.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint
