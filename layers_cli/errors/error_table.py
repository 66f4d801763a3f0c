"""Maps error classes to exit code, hint and message.

Classes stand here by name, so that looking one up imports nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers_cli.errors.exit_codes import ExitCode

DOCS = "https://developers.layers.com/docs/api"


@dataclass(frozen=True)
class ErrorRule:
    """Exit code and hint for a class of errors; *hint* may hold `{help}` and `{project}`."""

    code: ExitCode
    hint: str | None = None
    retryable: bool = False


API_ERRORS: Mapping[str, ErrorRule] = {
    "ApiError": ErrorRule(ExitCode.ERROR),
    "MissingIntentError": ErrorRule(
        ExitCode.ERROR, "this is a mistake of layers itself; report it"
    ),
    "CertificateError": ErrorRule(ExitCode.TEMPORARY, "check the address: layers config list"),
    "NetworkError": ErrorRule(
        ExitCode.TEMPORARY, "check the network and the address: layers config list", True
    ),
    "ContractError": ErrorRule(ExitCode.ERROR, "check the address: layers config get base_url"),
    "WrongFileError": ErrorRule(
        ExitCode.ERROR, "nothing of it was kept; try it later: layers content download ID"
    ),
    "UnauthenticatedError": ErrorRule(ExitCode.AUTH, "log in again: layers auth login"),
    "BillingError": ErrorRule(ExitCode.ERROR, "see what is left: layers credits"),
    "ForbiddenError": ErrorRule(ExitCode.AUTH, "see what the key may do: layers whoami"),
    "NotFoundError": ErrorRule(
        ExitCode.NOT_FOUND, "see what there is: layers content list, layers project list"
    ),
    "ConflictError": ErrorRule(ExitCode.ERROR, "see its state: layers content get ID"),
    "InvalidError": ErrorRule(ExitCode.ERROR, "see what the command accepts: {help}"),
    "StatusError": ErrorRule(ExitCode.ERROR, "see what the command accepts: {help}"),
    "RateLimitError": ErrorRule(ExitCode.TEMPORARY, "wait a little, then run it again", True),
    "ServerError": ErrorRule(ExitCode.TEMPORARY, "wait a little, then run it again", True),
    "StorageError": ErrorRule(ExitCode.ERROR, "run it again; with --debug, report what you see"),
    "StorageBusyError": ErrorRule(ExitCode.TEMPORARY, "wait a little, then run it again", True),
    "SuspendedError": ErrorRule(
        ExitCode.AUTH, "the key or its organization is switched off; use another: layers auth login"
    ),
}

# What is neither the API's nor a `CommandError`: its exit code and the code that is shown.
LOCAL_ERRORS: Mapping[str, tuple[ExitCode, str]] = {
    "ConfigError": (ExitCode.USAGE, "cli_config"),
    "KeyUnavailableError": (ExitCode.AUTH, "cli_key_unavailable"),
    "SandboxError": (ExitCode.ERROR, "cli_sandbox"),
    "ServeError": (ExitCode.ERROR, "cli_sandbox_serve"),
    "SandboxMissingError": (ExitCode.USAGE, "cli_sandbox_missing"),
    "SandboxStartError": (ExitCode.ERROR, "cli_sandbox_start"),
    "SandboxRefusedError": (ExitCode.USAGE, "cli_sandbox_refused"),
    "SandboxControlError": (ExitCode.ERROR, "cli_sandbox_control"),
    "LedgerError": (ExitCode.ERROR, "cli_ledger"),
    "ShapingError": (ExitCode.USAGE, "cli_shaping"),
    "FileConflictError": (ExitCode.ERROR, "cli_file_exists"),
    "OSError": (ExitCode.ERROR, "cli_file"),
}

# What the content page and api-core 6 say of single codes, as the command that gets one on.
HINTS: Mapping[str, str] = {
    "UNSUPPORTED_FORMAT": "the formats that can be made are slideshow-builder and ugc-remix:"
    " layers content generate --format slideshow-builder",
    "MISSING_APP_NAME": "set it: layers project update {project} --app-name NAME",
    "MISSING_APP_DESCRIPTION": "set it: layers project update {project} --app-description TEXT",
    "MISSING_APP_DEMO": "add an app-demo: layers media add demo-video URL; or make a slideshow:"
    " layers content generate --format slideshow-builder",
    "IDEMPOTENCY_CONFLICT": "this key was used for another request; leave out --idempotency-key"
    " for a new one",
    "BILLING_EXHAUSTED": "see what is left: layers credits",
    "APPROVAL_REQUIRED": "approve it first: layers content approve ID",
    "CONTENT_REJECTED": "a rejected container stays rejected; make a new one:"
    " layers content generate",
}

# What happened, in our words, for the codes that the public pages name.
MESSAGES: Mapping[str, str] = {
    "UNSUPPORTED_FORMAT": "The API cannot make this format",
    "MISSING_APP_NAME": "The project has no app name, which slideshow-builder needs",
    "MISSING_APP_DESCRIPTION": "The project has no app description, which slideshow-builder needs",
    "MISSING_APP_DEMO": "The project has no app-demo clip, which ugc-remix needs",
    "IDEMPOTENCY_CONFLICT": "This idempotency key was used before, for a different request",
    "BILLING_EXHAUSTED": "The credits left do not cover this",
    "UNAUTHENTICATED": "The API does not accept this key",
    "FORBIDDEN_SCOPE": "The key lacks the scope for this",
    "KILL_SWITCH": "The key or its organization is suspended",
    "RATE_LIMITED": "Too many requests",
    "VALIDATION": "The API refused a value",
    "NOT_FOUND": "The API knows no such thing, or it belongs to another organization",
    "CONFLICT": "The state of it forbids this",
}


def message_for(code: str, said: str, status: int | None) -> str:
    """Return what happened: our words for a known *code*, *said* for an error of our own."""
    if code in MESSAGES:
        return MESSAGES[code]
    if code.startswith("cli_"):
        return said
    if code.startswith("HTTP_"):
        return f"The server answered {status} and no error the API documents"
    return f"The API answered {status} {code}"
