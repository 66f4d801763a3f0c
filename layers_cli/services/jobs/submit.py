"""Reuse the key of an unfinished identical command, else create one.

A command that ended before it could show its result and is run again continues with its first key:
after a crash, a lost response, Ctrl-C or a timeout there is one job, however often it is run.
"""

from typing import Any
from uuid import uuid4

from layers_cli.api.generation import LONGEST_KEY
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.errors.exceptions import UsageError
from layers_cli.ledger.errors import OutcomeUnknownError
from layers_cli.ledger.records import BillableCommand, digest

LONGEST_SUFFIX = len("-9999-v9999")


def start_billable_command(
    context: CommandContext,
    request: Any,
    *,
    given: str | None = None,
    force_new: bool = False,
    download: DownloadOptions | None = None,
    take_of: str | None = None,
) -> str:
    """Return the idempotency key for *request*, any JSON; later calls are recorded under it.

    *given* is the user's own key. *force_new* starts another one even if an identical command is
    unfinished. *download* says where the media is saved. *take_of* is the container that it is
    another try of.

    Raises `UsageError` for an invalid key, `OutcomeUnknownError` if an identical command was run so
    long ago that its key no longer protects, `LedgerError` if nothing can be recorded.
    """
    if given is not None and force_new:
        raise UsageError("--force-new makes a key of its own", hint="leave out --idempotency-key")
    request_hash = digest(request)
    key = checked_key(given)
    if given is None and not force_new:
        key = _earlier_key(context, request_hash) or key
    saving = download.recorded(context.cwd) if download else {}
    context.run_state.begin(
        BillableCommand(key, request_hash, take_of=take_of, **saving),
        recovery=context.command_line("jobs", "resume", key),
    )
    return key


def _earlier_key(context: CommandContext, request_hash: str) -> str | None:
    earlier = context.ledger.intents.find_unreported(context.scope.server, request_hash)
    if earlier is None:
        return None
    now = context.ledger.clock()
    if earlier.can_be_replayed(now=now, credential=context.scope.credential):
        context.feedback.note(
            "An identical command was run earlier and did not finish; continuing with it"
            " (--force-new starts another one)"
        )
        return earlier.intent.run
    question = (
        "An identical request was sent earlier and its outcome is unknown. Start another one?"
    )
    if not earlier.is_accepted and not context.feedback.confirm(question):
        raise OutcomeUnknownError(earlier)
    return None


def checked_key(given: str | None) -> str:
    """Return *given* if it can be an Idempotency-Key, or a new one.

    Raises `UsageError` for a key that is empty, too long, or not printable ASCII.
    """
    if given is None:
        return str(uuid4())
    printable = given.isascii() and given.isprintable() and given.strip() == given
    if not given or not printable or len(given) > LONGEST_KEY - LONGEST_SUFFIX:
        raise UsageError(
            f"An idempotency key is 1 to {LONGEST_KEY - LONGEST_SUFFIX} printable ASCII characters",
            hint="create one: uuidgen",
            param="idempotency-key",
        )
    return given
