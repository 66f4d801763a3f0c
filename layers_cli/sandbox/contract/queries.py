"""Query strings of the lists."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from layers_cli.sandbox.contract.model import ListQuery
from layers_cli.sandbox.core import timestamps


def _moment(text: str) -> int:
    return timestamps.parse_timestamp(text)


def _moment_up(text: str) -> int:
    return timestamps.parse_timestamp(text, round_up=True)


Limit = Annotated[int, Field(ge=1, le=200)]
# Not `date-time`: generated clients write that with an offset, which the API refuses.
_Written = Annotated[str, Field(json_schema_extra={"pattern": timestamps.UTC_PATTERN})]
Since = Annotated[int, BeforeValidator(_moment_up, json_schema_input_type=_Written)]
Until = Annotated[int, BeforeValidator(_moment, json_schema_input_type=_Written)]
Format = Literal["slideshow-builder", "ugc-remix", "video-remix", "slideshow-remix"]
Status = Literal["queued", "processing", "completed", "failed", "canceled"]
ApprovalStatus = Literal["not_required", "pending", "approved", "rejected"]


class ListProjects(ListQuery):
    """`GET /v1/projects` (list-projects page)."""

    limit: Limit = 25
    status: Literal["active", "archived"] | None = None
    search: str | None = None
    customer_external_id: str | None = None


class ListContent(ListQuery):
    """`GET /v1/projects/:id/content`; `approvalStatus` is ours (sandbox-surface 1)."""

    limit: Limit = 25
    status: list[Status] = Field(default=[])
    format: list[Format] = Field(default=[])
    approval_status: list[ApprovalStatus] = Field(default=[])
    creative_type: Literal["generated", "uploaded"] | None = None
    since: Since | None = None
    until: Until | None = None
