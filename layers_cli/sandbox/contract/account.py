"""Credit events and keys: query and responses (list-events page; api-keys/kill page)."""

from typing import Literal

from layers_cli.sandbox.contract.model import ListQuery, Page, ResponseBody
from layers_cli.sandbox.contract.queries import Since, Until

EventType = Literal["usage", "refund", "grant", "purchase", "adjustment", "allocation"]


class ListCreditEvents(ListQuery):
    """`GET /v1/credits/events`; a `projectId` drops the events of no project."""

    project_id: str | None = None
    event_type: EventType | None = None
    since: Since | None = None
    until: Until | None = None


class CreditEvent(ResponseBody):
    """One row of the ledger: debits are negative. That `workflowId` is the job's id is ours."""

    event_id: str
    project_id: str | None
    credits: int
    event_type: EventType
    format: str | None
    container_id: str | None
    workflow_id: str | None
    balance_after_prepaid: int
    usage_after_period: int | None
    created_at: str


class CreditEventPage(Page[CreditEvent]):
    """One page of the ledger, newest first."""


class KilledKey(ResponseBody):
    """A key that answers `503 KILL_SWITCH` from now on (ours: no page shows the shape)."""

    id: str
    killed: Literal[True]
    killed_at: str
