"""Models of the JSON that the commands of campaigns print; see `output_models.models`."""

from layers_cli.api.models import Model


class WrittenSheetOutput(Model):
    """The example sheet that was written."""

    path: str
    rows: int


class RowProblemOutput(Model):
    """What is wrong in a row of a sheet; `line` is that of a file of text, null for a workbook."""

    row: int
    line: int | None
    column: str
    reason: str
    fix: str


class SheetReportOutput(Model):
    """What `campaign lint` found; the lists have the first 1,000 of what the counts say."""

    sheet: str
    rows: int
    valid: int
    problems: list[RowProblemOutput]
    problem_count: int
    warnings: list[RowProblemOutput]
    warning_count: int


class PlanReportOutput(SheetReportOutput):
    """What a plan will do; amounts are credits, null where the API does not say.

    `plan` is null where no row can go, and nothing was written. `leastSeconds` is how long asking
    takes at the rate of the key's tier.
    """

    campaign: str
    plan: str | None
    new: int
    changed: int
    done: int
    removed: int
    invalid: int
    duplicate: int
    removed_names: list[str]
    estimated_credits: float | None
    credits_by_format: dict[str, float | None]
    available: float | None
    balance: float | None
    is_covered: bool | None
    rate_limit_tier: str | None
    least_seconds: float | None
    not_checked: list[str]
