"""What `campaign lint` and `campaign plan` found, for people and as JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from layers_cli.campaigns.records import CellProblem, RowAction
from layers_cli.errors.exit_codes import ExitCode

MOST_TOLD = 1000
"""Problems of rows that a report has; a plan has all of them."""


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in a *row* of the sheet, and where that is: a *line* of a file of text."""

    row: int
    line: int | None
    column: str
    reason: str
    fix: str


@dataclass
class RowProblems:
    """The first problems of rows, and how many there are."""

    told: list[RowProblem] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, line: int | None, problems: Iterable[CellProblem]) -> None:
        """Take in the *problems* of a *row*."""
        for each in problems:
            self.count += 1
            if len(self.told) < MOST_TOLD:
                self.told.append(RowProblem(row, line, each.column, each.reason, each.fix))

    @property
    def data(self) -> list[dict[str, Any]]:
        """Return them as JSON says it."""
        return [asdict(each) for each in self.told]


@dataclass
class SheetReport:
    """What the rows of a *sheet* are, by what is done with them, and what is wrong with some."""

    sheet: str
    counts: Counter[RowAction] = field(default_factory=Counter)
    problems: RowProblems = field(default_factory=RowProblems)
    warnings: RowProblems = field(default_factory=RowProblems)

    def add(self, action: RowAction) -> None:
        """Count a row with which *action* is done."""
        self.counts[action] += 1

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return self.counts.total()

    @property
    def valid(self) -> int:
        """Return how many of them can go."""
        return self.rows - self.counts[RowAction.INVALID] - self.counts[RowAction.DUPLICATE]

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        return {
            "sheet": self.sheet,
            "rows": self.rows,
            "valid": self.valid,
            "problems": self.problems.data,
            "problemCount": self.problems.count,
            "warnings": self.warnings.data,
            "warningCount": self.warnings.count,
        }


@dataclass(frozen=True)
class PlanReport:
    """What a plan will do; amounts are credits, None where the API does not say.

    *path* is None where no row can go, and no plan was written. *seconds* is how long asking takes
    at the least, for a key of *tier*. *removed* are names of rows that the sheet no longer has;
    they are only told.
    """

    campaign: str
    found: SheetReport
    path: Path | None
    removed: tuple[str, ...]
    credits: Mapping[str, float | None]
    available: float | None
    balance: float | None
    tier: str | None
    seconds: float | None
    not_checked: tuple[str, ...]

    def count(self, action: RowAction) -> int:
        """Return the number of rows with which that is done."""
        return self.found.counts[action]

    @property
    def cost(self) -> float | None:
        """Return what all rows cost that are asked for."""
        amounts = self.credits.values()
        return None if None in amounts else float(sum(filter(None, amounts)))

    @property
    def is_covered(self) -> bool | None:
        """Whether there is enough to spend; None where the API does not say."""
        if self.cost is None or self.available is None:
            return None
        return self.available >= self.cost

    @property
    def exit_code(self) -> ExitCode:
        """Return how the run ends: 6 if some rows cannot go, 2 if none can."""
        if self.path is None:
            return ExitCode.USAGE
        unfit = self.count(RowAction.INVALID) + self.count(RowAction.DUPLICATE)
        return ExitCode.PARTIAL if unfit else ExitCode.OK

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        return {
            "campaign": self.campaign,
            "plan": None if self.path is None else str(self.path),
            "new": self.count(RowAction.CREATE),
            "changed": self.count(RowAction.CHANGED),
            "done": self.count(RowAction.DONE),
            "removed": len(self.removed),
            "invalid": self.count(RowAction.INVALID),
            "duplicate": self.count(RowAction.DUPLICATE),
            "removedNames": list(self.removed[:MOST_TOLD]),
            "estimatedCredits": self.cost,
            "creditsByFormat": dict(self.credits),
            "available": self.available,
            "balance": self.balance,
            "isCovered": self.is_covered,
            "rateLimitTier": self.tier,
            "leastSeconds": self.seconds,
            "notChecked": list(self.not_checked),
            **self.found.data,
        }


@dataclass
class Spending:
    """Adds up what rows cost by format, at *prices*, and how many calls ask for them."""

    prices: Mapping[str, float | None]
    variants: Counter[str] = field(default_factory=Counter)
    calls: int = 0

    def cost(self, format_: str, variants: int) -> float:
        """Return what a row costs; 0 where nobody says."""
        return (self.prices.get(format_) or 0.0) * variants

    def add(self, body: Mapping[str, Any], *, by_format: bool) -> None:
        """Take in what is asked for; *by_format* routes make one container a call."""
        self.variants[body["format"]] += body["variants"]
        self.calls += body["variants"] if by_format or "influencer" in body else 1

    @property
    def by_format(self) -> dict[str, float | None]:
        """Return the credits by format, None where nobody says."""
        return {
            name: None if (price := self.prices.get(name)) is None else price * count
            for name, count in sorted(self.variants.items())
        }
