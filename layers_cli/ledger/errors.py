"""What can go wrong with the ledger. Each stops a call that costs before it is sent.

* LedgerError       it cannot be opened, read or written
  * NewerError      a newer version of layers wrote it
* DoubtError        a call was sent before, and whether it was carried out cannot be told any more
* BudgetError       the local daily budget does not cover the call
"""

from layers_cli.ledger.entries import Entry


class LedgerError(Exception):
    """The ledger cannot be used; *hint* is the way out."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class NewerError(LedgerError):
    """The file has a schema that this version does not know; it was left as it is."""


class DoubtError(Exception):
    """*entry* may have been carried out, and repeating it may pay twice."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"Whether the request {entry.key} was carried out is not known")
        self.entry = entry


class BudgetError(Exception):
    """*wanted* credits on top of those *spent* in a day are more than the *budget*."""

    def __init__(self, *, spent: float, wanted: float, budget: float) -> None:
        super().__init__(
            f"This costs about {wanted:g} credits; {spent:g} of the daily budget of {budget:g}"
            " are spent"
        )
        self.spent = spent
        self.wanted = wanted
        self.budget = budget
