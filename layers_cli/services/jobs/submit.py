"""Finds the idempotency key of a command that costs: a new one, or that of the same one before.

A command that never showed its result and is run again goes on with its first key: after a crash,
a lost reply, Ctrl-C or a time-out it ends with one job, whoever runs it again and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from layers_cli.api.order import LONGEST_KEY
from layers_cli.errors.exceptions import UsageError
from layers_cli.ledger.errors import OutcomeUnknownError
from layers_cli.ledger.records import BillableCommand, digest

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
    from layers_cli.downloads.options import DownloadOptions
    from layers_cli.ledger.records import IntentRecord

LONGEST_SUFFIX = len("-9999-v9999")


def begin(
    context: CommandContext,
    asked: Any,
    *,
    given: str | None = None,
    force_new: bool = False,
    delivery: DownloadOptions | None = None,
) -> str:
    """Return the key for what is *asked*, any JSON, and let the run's calls be recorded with it.

    *given* is the user's own key. *force_new* starts another one, whatever is known of the same
    command before. *delivery* says where its media is to go.

    Raises `UsageError` for a key that cannot be one, `OutcomeUnknownError` where an identical
    command was run so long ago that its key no longer protects, `LedgerError` where nothing can be
    recorded.
    """
    if given is not None and force_new:
        raise UsageError("--force-new makes a key of its own", hint="leave out --idempotency-key")
    request_hash = digest(asked)
    key = checked_key(given)
    if given is None and not force_new:
        key = _earlier_key(context, request_hash) or key
    saving = delivery.recorded(context.cwd) if delivery else {}
    context.run_state.begin(
        BillableCommand(key, request_hash, **saving),
        recovery=f"{context.program} jobs resume {key}",
    )
    return key


def _earlier_key(context: CommandContext, request_hash: str) -> str | None:
    earlier = context.ledger.intents.find_unreported(context.scope.server, request_hash)
    if earlier is None:
        return None
    now = context.ledger.clock()
    if not earlier.can_be_replayed(now=now, credential=context.scope.credential):
        if not earlier.is_accepted:
            _ask_anew(context, earlier)
        return None
    context.out.note(
        "The same was asked for before, and no end of it was seen: going on with it"
        " (--force-new starts another one)"
    )
    return earlier.intent.run


def _ask_anew(context: CommandContext, earlier: IntentRecord) -> None:
    """Ask whether to start another one; raises `OutcomeUnknownError` unless somebody says yes."""
    question = (
        "The same was asked for before, and whether it was made is not known. Start another one?"
    )
    if context.no_input or not context.out.confirm(question):
        raise OutcomeUnknownError(earlier)


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
            hint="a new UUID does: uuidgen",
            param="idempotency-key",
        )
    return given
