"""Compares the rows of a sheet with each other, and with what was asked for before."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from layers_cli.campaigns.keys import content_digest, idempotency_key, name_of
from layers_cli.campaigns.records import CellProblem, PlannedRow, RowAction
from layers_cli.campaigns.row_checks import RowContent
from layers_cli.campaigns.store import AppliedRow


class _Take(NamedTuple):
    """What is kept of an applied row: there may be 100,000."""

    digest: str
    take: int
    key: str
    containers: tuple[str, ...]


class Comparison:
    """Says of each row of the campaign named *campaign* what a plan does with it.

    *applied* are the newest takes that were asked for. What is left of them in the end is
    `removed`: rows that the sheet no longer has.
    """

    def __init__(self, campaign: str, applied: Iterable[AppliedRow]) -> None:
        self.campaign = campaign
        self._before = {
            each.name: _Take(each.digest, each.take, each.key, each.container_ids)
            for each in applied
        }
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
        row = PlannedRow(
            number=number,
            line=line,
            name=content.name or name_of(digest),
            action=RowAction.INVALID,
            cells=cells,
            project=content.project,
            body=content.body,
            credits=credits_,
        )
        return self._judged(row, content, digest)

    def _judged(self, row: PlannedRow, content: RowContent, digest: str) -> PlannedRow:
        first = self._first(row)
        before = self._before.pop(row.name, None) if first is None else None
        if content.problems:
            return _with(row, RowAction.INVALID, problems=content.problems)
        if first is not None:
            return _with(row, RowAction.DUPLICATE, problems=(_twice(content, first),))
        if before is None:
            return self._asked(row, digest, RowAction.CREATE, 1)
        if before.digest == digest:
            return _with(
                row,
                RowAction.DONE,
                key=before.key,
                take=before.take,
            )
        return self._asked(row, digest, RowAction.CHANGED, before.take + 1, before.containers)

    def _asked(
        self,
        row: PlannedRow,
        digest: str,
        action: RowAction,
        take: int,
        replaces: tuple[str, ...] = (),
    ) -> PlannedRow:
        key = idempotency_key(self.campaign, row.name, digest, take)
        return _with(row, action, key=key, take=take, replaces=replaces)

    def _first(self, row: PlannedRow) -> int | None:
        """Return the number of an earlier row with this one's name, None for the first."""
        mark = blake2b(row.name.encode("utf-8", "backslashreplace"), digest_size=12).digest()
        number = self._numbers.setdefault(mark, row.number)
        return None if number == row.number else number


def _twice(content: RowContent, first: int) -> CellProblem:
    if content.name:
        return CellProblem("key", f"is the key of row {first}, too", "give it another key")
    return CellProblem(
        "hook", f"asks for the same as row {first}", "delete it, or use more variants"
    )


def _with(row: PlannedRow, action: RowAction, **more: object) -> PlannedRow:
    return PlannedRow(**{**row.__dict__, "action": action, **more})
