"""From a sheet to a plan: checks every row, asks what is free to ask, and writes the file."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from layers_cli.campaigns.comparison import Comparison
from layers_cli.campaigns.errors import NoCampaignError
from layers_cli.campaigns.plan_file import PlanHeader, write_plan
from layers_cli.campaigns.rates import least_seconds
from layers_cli.campaigns.records import PlannedRow, RowAction
from layers_cli.campaigns.row_checks import RowContent, RowRules
from layers_cli.campaigns.store import AppliedRow
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.whole_files import whole_file
from layers_cli.inputs.places import check_free, check_no_source, unnamable, unwritable
from layers_cli.services.campaigns.account_facts import (
    AccountFacts,
    FactReader,
)
from layers_cli.services.campaigns.reports import PlanReport, SheetReport, Spending
from layers_cli.services.campaigns.sheets import (
    CampaignSheet,
    ReadRow,
    SheetOptions,
    opened,
    rules_of,
)
from layers_cli.services.campaigns.stores import open_store
from layers_cli.services.jobs.budget import price_of

if TYPE_CHECKING:
    from layers_cli.api.models import Credits, Identity

_NOT_CHECKED = (
    "whether the API accepts the words of the hooks",
    "the price: this is the API's own estimate",
)
_MOST_UNREAD = 20
_TOGETHER = 20  # rows that are in memory at a time
_FIT = (RowAction.CREATE, RowAction.CHANGED, RowAction.DONE)


def lint(context: CommandContext, options: SheetOptions) -> SheetReport:
    """Return what is wrong with the rows of a sheet, without asking anybody.

    Raises `UsageError` for a sheet that cannot be read, and for one without rows.
    """
    rules = rules_of(context, options)
    with opened(context, options) as sheet:
        report, comparison = SheetReport(sheet.called), Comparison("", ())
        for read in sheet.rows():
            content = read.checked(rules)
            _tell(report, sheet, _compared(read, content, comparison, 0.0), content)
    return _with_rows(report)


def plan(
    context: CommandContext,
    options: SheetOptions,
    output: str | None,
    *,
    overwrite: bool = False,
) -> PlanReport:
    """Write the plan of a sheet to *output*, by default beside it, and return what it will do.

    Raises `UsageError` for a sheet that cannot be read and a plan that cannot be written,
    `ApiError` where the key is not accepted, and what `open_store` does.
    """
    path = _checked_path(context, options, output, overwrite=overwrite)
    reader = FactReader(context.api)
    with opened(context, options) as sheet:
        rules, account = rules_of(context, options), _account(reader)
        comparison = Comparison(options.campaign, _applied(context, options.campaign))
        planning = _Planning(context, sheet, rules, AccountFacts(reader), account, comparison)
        report = SheetReport(sheet.called)
        header = PlanHeader(
            options.campaign,
            options.sheet.called,
            sheet.columns.header,
            context.scope.server,
            context.scope.credential,
            sheet.reading,
            {name: price for name in rules.formats if (price := account.price(name)) is not None},
            context.clock(),
        )
        written = _write(path, header, planning.rows(report))
    _with_rows(report)
    return planning.report(report, path if written else None, _unread(reader))


def _applied(context: CommandContext, campaign: str) -> Iterator[AppliedRow]:
    """Yield what was applied before, nothing for a campaign that is new."""
    with suppress(NoCampaignError):
        yield from open_store(context).applied(campaign)


@dataclass(frozen=True)
class _Account:
    """What the account can spend, and how fast it may ask."""

    credits: "Credits | None"
    identity: "Identity | None"

    def price(self, format_: str) -> float | None:
        """Return what one container costs, None where nobody says."""
        return None if self.credits is None else price_of(self.credits, format_)


def _account(reader: FactReader) -> _Account:
    return _Account(
        reader.read("prices and balance", lambda: reader.api.get_credits().model),
        reader.read("the rate of the key", lambda: reader.api.whoami().model),
    )


class _Planning:
    """Plans the rows of an open *sheet*, a few at a time, and adds up what they come to."""

    def __init__(
        self,
        context: CommandContext,
        sheet: CampaignSheet,
        rules: RowRules,
        facts: AccountFacts,
        account: _Account,
        comparison: Comparison,
    ) -> None:
        self._context = context
        self._sheet = sheet
        self._rules = rules
        self._facts = facts
        self._account = account
        self._comparison = comparison
        self._spending = Spending({name: account.price(name) for name in rules.formats})

    def rows(self, report: SheetReport) -> Iterator[PlannedRow]:
        """Yield the rows of the plan; *report* hears of each."""
        rows = self._sheet.rows()
        while some := list(islice(rows, _TOGETHER)):
            self._look_up(some)
            for read in some:
                yield self._planned(read, report)

    def _look_up(self, rows: Iterable[ReadRow]) -> None:
        """Read the projects that *rows* name, all at once if there are many."""
        names = dict.fromkeys(read.project for read in rows if not read.row.problem)
        if "" in names and not self._rules.project:
            self._rules = replace(self._rules, project=self._context.project)
        self._facts.look_up(name or self._rules.project for name in names)

    def _planned(self, read: ReadRow, report: SheetReport) -> PlannedRow:
        content = self._checked(read)
        body = content.body
        cost = self._spending.cost(body["format"], body["variants"]) if body else 0.0
        row = _compared(read, content, self._comparison, cost)
        if row.is_asked_for:
            self._spending.add(body, by_format=self._rules.dialect == "per-format")
        _tell(report, self._sheet, row, content)
        return row

    def _checked(self, read: ReadRow) -> RowContent:
        content = read.checked(self._rules)
        if not (found := self._facts.problems(content)):
            return content
        wrong = {each.column for each in content.problems}
        more = [each for each in found if each.column not in wrong]
        return content._replace(problems=(*content.problems, *more))

    def report(
        self,
        found: SheetReport,
        path: Path | None,
        unread: tuple[str, ...],
    ) -> PlanReport:
        """Return what the plan at *path* will do; *unread* is what nobody could say."""
        credits_, identity = self._account.credits, self._account.identity
        tier = identity.rate_limit_tier if identity else None
        seconds = least_seconds(self._spending.calls, tier)
        unknown = () if seconds is not None or identity is None else (_unknown_rate(tier),)
        return PlanReport(
            campaign=self._comparison.campaign,
            found=found,
            path=path,
            removed=tuple(self._comparison.removed),
            credits=self._spending.by_format,
            available=credits_.available if credits_ else None,
            balance=credits_.balance if credits_ else None,
            tier=tier,
            seconds=seconds,
            not_checked=(*unread, *unknown, *_NOT_CHECKED),
        )


def _unknown_rate(tier: str | None) -> str:
    return f"how long it takes: no page says how often a key of the tier `{tier}` may ask"


def _unread(reader: FactReader) -> tuple[str, ...]:
    more = len(reader.unread) - _MOST_UNREAD
    shown = reader.unread[:_MOST_UNREAD]
    return (*shown, f"{more} more that could not be read") if more > 0 else tuple(shown)


def _compared(
    read: ReadRow, content: RowContent, comparison: Comparison, cost: float
) -> PlannedRow:
    row = read.row
    return comparison.planned(row.number, row.line, content, cells=read.cells, credits_=cost)


def _tell(report: SheetReport, sheet: CampaignSheet, row: PlannedRow, content: RowContent) -> None:
    line = None if sheet.sheet.book else row.line
    report.add(row.action)
    report.problems.add(row.number, line, row.problems)
    report.warnings.add(row.number, line, content.warnings)


def _with_rows(report: SheetReport) -> SheetReport:
    if report.rows:
        return report
    raise UsageError(
        f"{report.sheet} has no rows below its first one, which names the columns",
        hint="see an example: layers campaign init",
        param="FILE",
    )


def _checked_path(
    context: CommandContext, options: SheetOptions, output: str | None, *, overwrite: bool
) -> Path:
    """Return where the plan goes; a plan may take the place of an earlier one."""
    if output == "-":
        raise UsageError(
            "A plan is a file: it is checked as a whole before it is applied",
            hint="name one: --output hooks.plan.jsonl",
            param="output",
        )
    folder = context.cwd if options.sheet.name == "-" else (context.cwd / options.sheet.name).parent
    path = context.cwd / output if output else folder / f"{options.campaign}.plan.jsonl"
    if why := unnamable(path) or unwritable(path.parent):
        raise UsageError(
            f"The plan cannot be written to {path}: {why}",
            hint="choose another file: --output FILE",
            param="output",
        )
    if options.sheet.name != "-":
        check_no_source(path, [context.cwd / options.sheet.name], param="output")
    check_free(path, replace=overwrite or _is_plan(path), param="output")
    return path


def _is_plan(path: Path) -> bool:
    """Whether there is a plan at *path*, even one that was cut short or edited."""
    try:
        with path.open("rb") as file:
            return file.read(20).replace(b" ", b"").startswith(b'{"plan":')
    except OSError:
        return False


def _write(path: Path, header: PlanHeader, rows: Iterator[PlannedRow]) -> bool:
    """Write a plan to *path*, all of it or nothing; return whether any row of it can go.

    If none can, nothing is written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with whole_file(path) as file:
            footer = write_plan(file, header, rows)
            if not any(footer.counts.get(action) for action in _FIT):
                raise _NoRowFitsError
    except _NoRowFitsError:
        return False
    return True


class _NoRowFitsError(Exception):
    """A plan would ask for nothing."""
