"""Exit codes: part of the public interface, never renumbered."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit code of a run; `layers help exit-codes` prints `meaning` and `rerun`."""

    meaning: str
    rerun: str

    def __new__(cls, value: int, meaning: str, rerun: str) -> "ExitCode":
        """Make the member for *value*."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        code.rerun = rerun
        return code

    OK = 0, "done; everything asked for was delivered", "yes"
    ERROR = 1, "unexpected or other API error", "depends on the error"
    USAGE = 2, "usage or local validation; nothing was sent", "after a fix"
    DECLINED = 3, "declined or canceled at a prompt, or `--yes` was missing", "yes"
    AUTH = 4, "no credential, or the server rejected it", "after login"
    JOB_FAILED = 5, "the job failed, was canceled or was rejected", "no; start a new job"
    PARTIAL = (
        6,
        "partial: some files or containers failed; the report says which",
        "yes, the rest",
    )
    TEMPORARY = 7, "temporary: network, 429 or 5xx", "yes, with the same idempotency key"
    PENDING = 8, "still running: the wait timed out; the job continues", "with the printed command"
    NOT_FOUND = 9, "not found", "no"
    HUNG_UP = 129, "the terminal was closed (SIGHUP); jobs continue", "layers jobs resume --all"
    INTERRUPTED = 130, "interrupted (SIGINT); jobs continue", "with the printed command"
    TERMINATED = 143, "terminated (SIGTERM); jobs continue", "with the printed command"


class ExitWithCode(Exception):  # noqa: N818 - not an error: everything has been shown
    """Ends the run with *code* after the result is shown."""

    def __init__(self, code: ExitCode) -> None:
        super().__init__(code.meaning)
        self.code = code


def exit_with(code: ExitCode) -> None:
    """Raise `ExitWithCode`, unless *code* is `OK`."""
    if code is not ExitCode.OK:
        raise ExitWithCode(code)


_WORST_FIRST = (
    ExitCode.JOB_FAILED,
    ExitCode.PARTIAL,
    ExitCode.AUTH,
    ExitCode.ERROR,
    ExitCode.NOT_FOUND,
    ExitCode.USAGE,
    ExitCode.DECLINED,
    ExitCode.TEMPORARY,
    ExitCode.PENDING,
)


def worst(codes: set[ExitCode]) -> ExitCode:
    """Return the code that stands for several jobs: 5 > 6 > 4 > 1 > 9 > 2 > 3 > 7 > 8 > 0."""
    return next((code for code in _WORST_FIRST if code in codes), ExitCode.OK)
