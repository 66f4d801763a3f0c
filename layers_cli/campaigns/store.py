"""What a record of campaigns can do, be it this machine's ledger or a shared database."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from layers_cli.campaigns.records import Campaign, PlannedRow, RowRecord, RowState
from layers_cli.campaigns.shards import Shard

UNCOLLECTED = "uncollected"
"""Stands for the status of containers that were made and never looked at since."""
REPLACED = "replaced"
"""Stands for the status of containers that failed, and in whose place others were asked for."""


class AppliedRow(NamedTuple):
    """What was asked for last under a row's *name*: *digest* of its content, *take*, containers."""

    name: str
    digest: str
    take: int
    key: str
    container_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Collected:
    """What a container is like now, as a list route shows it; *files* were saved of it."""

    container_id: str
    status: str
    approval: str | None = None
    preview: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class CampaignCounts:
    """Rows by state, containers by status or one of the words above; credits paid and left."""

    rows: Mapping[RowState, int]
    containers: Mapping[str, int]
    credits_accepted: float
    credits_left: float
    credits_asked: float = 0.0
    """Of all rows that are paid for, or may be: they are being sent, or nobody knows."""


class CampaignStore(Protocol):
    """Campaigns and their rows. Every method raises the store's own error where it is not there."""

    def campaigns(self) -> list[Campaign]:
        """Return all campaigns, newest first."""
        ...

    def applied(self, campaign: str) -> Iterator[AppliedRow]:
        """Yield the newest take of each row that was applied."""
        ...

    def add(
        self,
        campaign: Campaign,
        rows: Iterable[PlannedRow],
        *,
        max_credits: float | None,
        limit: int | None = None,
        shard: Shard | None = None,
    ) -> int:
        """Record all *rows* of a plan in one step, each once however often it is added.

        What is to be asked for is queued, of *shard* alone and no more than *limit* rows; the
        number of those that were not queued before is returned. What an earlier plan queued and
        this one does not have is canceled.

        Raises `CampaignLimitError` if the rows there and the new ones cost more than *max_credits*;
        nothing is recorded then.
        """
        ...

    def rows(self, campaign: str, states: Collection[RowState] = ()) -> Iterator[RowRecord]:
        """Yield the rows in the order of the sheet, those in *states* alone if any are given."""
        ...

    def counts(self, campaign: str) -> CampaignCounts:
        """Count rows and containers."""
        ...

    def pause(self, campaign: str, reason: str) -> None:
        """Let no further row start, on any host."""
        ...

    def resume(self, campaign: str) -> int:
        """Let rows start again, those that were held too; return how many were."""
        ...

    def cancel(self, campaign: str) -> int:
        """Cancel what was not sent; return how many rows that were."""
        ...

    def limit(self, campaign: str, max_credits: float) -> None:
        """Let it all cost *max_credits*; raises `CampaignLimitError` if it costs more."""
        ...

    def retry_failed(self, campaign: str, takes: Iterable[PlannedRow]) -> int:
        """Queue the refused rows again with their keys, and *takes* in place of failed ones.

        Containers that *takes* replace are counted as such from now on.
        """
        ...

    def collected(self, campaign: str, containers: Iterable[Collected]) -> None:
        """Note what became of containers."""
        ...

    def forget(self, campaign: str) -> None:
        """Remove the campaign's rows, hooks included; what was paid for stays counted."""
        ...


class SharedStore(CampaignStore, Protocol):
    """Campaigns that any number of hosts share, whose rows are asked for by workers."""

    def workers(self, campaign: str) -> int:
        """Return how many workers are there to ask for rows of a campaign, on all hosts."""
        ...
