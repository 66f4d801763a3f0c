"""Compares the rows of a sheet with each other, and with what was asked for before."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from layers_cli.campaigns.keys import content_digest, idempotency_key, name_of
from layers_cli.campaigns.records import CellProblem, PlannedRow, RowAction
from layers_cli.campaigns.row_checks import RowContent
from layers_cli.campaigns.store import AppliedRow


class Comparison:
    """Says of each row of the campaign named *campaign* what a plan does with it.

    *applied* are the newest takes that were asked for. What is left of them in the end is
    `removed`: rows that the sheet no longer has.
    """

    def __init__(self, campaign: str, applied: Iterable[AppliedRow]) -> None:
        self.campaign = campaign
        self._before = {each.name: each for each in applied}
        self._numbers: dict[bytes, int] = {}  # of the rows seen so far, by a short hash of the name

    @property
    def removed(self) -> Sequence[str]:
        """Return the names of applied rows that were not in the sheet."""
        return list(self._before)

    def planned(
        self,
        number: int,
        line: int,
        content: RowContent,
        *,
        cells: tuple[str, ...],
        credits_: float,
    ) -> PlannedRow:
        """Return the row *number*, in the *line* of the file, with what is done with it."""
        digest = content_digest(content.project, content.body)
        name = content.name or name_of(digest)
        first = self._first(name, number)
        before = self._before.pop(name, None) if first is None else None
        action, take, problems = self._judged(content, digest, first, before)
        is_asked = action in (RowAction.CREATE, RowAction.CHANGED)
        key = before.key if before and action is RowAction.DONE else ""
        return PlannedRow(
            number=number,
            line=line,
            name=name,
            action=action,
            cells=cells,
            key=idempotency_key(self.campaign, name, digest, take) if is_asked else key,
            take=take,
            project=content.project,
            body=content.body,
            credits=credits_,
            problems=problems,
            replaces=before.container_ids if before and action is RowAction.CHANGED else (),
        )

    @staticmethod
    def _judged(
        content: RowContent, digest: str, first: int | None, before: AppliedRow | None
    ) -> tuple[RowAction, int, tuple[CellProblem, ...]]:
        """Return what is done with a row, as which take, and why it is not asked for."""
        if content.problems:
            return RowAction.INVALID, 1, content.problems
        if first is not None:
            return RowAction.DUPLICATE, 1, (_twice(content, first),)
        if before is None:
            return RowAction.CREATE, 1, ()
        is_same = before.digest == digest
        action = RowAction.DONE if is_same else RowAction.CHANGED
        return action, before.take + (not is_same), ()

    def _first(self, name: str, number: int) -> int | None:
        """Return the number of an earlier row with this *name*, None for the first."""
        mark = blake2b(name.encode("utf-8", "backslashreplace"), digest_size=12).digest()
        first = self._numbers.setdefault(mark, number)
        return None if first == number else first


def _twice(content: RowContent, first: int) -> CellProblem:
    if content.name:
        return CellProblem("key", f"is the key of row {first}, too", "give it another key")
    return CellProblem(
        "hook", f"asks for the same as row {first}", "delete it, or use more variants"
    )
