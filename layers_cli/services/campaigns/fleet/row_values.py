"""Rows of campaigns as rows of the table, and back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from psycopg.types.json import Jsonb

from layers_cli.campaigns.keys import digest_of
from layers_cli.campaigns.records import CellProblem, PlannedRow, RowAction, RowRecord, RowState
from layers_cli.campaigns.store import AppliedRow

COLUMNS = (
    *("number", "line", "name", "action", "cells", "key", "take", "project", "body"),
    *("digest", "credits", "problems", "replaces"),
)
# The newest take of each row. Its content is that of the newest take that was no repair: containers
# that failed are made anew without the rest of what the sheet asks for.
APPLIED = """
with taken as (
  select name, take, key, container_ids, digest,
    action = 'create' and jsonb_array_length(replaces) > 0 as is_repair
  from layers.rows where campaign = %s and key <> '' and state = any(%s)
), newest as (select distinct on (name) * from taken order by name, take desc),
contents as (
  select distinct on (name) name, digest from taken where not is_repair
  order by name, take desc
)
select n.name, coalesce(c.digest, n.digest), n.take, n.key, n.container_ids
from newest as n left join contents as c using (name)
"""
_UNASKED = (RowAction.INVALID, RowAction.DUPLICATE)


def values_of(row: PlannedRow) -> tuple[Any, ...]:
    """Return what stands in `COLUMNS` of *row*; what cannot be asked for has no key."""
    return (
        row.number,
        row.line,
        row.name,
        row.action.value,
        Jsonb(list(row.cells)),
        "" if row.action in _UNASKED else row.key,
        row.take,
        row.project,
        Jsonb(dict(row.body)),
        digest_of(row),
        row.credits,
        Jsonb([each.__dict__ for each in row.problems]),
        Jsonb(list(row.replaces)),
    )


def planned(row: Mapping[str, Any]) -> PlannedRow:
    """Return what the plan said of a *row* of the table."""
    return PlannedRow(
        row["number"],
        row["line"],
        row["name"],
        RowAction(row["action"]),
        tuple(row["cells"]),
        row["key"],
        row["take"],
        row["project"],
        row["body"],
        row["credits"],
        tuple(CellProblem(**each) for each in row["problems"]),
        tuple(row["replaces"]),
    )


def applied_of(row: tuple[Any, ...]) -> AppliedRow:
    """Return what a *row* of `APPLIED` tells."""
    name, digest, take, key, container_ids = row
    return AppliedRow(name, digest, take, key, tuple(container_ids))


def record_of(row: Mapping[str, Any]) -> RowRecord:
    """Return a *row* of the table with its `collected` containers as a record."""
    collected = row["collected"] or ()
    return RowRecord(
        planned(row),
        RowState(row["state"]),
        sent_at=row["sent_at"],
        status=row["status"],
        code=row["code"],
        message=row["message"],
        fix=row["fix"],
        request_id=row["request_id"],
        job_id=row["job_id"],
        container_ids=tuple(row["container_ids"]),
        statuses={each["container_id"]: each["status"] for each in collected},
        approvals=dict(_told(collected, "approval")),
        previews=dict(_told(collected, "preview")),
        files=tuple(file for each in collected for file in each["files"]),
    )


def _told(collected: Iterable[Mapping[str, Any]], name: str) -> Iterator[tuple[str, str]]:
    return ((each["container_id"], each[name]) for each in collected if each[name])
