"""Plans as `campaign plan` writes them, for tests of what comes after it."""

from collections.abc import Iterable
from pathlib import Path

from layers_cli.campaigns.keys import content_digest, idempotency_key
from layers_cli.campaigns.plan_file import PlanHeader, write_plan
from layers_cli.campaigns.records import CellProblem, PlannedRow, RowAction
from layers_cli.ledger.records import key_fingerprint

PRICE = 50.0
INVALID = PlannedRow(
    *(99, 99, "odd", RowAction.INVALID, ("odd", "")),
    problems=(CellProblem("hook", "is empty", "write it"),),
)


def planned(
    project: str, number: int, *, name: str = "hooks", variants: int = 1, influencer: str = ""
) -> PlannedRow:
    """Return the row of the sheet that asks for `hook NUMBER`."""
    hook = f"{name}: hook {number}"
    body = {"format": "slideshow-builder", "hook": hook, "variants": variants}
    body |= {"influencer": influencer} if influencer else {}
    label = f"r{number}"
    key = idempotency_key(name, label, content_digest(project, body), 1)
    cells = (label, hook)
    return PlannedRow(
        *(number + 2, number + 2, label, RowAction.CREATE, cells, key, 1),
        *(project, body, PRICE * variants),
    )


def write(
    path: Path,
    rows: Iterable[PlannedRow],
    *,
    api_key: str,
    server: str = "127.0.0.1",
    name: str = "hooks",
) -> Path:
    """Write a plan of *rows* for the account of *api_key*."""
    header = PlanHeader(name, f"{name}.csv", ("key", "hook"), server, key_fingerprint(api_key))
    with path.open("wb") as file:
        write_plan(file, header, rows)
    return path
