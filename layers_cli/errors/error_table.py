"""Maps error classes to exit code, hint and message.

Classes stand here by name, so that looking one up imports nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

from layers_cli.errors.exit_codes import ExitCode

DOCS = "https://developers.layers.com/docs/api"


class ErrorRule(NamedTuple):
    """Exit code and hint for a class of API errors; `hints.filled` fills in the *hint*."""

    code: ExitCode
    hint: str | None = None
    retryable: bool = False


API_ERRORS: Mapping[str, ErrorRule] = {
    "ApiError": ErrorRule(ExitCode.ERROR),
    "MissingIntentError": ErrorRule(ExitCode.ERROR, "this is a bug in layers; please report it"),
    "CertificateError": ErrorRule(
        ExitCode.ERROR,
        "behind a proxy that inspects TLS, set SSL_CERT_FILE to its certificates (PEM); see what is"
        " wrong: layers doctor",
    ),
    "ProxySettingError": ErrorRule(
        ExitCode.USAGE, "correct or unset it, then see what is used: layers doctor"
    ),
    "ProxyRefusedError": ErrorRule(
        ExitCode.ERROR,
        "correct HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT), or list the host in NO_PROXY; see"
        " what is used: layers doctor",
    ),
    "NetworkLoginError": ErrorRule(
        ExitCode.ERROR, "log in to the network in a browser, then run it again"
    ),
    "UnsendableError": ErrorRule(ExitCode.USAGE, "see what the command accepts: {help}"),
    "NetworkError": ErrorRule(
        ExitCode.TEMPORARY, "find out what stands in the way: layers doctor", True
    ),
    "ContractError": ErrorRule(ExitCode.ERROR, "check the address: {address}"),
    "WebPageError": ErrorRule(
        ExitCode.ERROR,
        "log in to the network in a browser, or check the address: {address}",
    ),
    "WrongFileError": ErrorRule(
        ExitCode.ERROR, "nothing was saved; run the same command again later"
    ),
    "UnauthenticatedError": ErrorRule(ExitCode.AUTH, "{another_key}"),
    "BillingError": ErrorRule(ExitCode.ERROR, "see how many credits are left: layers credits"),
    "ForbiddenError": ErrorRule(ExitCode.AUTH, "see what the key may do: layers whoami"),
    "NotFoundError": ErrorRule(ExitCode.NOT_FOUND, "{where_it_would_be}"),
    "ConflictError": ErrorRule(ExitCode.ERROR, "{its_state}"),
    "InvalidError": ErrorRule(ExitCode.ERROR, "see what the command accepts: {help}"),
    "StatusError": ErrorRule(ExitCode.ERROR, "see what the command accepts: {help}"),
    "RateLimitError": ErrorRule(ExitCode.TEMPORARY, "wait a moment, then run it again", True),
    "ServerError": ErrorRule(ExitCode.TEMPORARY, "wait a moment, then run it again", True),
    "StorageError": ErrorRule(
        ExitCode.ERROR, "run it again; if it fails again, report what --debug prints"
    ),
    "StorageBusyError": ErrorRule(ExitCode.TEMPORARY, "wait a moment, then run it again", True),
    "SuspendedError": ErrorRule(ExitCode.AUTH, "{another_key}"),
}


class LocalRule(NamedTuple):
    """Exit code and JSON code for a class of our own errors.

    *message* replaces the error's own text. *hint* may hold `{resume}`, the error's own `resume`.
    *submitted* is None where the error may come before or after a call that costs.
    """

    exit_code: ExitCode
    code: str
    submitted: str | None = "no"
    retryable: bool | None = None
    message: str | None = None
    hint: str | None = None


LOCAL_ERRORS: Mapping[str, LocalRule] = {
    "ConfigError": LocalRule(ExitCode.USAGE, "cli_config"),
    "NoProfileError": LocalRule(ExitCode.NOT_FOUND, "cli_no_profile"),
    "KeyUnavailableError": LocalRule(ExitCode.AUTH, "cli_key_unavailable"),
    "SandboxError": LocalRule(ExitCode.ERROR, "cli_sandbox"),
    "ServeFolderError": LocalRule(ExitCode.USAGE, "cli_sandbox_serve"),
    "ServeError": LocalRule(ExitCode.ERROR, "cli_sandbox_serve"),
    "SandboxMissingError": LocalRule(ExitCode.USAGE, "cli_sandbox_missing"),
    "SandboxFolderError": LocalRule(ExitCode.USAGE, "cli_sandbox_start"),
    "SandboxStartError": LocalRule(ExitCode.ERROR, "cli_sandbox_start"),
    "SandboxRefusedError": LocalRule(ExitCode.USAGE, "cli_sandbox_refused"),
    "SandboxNotFoundError": LocalRule(ExitCode.NOT_FOUND, "cli_sandbox_refused"),
    "SandboxControlError": LocalRule(ExitCode.ERROR, "cli_sandbox_control"),
    "LedgerError": LocalRule(ExitCode.ERROR, "cli_ledger", submitted=None),
    "BudgetError": LocalRule(
        ExitCode.DECLINED,
        "cli_budget",
        retryable=False,
        hint="raise this machine's limit: layers config set budget.daily CREDITS",
    ),
    "OutcomeUnknownError": LocalRule(
        ExitCode.DECLINED,
        "cli_doubt",
        submitted="unknown",
        retryable=False,
        message="An identical request was sent earlier and its outcome is unknown. It was sent too"
        " long ago, or with another API key, so sending it again might pay twice",
        hint="find out and resume: {resume}; or start another one with --force-new",
    ),
    "NoCampaignError": LocalRule(
        ExitCode.NOT_FOUND,
        "cli_no_campaign",
        submitted=None,
        hint="somebody may have forgotten it; see what there is: layers campaign status",
    ),
    "DatabaseError": LocalRule(ExitCode.ERROR, "cli_database", submitted=None),
    "DatabaseAwayError": LocalRule(
        ExitCode.TEMPORARY, "cli_database_away", submitted=None, retryable=True
    ),
    "DatabaseExtraError": LocalRule(ExitCode.USAGE, "cli_database_missing"),
    "PlanError": LocalRule(
        ExitCode.USAGE, "cli_usage", hint="plan the sheet again: layers campaign plan SHEET"
    ),
    "NoDatabaseError": LocalRule(ExitCode.USAGE, "cli_no_database"),
    "OtherKeyError": LocalRule(ExitCode.AUTH, "cli_other_key"),
    "ShapingError": LocalRule(ExitCode.USAGE, "cli_shaping", submitted=None),
    "FileConflictError": LocalRule(ExitCode.ERROR, "cli_file_exists"),
    "OSError": LocalRule(ExitCode.ERROR, "cli_file", submitted=None),
}

# Hints for single codes (content page, api-core 6).
HINTS: Mapping[str, str] = {
    "UNSUPPORTED_FORMAT": "choose one that it makes:"
    " layers content generate --format slideshow-builder --hook TEXT",
    "MISSING_APP_NAME": "set it: layers project update {project} --app-name NAME",
    "MISSING_APP_DESCRIPTION": "set it: layers project update {project} --app-description TEXT",
    "MISSING_APP_DEMO": "add an app demo: layers media add demo-video URL --project {project};"
    " or make a slideshow: --format slideshow-builder",
    "IDEMPOTENCY_CONFLICT": "leave out --idempotency-key to use a new key",
    "BILLING_EXHAUSTED": "see how many credits are left: layers credits",
    "APPROVAL_REQUIRED": "approve it first: layers content approve {container}",
    "CONTENT_REJECTED": "a rejected container stays rejected; make a new one:"
    " layers content generate --hook TEXT",
}

# Our words for the codes that the public pages name.
MESSAGES: Mapping[str, str] = {
    "UNSUPPORTED_FORMAT": "The API cannot make this format",
    "MISSING_APP_NAME": "The project has no app name, which slideshow-builder needs",
    "MISSING_APP_DESCRIPTION": "The project has no app description, which slideshow-builder needs",
    "MISSING_APP_DEMO": "The project has no app demo clip, which ugc-remix needs",
    "IDEMPOTENCY_CONFLICT": "This idempotency key was already used for a different request",
    "BILLING_EXHAUSTED": "There are not enough credits left",
    "UNAUTHENTICATED": "The API does not accept this key",
    "FORBIDDEN_SCOPE": "The key lacks the scope for this",
    "KILL_SWITCH": "The key or its organization is suspended",
    "RATE_LIMITED": "Too many requests",
    "VALIDATION": "The API rejected a value",
    "APPROVAL_REQUIRED": "The container waits for a review",
    "CONTENT_REJECTED": "The container was rejected",
    "NOT_FOUND": "It does not exist, or it belongs to another organization",
    "CONFLICT": "Its current state does not allow this",
}


def message_for(code: str, said: str, status: int | None) -> str:
    """Return what happened: our words for a known *code*, *said* for an error of our own."""
    if code in MESSAGES:
        return MESSAGES[code]
    if code.startswith("cli_"):
        return said
    if code.startswith("HTTP_"):
        return f"The server answered {status} without an error code of the API"
    return f"The API answered {status} {code}"
