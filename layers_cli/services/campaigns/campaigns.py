"""Finds campaigns by their names, and says how far one has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers_cli.campaigns.errors import NoCampaignError, PlanError
from layers_cli.campaigns.plan_file import Plan, read_plan
from layers_cli.campaigns.progress import RowEvent
from layers_cli.campaigns.records import Campaign, RowState
from layers_cli.campaigns.results_file import is_results
from layers_cli.campaigns.shards import Shard
from layers_cli.campaigns.store import REPLACED, CampaignCounts, CampaignStore
from layers_cli.context.context import CommandContext
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.file_names import find_named, printable
from layers_cli.formats.read_errors import why_unreadable
from layers_cli.inputs.places import check_no_source, check_redrawn, unnamable, unwritable
from layers_cli.services.campaigns.stores import is_shared

_LEFT = (RowState.QUEUED, RowState.HELD, RowState.UNKNOWN, RowState.SENDING)
_ENDED = frozenset({"completed", "failed", "canceled", REPLACED})


@dataclass(frozen=True)
class CampaignReport:
    """How far *campaign* has come; *failures* are rows that did not go well in this run.

    *error* is what ended the run early, *results* the file that was drawn. A run that *waited* was
    to see the end of all containers.
    """

    campaign: Campaign
    counts: CampaignCounts
    results: str | None = None
    failures: Sequence[RowEvent] = ()
    error: CommandError | None = None
    waited: bool = False

    @property
    def rows(self) -> int:
        """Return the number of rows in the sheet, as far as they can be asked for."""
        return sum(self.counts.rows.values())

    @property
    def left(self) -> int:
        """Return the number of rows that are still to be asked for, or to be found out about."""
        return sum(self.counts.rows.get(state, 0) for state in _LEFT)

    @property
    def made(self) -> int:
        """Return the number of containers that have not ended, as far as anybody has looked."""
        found = self.counts.containers.items()
        return sum(count for status, count in found if status not in _ENDED)

    @property
    def exit_code(self) -> ExitCode:
        """Return how a run ends that leaves the campaign like this."""
        if self.error is not None:
            return self.error.exit_code
        rows, containers = self.counts.rows, self.counts.containers
        wrong = rows.get(RowState.REFUSED, 0) + rows.get(RowState.INVALID, 0)
        if wrong or containers.get("failed") or containers.get("canceled"):
            return ExitCode.PARTIAL
        if rows.get(RowState.UNKNOWN, 0):
            return ExitCode.TEMPORARY
        return ExitCode.PENDING if self.left or (self.waited and self.made) else ExitCode.OK

    @property
    def data(self) -> Mapping[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        campaign = self.campaign
        return {
            "campaign": campaign.name,
            "server": campaign.server,
            "sheet": campaign.sheet,
            "paused": campaign.paused,
            "rows": {str(state): count for state, count in self.counts.rows.items()},
            "containers": dict(self.counts.containers),
            "creditsAccepted": self.counts.credits_accepted,
            "creditsLeft": self.counts.credits_left,
            "maxCredits": campaign.max_credits,
            "results": self.results or campaign.results,
        }


def find(context: CommandContext, store: CampaignStore, given: str | None) -> Campaign:
    """Return the campaign *given* by its name or its plan; the only one, if none is given.

    Raises `UsageError` for a choice, `CommandError` where there is none of that name.
    """
    known = store.campaigns()
    for each in reversed(known):
        note_seen(context, each)
    if given is None and len(known) != 1:
        names = ", ".join(each.name for each in known[:5])
        raise UsageError(
            f"Several campaigns are here: {names}" if known else "There is no campaign yet",
            hint=f"name one: {command_line('campaign', 'status', known[0].name)}"
            if known
            else "plan a sheet: layers campaign plan hooks.csv",
            param="NAME",
        )
    if given is None:
        return known[0]
    by_name = {each.name: each for each in known}
    if given.endswith(".jsonl") and given not in by_name:
        given = whole_plan(context, given).header.campaign
    if given not in by_name:
        raise none_of(given)
    return by_name[given]


def way_on(context: CommandContext, report: CampaignReport) -> str:
    """Return what has the rows go on that are left: workers, where they are in a shared database.

    A paused campaign, and rows that are held, have to be resumed.
    """
    rows = report.counts.rows
    waiting = rows.get(RowState.QUEUED, 0) + rows.get(RowState.SENDING, 0)
    if is_shared(context) and waiting and report.campaign.paused is None:
        return f"workers ask for its rows: {context.command_line('campaign', 'worker')}"
    return f"to go on: {context.command_line('campaign', 'resume', report.campaign.name)}"


def note_seen(context: CommandContext, campaign: Campaign) -> None:
    """Remember the name of *campaign* for completion in shells."""
    context.seen.note("Campaign", {"name": campaign.name, "sheet": campaign.sheet})


def none_of(name: str) -> CommandError:
    """Return the error for a campaign that is not recorded."""
    return CommandError(
        str(NoCampaignError(name)),
        code="cli_no_campaign",
        exit_code=ExitCode.NOT_FOUND,
        hint="apply its plan first: layers campaign apply PLAN",
        submitted="no",
    )


def whole_plan(context: CommandContext, given: str) -> Plan:
    """Return the plan in the file *given*; raises `UsageError` for one that is not whole."""
    if given == "-":
        raise UsageError(
            "A plan is a file: its results are beside it, and it is applied again after a crash",
            hint="save it first: cat > hooks.plan.jsonl",
            param="PLAN",
        )
    path = find_named(context.cwd / given)
    try:
        return read_plan(path)
    except (PlanError, OSError) as exc:
        said = exc if isinstance(exc, PlanError) else why_unreadable(exc, path)
        raise UsageError(
            f"{printable(given)} {said}",
            hint="plan the sheet again: layers campaign plan SHEET",
            param="PLAN",
        ) from exc


def shard_of(given: str | None) -> Shard | None:
    """Return the shard *given* as 3/8; raises `UsageError` for what is none."""
    try:
        return None if given is None else Shard.parse(given)
    except ValueError as exc:
        reason = str(exc)
        raise UsageError(
            f"{reason[0].upper()}{reason[1:]}",
            hint="write it as --shard 3/8: the third of eight",
            param="shard",
        ) from exc


def results_path(context: CommandContext, given: str | None, plan: str, shard: Shard | None) -> str:
    """Return where the results go: the file *given*, or one beside the *plan*, and of *shard*."""
    beside = find_named(context.cwd / plan)
    if given is not None:
        return str(checked_results(context.cwd / given, param="results", sources=[beside]))
    name = beside.name.removesuffix(".jsonl").removesuffix(".plan")
    path = beside.with_name(f"{name}.results{shard.ending if shard else ''}.csv")
    return str(checked_results(path, param="results", is_ours=True))


def checked_results(
    path: Path, *, param: str, sources: Sequence[Path] = (), is_ours: bool = False
) -> Path:
    """Return the *path* that results are to be drawn to, before anything is paid.

    A file that is no results file is not replaced, unless its name *is_ours*; nor is one of
    *sources*. Raises `UsageError`.
    """
    why = unnamable(path) or unwritable(path.parent)
    if why is None and not path.parent.is_dir():
        why = f"there is no folder {path.parent}"
    if why is not None or path.name == "-":
        raise UsageError(
            f"The results cannot be written to {printable(path)}: {why or 'they are a file'}",
            hint=f"choose a file in a folder that exists: --{param} FILE",
            param=param,
        )
    check_no_source(path, sources, param=param)
    check_redrawn(path, is_ours=(lambda _: True) if is_ours else is_results, param=param)
    return path.absolute()


def report_of(store: CampaignStore, name: str, **more: Any) -> CampaignReport:
    """Return how far the campaign *name* has come."""
    campaign = next(each for each in store.campaigns() if each.name == name)
    return CampaignReport(campaign, store.counts(name), **more)
