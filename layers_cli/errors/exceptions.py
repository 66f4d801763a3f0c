"""The ends of a run that are ours, not the API's; `endings` makes of each what is shown."""

from __future__ import annotations

from typing import Any

from layers_cli.errors.exit_codes import ExitCode
from layers_cli.render.problem import Problem


class CommandError(Exception):
    """An end that is ours, not the API's: it knows its exit code and its way out.

    *code* starts with `cli_`, so that the API's own codes can never clash with it.
    """

    def __init__(
        self, message: str, *, code: str, exit_code: ExitCode, hint: str | None = None, **more: Any
    ) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.problem = Problem(code=code, message=message, hint=hint, **more)


class UsageError(CommandError):
    """Something about the command line; nothing was sent."""

    def __init__(self, message: str, *, hint: str | None = None, param: str | None = None) -> None:
        super().__init__(
            message,
            code="cli_usage",
            exit_code=ExitCode.USAGE,
            hint=hint,
            param=param,
            submitted="no",
            retryable=False,
        )
