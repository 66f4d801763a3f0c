"""Errors of the ledger. Each stops a billable call before it is sent.

* LedgerError           the ledger cannot be opened, read or written
  * NewerError          a newer version of layers wrote it
* OutcomeUnknownError   the call was sent before, and its outcome can no longer be found out
* BudgetError           the local daily budget does not cover the call
"""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # every command knows these errors, few have a ledger
    from layers_cli.ledger.records import IntentRecord


class LedgerError(Exception):
    """The ledger cannot be used; *hint* is the way out."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class NewerError(LedgerError):
    """The file has a schema that this version does not know; it was left as it is."""


class OutcomeUnknownError(Exception):
    """*record* may have been executed, and repeating it may pay twice.

    *resume* is the command that finds out.
    """

    def __init__(self, record: IntentRecord) -> None:
        super().__init__(f"The outcome of the request {record.key} is unknown")
        self.record = record
        self.resume = f"layers jobs resume {quote(record.intent.run)}"


class BudgetError(Exception):
    """*wanted* credits on top of those *spent* in a day are more than the *budget*."""

    def __init__(self, *, spent: float, wanted: float, budget: float) -> None:
        super().__init__(
            f"This costs about {wanted:g} credits; {spent:g} of this machine's daily budget of"
            f" {budget:g} are spent"
        )
        self.spent = spent
        self.wanted = wanted
        self.budget = budget
