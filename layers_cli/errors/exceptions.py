"""Errors of our own, as opposed to the API's."""

import errno
from collections.abc import Sequence
from typing import Any

from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.problem import Problem


class CommandError(Exception):
    """An error that knows its exit code and its problem; *more* are fields of `Problem`.

    *code* starts with `cli_`, so that it never clashes with one of the API's.
    """

    def __init__(
        self, message: str, *, code: str, exit_code: ExitCode, hint: str | None = None, **more: Any
    ) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.problem = Problem(code=code, message=message, hint=hint, **more)


class UsageError(CommandError):
    """The command line is wrong; nothing was sent."""

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


class UnwrittenError(CommandError):
    """The result cannot be written to stdout, as on a full disk; *cause* says why.

    *ids* are those in it, so that what was paid for is not lost.
    """

    def __init__(self, cause: OSError, ids: Sequence[str] = ()) -> None:
        reason = "stdout is closed" if cause.errno == errno.EBADF else cause.strerror or str(cause)
        super().__init__(
            f"The result cannot be written: {reason}",
            code="cli_unwritten",
            exit_code=ExitCode.ERROR,
            hint=f"the ids in it: {' '.join(ids)}" if ids else None,
            details={"ids": list(ids)} if ids else None,
        )
