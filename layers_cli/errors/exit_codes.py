"""The exit codes: part of the public interface, never renumbered."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a run ended; `meaning` and `rerun` are what `layers help exit-codes` prints."""

    meaning: str
    rerun: str

    def __new__(cls, value: int, meaning: str, rerun: str) -> "ExitCode":
        """Make the member of *value*; the rest is for the help."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        code.rerun = rerun
        return code

    OK = 0, "done; everything asked for was delivered", "yes"
    ERROR = 1, "unexpected or other API error", "read the error"
    USAGE = 2, "usage or local validation; nothing was sent", "after a fix"
    DECLINED = 3, "declined or cancelled at a question, or `--yes` was missing", "yes"
    AUTH = 4, "no credential, or the server rejected it", "after login"
    JOB_FAILED = 5, "the job itself ended failed, canceled or rejected", "no: new job"
    PARTIAL = 6, "partial: some files or containers failed; the report says which", "only the rest"
    TEMPORARY = 7, "temporary: network, 429 or 5xx", "yes, with the same idempotency key"
    PENDING = 8, "still running: the wait timed out; the job goes on", "with the printed command"
    NOT_FOUND = 9, "not found", "no"
    HUNG_UP = 129, "the terminal was closed (SIGHUP); jobs go on", "layers jobs resume --all"
    INTERRUPTED = 130, "interrupted (SIGINT); jobs go on", "with the printed command"
    TERMINATED = 143, "terminated (SIGTERM); jobs go on", "with the printed command"


class ExitWithCode(Exception):  # noqa: N818 - an end, not an error: everything is said already
    """Ends the run with *code* after the result was shown."""

    def __init__(self, code: ExitCode) -> None:
        super().__init__(code.meaning)
        self.code = code


def exit_with(code: ExitCode) -> None:
    """End the run with *code*, unless all is well."""
    if code is not ExitCode.OK:
        raise ExitWithCode(code)


_WORST_FIRST = (
    ExitCode.JOB_FAILED,
    ExitCode.PARTIAL,
    ExitCode.AUTH,
    ExitCode.ERROR,
    ExitCode.TEMPORARY,
    ExitCode.PENDING,
)


def worst(codes: set[ExitCode]) -> ExitCode:
    """Return the one code for several things waited on: 5 > 6 > 4 > 1 > 7 > 8 > 0."""
    return next((code for code in _WORST_FIRST if code in codes), ExitCode.OK)
