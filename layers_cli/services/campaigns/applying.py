"""Applies plans: agrees on the price, records the rows, asks for them, draws the results."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from layers_cli.api.errors import ApiError
from layers_cli.api.retries import RateBudget
from layers_cli.campaigns.errors import CampaignLimitError
from layers_cli.campaigns.plan_file import Plan
from layers_cli.campaigns.progress import RowEvent
from layers_cli.campaigns.records import Campaign, PlannedRow, RowRecord, RowState
from layers_cli.campaigns.shards import Shard
from layers_cli.campaigns.store import CampaignStore
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.reporting import brief, describe
from layers_cli.ledger.campaigns.store import LedgerCampaigns
from layers_cli.ledger.errors import LedgerError, OutcomeUnknownError
from layers_cli.ledger.records import BillableCommand
from layers_cli.render.formatters import amount
from layers_cli.render.text import counted
from layers_cli.services import consent
from layers_cli.services.campaigns.asking import Asking, is_of_account
from layers_cli.services.campaigns.campaigns import CampaignReport, note_seen, report_of
from layers_cli.services.campaigns.results import ResultsDrawing
from layers_cli.services.campaigns.spending import SpendingGuard, check_prices, held_error

_NOTED_AT_ONCE = 64  # rows
_MOST_FAILURES = 20  # that a report names


@dataclass(frozen=True)
class ApplyOptions:
    """How rows are asked for: *concurrency* at once, *per_minute* at most.

    *limit* is how many rows are asked for this time, *max_credits* the most that all of the
    campaign may cost, *max_failures* how many refused rows stop it. *agreed* is a yes beforehand.
    Rows beyond *shard*, if one is given, are left to other jobs.
    """

    concurrency: int
    per_minute: float | None = None
    limit: int | None = None
    max_credits: float | None = None
    max_failures: int | None = None
    agreed: bool = False
    shard: Shard | None = None

    def is_asked(self, row: PlannedRow) -> bool:
        """Whether *row* is for this job to ask for, if it is asked for at all."""
        return self.shard is None or self.shard.has(row)


def apply(
    context: CommandContext,
    store: CampaignStore,
    plan: Plan,
    options: ApplyOptions,
    *,
    results: str,
) -> CampaignReport:
    """Record the rows of *plan* and ask for those that nobody has asked for.

    Raises `UsageError` for a plan of another account, `CommandError` where nobody agrees, for a
    campaign that is paused, and for rows that cost more than they may; nothing is recorded then.
    """
    _check_account(context, plan)
    header = plan.header
    known = next((each for each in store.campaigns() if each.name == header.campaign), None)
    if known is not None and known.paused is not None:
        raise _is_paused(context, known)
    check_prices(context, header.prices)
    _agree(context, store, plan, options, is_known=known is not None)
    scope = context.scope
    campaign = Campaign(
        header.campaign,
        scope.server,
        scope.profile,
        scope.credential,
        header.sheet,
        header.columns,
        context.clock(),
        results=results,
    )
    try:
        store.add(
            campaign,
            plan.rows(),
            max_credits=options.max_credits,
            limit=options.limit,
            shard=options.shard,
        )
    except CampaignLimitError as exc:
        raise over_limit(exc) from exc
    note_seen(context, campaign)
    return go_on(context, store, campaign.name, options)


def _check_account(context: CommandContext, plan: Plan) -> None:
    here, header = context.scope, plan.header
    if header.server != here.server:
        raise UsageError(
            f"The plan is for {header.server}, and this is {here.server}",
            hint="choose its server with --base-url or --sandbox, or plan the sheet again",
            param="PLAN",
        )
    if header.credential != here.credential:
        raise UsageError(
            "The plan was made with another API key",
            hint="plan the sheet again with this key: layers campaign plan SHEET",
            param="PLAN",
        )


def _is_paused(context: CommandContext, campaign: Campaign) -> CommandError:
    return CommandError(
        f"The campaign {campaign.name} is paused: {campaign.paused}",
        code="cli_paused",
        exit_code=ExitCode.DECLINED,
        hint=f"go on with it: {context.command_line('campaign', 'resume', campaign.name)}",
        submitted="no",
        safe_to_retry=True,
    )


def _agree(
    context: CommandContext,
    store: CampaignStore,
    plan: Plan,
    options: ApplyOptions,
    *,
    is_known: bool,
) -> None:
    """Ask whether the rows of *plan* that are not paid for may be, unless that is agreed."""
    if options.agreed:
        return
    paid = {each.key for each in store.applied(plan.header.campaign)} if is_known else set()
    mine = filter(options.is_asked, plan.rows())
    fresh = [row for row in mine if row.is_asked_for and row.key not in paid]
    fresh = fresh[: options.limit]
    if fresh:
        total = sum(row.credits for row in fresh)
        question = f"Ask for {counted(len(fresh), 'row')}, about {amount(total)} credits?"
        consent.require(context, question, agreed=False)


def over_limit(exc: CampaignLimitError) -> CommandError:
    """Return the error for rows that cost more than *exc* says they may."""
    return CommandError(
        f"The rows cost about {amount(exc.wanted)} credits in all, over --max-credits"
        f" {amount(exc.limit)}",
        code="cli_over_limit",
        exit_code=ExitCode.DECLINED,
        hint="raise --max-credits, or ask for some of the rows: --limit N",
        submitted="no",
        safe_to_retry=True,
        retryable=False,
    )


def let_go(context: CommandContext, store: CampaignStore, name: str) -> None:
    """Let the rows of *name* start again, those that were held too, with this run's API key."""
    if isinstance(store, LedgerCampaigns):
        store.resume(name, credential=context.scope.credential)
    else:
        store.resume(name)


def set_limit(context: CommandContext, store: CampaignStore, name: str, limit: float) -> None:
    """Let the campaign *name* cost *limit* credits; raises `CommandError` if it costs more."""
    try:
        store.limit(name, limit)
    except CampaignLimitError as exc:
        raise over_limit(exc) from exc


def go_on(
    context: CommandContext, store: CampaignStore, name: str, options: ApplyOptions
) -> CampaignReport:
    """Ask for the queued rows of the campaign *name*, and return how far it has come.

    Those in a shared database are left to its workers.
    """
    if isinstance(store, LedgerCampaigns):
        return _Run(context, store, name, options).run()
    return report_of(store, name)


@dataclass
class _Run:
    """One run over the rows that are left."""

    context: CommandContext
    store: LedgerCampaigns
    name: str
    options: ApplyOptions
    failures: list[RowEvent] = field(default_factory=list)
    accepted: int = 0
    refused: int = 0
    _said: list[RowRecord] = field(default_factory=list)

    def run(self) -> CampaignReport:
        """Do it."""
        report = report_of(self.store, self.name)
        resume = self.context.command_line("campaign", "resume", self.name)
        self.context.run_state.begin(BillableCommand(f"campaign {self.name}"), recovery=resume)
        drawing = ResultsDrawing(self.context, self.store, report.campaign)
        with self.context.feedback.asking(report.counts) as display:
            budget = RateBudget(
                self.options.per_minute, pause=self.context.pause, on_limited=display.limited
            )
            limit = report.campaign.max_credits
            guard = SpendingGuard(self.context, self.store, self.name, limit)
            asking = Asking(
                *(self.context, self.name, budget, self.options.concurrency),
                is_paused=lambda now: self._is_paused() or self._overspends(guard, asking, now=now),
                room=None if limit is None else limit - report.counts.credits_accepted,
                most_refused=self.options.max_failures,
            )
            queued = self.store.rows(self.name, (RowState.QUEUED, RowState.UNKNOWN))
            left = (each for each in queued if self.options.is_asked(each.row))
            if report.left:
                self.context.run_state.recorded()
            for event in self._noted(asking.rows(left) if report.left else iter(()), asking):
                display.row(event)
                self._take(event, asking)
                drawing.draw_if_due()
        if asking.error is None:
            self._look_for(asking.aged, asking)
        self.context.run_state.settled()
        self._tell(asking)
        error = self._error(asking)
        drawing.draw()
        drawn = str(drawing.drawn) if drawing.drawn else None
        return report_of(self.store, self.name, results=drawn, failures=self.failures, error=error)

    def _is_paused(self) -> bool:
        known = self.store.campaigns()
        return all(each.paused is not None for each in known if each.name == self.name)

    def _overspends(self, guard: SpendingGuard, asking: Asking, *, now: bool) -> bool:
        if (reason := guard.reason(now=now)) is not None:
            self._pause(reason)
            asking.stop(held_error(self.context, self.name, reason))
        return reason is not None

    def _noted(self, events: Iterator[RowEvent], asking: Asking) -> Iterator[RowEvent]:
        """Pass *events* on; what the answers said is written some at a time."""
        try:
            for event in events:
                self._said.append(
                    RowRecord(
                        event.row,
                        event.state,
                        message=event.message,
                        fix=event.fix,
                        request_id=event.request_id,
                    )
                )
                if len(self._said) >= _NOTED_AT_ONCE:
                    self._flush(asking)
                yield event
        finally:
            self._flush(asking)

    def _flush(self, asking: Asking) -> None:
        try:
            self.store.noted(self.name, self._said)
        except LedgerError as exc:  # what came of the rows stands in the ledger or was warned of
            asking.stop_for(exc)
        self._said.clear()

    def _take(self, event: RowEvent, asking: Asking) -> None:
        self.accepted += event.state is RowState.ACCEPTED
        if event.message:
            self.failures = [*self.failures, event][-_MOST_FAILURES:]
        self.refused += event.state is RowState.REFUSED
        error, most = asking.error, self.options.max_failures
        if error is not None and is_of_account(error):
            self._pause(describe(error).problem.message)
        elif most is not None and self.refused >= most and error is None:
            asking.stop(_too_many(self.context, self.name, self.refused))
            self._pause(f"{counted(self.refused, 'row')} were refused (--max-failures)")

    def _pause(self, reason: str) -> None:
        if not self._is_paused():
            self.store.pause(self.name, reason)

    def _look_for(self, aged: list[Any], asking: Asking) -> None:
        """Find out about requests that are too old to be sent again without looking."""
        if not aged:
            return
        from layers_cli.services.jobs.outcome import find_outcome  # spares most runs pydantic

        for record in aged:
            try:
                find_outcome(self.context, record, force_new=False)
            except OutcomeUnknownError as exc:
                self.context.feedback.warn(f"{record.key}: {exc}; {exc.resume}")
            except CommandError as exc:  # this row's alone: the others go on
                self.context.feedback.warn(f"{record.key}: {exc}")
            except ApiError as exc:
                asking.error = exc
                return

    def _tell(self, asking: Asking) -> None:
        if asking.busy:
            self.context.feedback.note(
                f"{counted(asking.busy, 'row')} are being asked for by another process, or were"
                " canceled meanwhile"
            )

    def _error(self, asking: Asking) -> CommandError | None:
        """Return what ended the run early, with the way on."""
        error = asking.error
        if error is None or isinstance(error, CommandError):
            return error
        report = describe(error, key_origin=self.context.key_origin, program=self.context.program)
        paused = is_of_account(error)
        again = self.context.command_line("campaign", "resume", self.name)
        own = report.problem.hint if paused or isinstance(error, LedgerError) else None
        hint = f"{own}; then: " if own else "go on later: "
        ended = CommandError(
            f"{brief(report.problem)}. "
            + ("The campaign is paused" if paused else "No further row was asked for"),
            code=report.problem.code,
            exit_code=report.code,
        )
        ended.problem = report.problem._replace(
            message=str(ended),
            server_said=None,
            hint=f"{hint}{again}",
            resume=again,
            submitted="yes" if self.accepted else report.problem.submitted,
            safe_to_retry=True,
        )
        return ended


def _too_many(context: CommandContext, name: str, count: int) -> CommandError:
    return CommandError(
        f"{counted(count, 'row')} were refused, as many as --max-failures allows; the campaign is"
        " paused",
        code="cli_max_failures",
        exit_code=ExitCode.PARTIAL,
        hint=f"look at them: {context.command_line('campaign', 'report', name)}; then: "
        + context.command_line("campaign", "resume", name),
    )
