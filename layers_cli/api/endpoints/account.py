"""The account's methods: who the key belongs to, and its credits (api-rest 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from layers_cli.api.endpoints.calls import SMALLER_PAGE, Calls
from layers_cli.api.endpoints.lists import PageResponse
from layers_cli.api.responses import ApiResponse

if TYPE_CHECKING:
    from layers_cli.api import models  # loads pydantic, which `--json` does without
    from layers_cli.api.endpoints.models import CreditEvent


class AccountCalls(Calls):
    """`/v1/whoami` and `/v1/credits`."""

    def whoami(self) -> ApiResponse[models.Identity]:
        """Read who the key belongs to."""
        return self._call("GET", "/v1/whoami", shape="Identity")

    def get_credits(self) -> ApiResponse[models.Credits]:
        """Read what can still be spent, and what a format is estimated to cost."""
        return self._call("GET", "/v1/credits", shape="Credits")

    def list_credit_events(
        self, filters: Mapping[str, Any], *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[PageResponse[CreditEvent]]:
        """Read what was spent, granted and given back page by page, newest first.

        *filters* are `projectId`, `eventType`, `since` and `until`.
        """
        return self._pages(
            "/v1/credits/events",
            "CreditEvent",
            filters,
            limit=limit,
            cursor=cursor,
            largest=SMALLER_PAGE,
        )
