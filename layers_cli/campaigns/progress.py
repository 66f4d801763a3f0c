"""What is told of a campaign while its rows are asked for."""

from dataclasses import dataclass

from layers_cli.campaigns.records import PlannedRow, RowState


@dataclass(frozen=True)
class RowEvent:
    """What came of asking for *row*; *message* and *fix* say why it did not go well."""

    row: PlannedRow
    state: RowState
    job_id: str | None = None
    container_ids: tuple[str, ...] = ()
    status: int | None = None
    code: str | None = None
    message: str | None = None
    fix: str | None = None
    request_id: str | None = None
