"""The sandbox's clock, keys, faults, requests and assertions.

Rows are the JSON of the control API: the sandbox has the version of this package.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.render.formatters import id_cell, plain_cell, present
from layers_cli.render.view_types import Cell, Column, DetailView, Field, Part, TableView

Row = dict[str, Any]


def _mode(model: Row, now: datetime) -> Cell:
    words = {
        "real": "runs at normal speed",
        "frozen": "frozen",
        "scaled": f"runs {model['factor']:g} times as fast",
    }
    return Cell(words[model["mode"]], plain=model["mode"])


clock_panel: DetailView[Row] = DetailView(
    title=lambda model, now: plain_cell("The sandbox's clock"),
    fields=(
        Field("Now", lambda model, now: plain_cell(model["now"])),
        Field("Mode", _mode),
        Field("Factor", lambda model, now: plain_cell(float(model["factor"]))),
    ),
    identity="now",
)


def _state(row: Row, now: datetime) -> Cell:
    if row["killedAt"]:
        return Cell("killed", style="red")
    return Cell("active", style="green")


def _scopes(row: Row, now: datetime) -> Cell:
    return plain_cell(", ".join(row["scopes"]) or "none")


key_table: TableView[Row] = TableView(
    fields=("id", "killedAt", "seeded", "scopes", "organizationId"),
    columns=(
        Column("ID", lambda row, now: id_cell(row["id"])),
        Column("State", _state),
        Column("Seeded", lambda row, now: plain_cell("yes" if row["seeded"] else "no"), drop=1),
        Column("Scopes", _scopes, flexible=True),
        Column("Organization", lambda row, now: id_cell(row["organizationId"]), drop=2),
    ),
)

key_panel: DetailView[Row] = DetailView(
    title=lambda model, now: id_cell(model["id"]),
    fields=(
        Field("State", _state),
        Field("Scopes", _scopes),
        Field("Organization", lambda model, now: id_cell(model["organizationId"])),
        Field("Killed", lambda model, now: present(plain_cell(model["killedAt"]))),
    ),
)


def _matched(row: Row, now: datetime) -> Cell:
    match = row["match"]
    words = [match.get("method"), match.get("path"), match.get("key"), match.get("idempotencyKey")]
    return Cell(" ".join(word for word in words if word) or "every call")


def _rhythm(row: Row, now: datetime) -> Cell:
    if row["times"] is not None:
        return Cell("once" if row["times"] == 1 else f"the first {row['times']}")
    if row["every"] is not None:
        return Cell(f"one in {row['every']}")
    if row["probability"] is not None:
        return Cell(f"{row['probability']:.0%} of them")
    return Cell("always")


def _effect(row: Row, now: datetime) -> Cell:
    effect = row["effect"]
    more = [effect.get(name) for name in ("status", "code", "duration", "count", "share")]
    return Cell(" ".join([effect["type"], *(str(each) for each in more if each is not None)]))


fault_table: TableView[Row] = TableView(
    fields=("name", "match", "times", "every", "probability", "effect", "seen", "fired"),
    columns=(
        Column("Name", lambda row, now: plain_cell(row["name"])),
        Column("Calls", _matched, flexible=True),
        Column("When", _rhythm),
        Column("Effect", _effect),
        Column("Seen", lambda row, now: plain_cell(row["seen"]), right=True, drop=1),
        Column("Fired", lambda row, now: plain_cell(row["fired"]), right=True),
    ),
    identity="name",
    empty="No fault rules",
)


def _status(row: Row, now: datetime) -> Cell:
    if row["status"] is None:
        return Cell("cut", style="red", plain="none")
    style = {"2": "green", "3": "cyan", "4": "yellow", "5": "red"}.get(str(row["status"])[0], "")
    return Cell(str(row["status"]), style=style)


def _target(row: Row, now: datetime) -> Cell:
    return Cell(row["path"] + (f"?{row['query']}" if row["query"] else ""))


request_table: TableView[Row] = TableView(
    fields=("at", "method", "path", "query", "status", "milliseconds", "fault", "requestId"),
    columns=(
        Column("Time", lambda row, now: Cell(row["at"][11:23], "dim", plain=row["at"]), least=12),
        Column("Method", lambda row, now: plain_cell(row["method"]), least=6),
        Column("Path", _target, flexible=True),
        Column("Status", _status, right=True, least=6),
        Column("ms", lambda row, now: plain_cell(row["milliseconds"]), right=True, drop=1, least=8),
        Column("Fault", lambda row, now: plain_cell(row["fault"]), drop=2, least=14),
        Column("Request", lambda row, now: Cell(row["requestId"] or "", whole=True), drop=3),
    ),
    identity="requestId",
    empty="No requests yet",
)


def _outcome(row: Row, now: datetime) -> Cell:
    return Cell("passed", style="green") if row["passed"] else Cell("FAILED", style="red bold")


_finding_table: TableView[Row] = TableView(
    fields=("type", "passed", "message"),
    columns=(
        Column("Assertion", lambda row, now: plain_cell(row["type"])),
        Column("Outcome", _outcome),
        Column("Why", lambda row, now: plain_cell(row["message"]), flexible=True),
    ),
    identity="type",
)


def _verdict(model: Row, now: datetime) -> Cell:
    failed = sum(not finding["passed"] for finding in model["assertions"])
    if not failed:
        return Cell("All assertions hold", style="green")
    return Cell(f"{failed} of {len(model['assertions'])} assertions failed", style="red bold")


def _against(model: Row, now: datetime) -> Sequence[Cell]:
    """Show the evidence of failed assertions, except plain counts."""
    return [
        Cell(dumps(each, ensure_ascii=False))
        for finding in model["assertions"]
        if not finding["passed"] and finding["type"] != "request-count"
        for each in finding["evidence"]
    ]


verdict_panel: DetailView[Row] = DetailView(
    title=_verdict,
    fields=(Field("Evidence", _against),),
    identity="assertions.type",
    part=Part(rows=lambda model: model["assertions"], view=_finding_table, path="assertions"),
)


_project_table: TableView[Row] = TableView(
    fields=("id", "name", "mediaIds", "containerIds"),
    columns=(
        Column("Project", lambda row, now: id_cell(row["id"])),
        Column("Name", lambda row, now: plain_cell(row["name"]), flexible=True),
        Column("Media", lambda row, now: plain_cell(len(row["mediaIds"])), right=True),
        Column("Containers", lambda row, now: plain_cell(len(row["containerIds"])), right=True),
    ),
)

seed_panel: DetailView[Row] = DetailView(
    title=lambda model, now: plain_cell("Seeded"),
    fields=(
        Field("Balance", lambda model, now: plain_cell(float(model["balance"]))),
        Field("Keys", lambda model, now: [id_cell(key["key"]) for key in model["keys"]]),
    ),
    identity="projects.id",
    part=Part(rows=lambda model: model["projects"], view=_project_table, path="projects"),
)
