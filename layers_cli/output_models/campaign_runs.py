"""Models of the JSON that the commands of applied campaigns print; see `output_models.models`."""

from layers_cli.api.models import Model


class CampaignReportOutput(Model):
    """How far a campaign has come; `rows` counts by state, `containers` by status.

    Amounts are credits by estimate. `paused` says why it was stopped, null while it is not.
    """

    campaign: str
    server: str
    sheet: str
    paused: str | None
    rows: dict[str, int]
    containers: dict[str, int]
    credits_accepted: float
    credits_left: float
    max_credits: float | None
    results: str | None


class MergedResultsOutput(Model):
    """Results files of shards that were put together in `results`; `rows` counts by state.

    `paidTwice` are keys of rows for which two files have different jobs.
    """

    results: str
    files: list[str]
    rows: dict[str, int]
    paid_twice: list[str]
