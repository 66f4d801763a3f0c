"""The methods of influencers (api-rest 6.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from layers_cli.api.endpoints.calls import SMALLER_PAGE, Calls
from layers_cli.api.endpoints.lists import PageResponse
from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import ApiResponse
from layers_cli.api.session import path_part
from layers_cli.formats.json_text import encoded

if TYPE_CHECKING:
    from layers_cli.api.endpoints.models import DeletedInfluencer, Influencer
    from layers_cli.api.models import Job


class InfluencerCalls(Calls):
    """`/v1/projects/:id/influencers` and `/v1/influencers/:id`."""

    def list_influencers(
        self,
        project_id: str,
        *,
        status: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[PageResponse[Influencer]]:
        """Read a project's influencers page by page, newest first."""
        return self._pages(
            f"/v1/projects/{path_part(project_id)}/influencers",
            "Influencer",
            {"status": status},
            limit=limit,
            cursor=cursor,
            largest=SMALLER_PAGE,
        )

    def get_influencer(self, influencer_id: str) -> ApiResponse[Influencer]:
        """Read one influencer."""
        return self._call("GET", _path(influencer_id), shape="Influencer")

    def create_influencer(
        self, project_id: str, fields: Mapping[str, Any], *, key: str
    ) -> ApiResponse[Job]:
        """Start making an influencer from *fields*, named as the API names them."""
        path = f"/v1/projects/{path_part(project_id)}/influencers"
        return self._start(path, fields, key=key, project=project_id)

    def clone_influencer(
        self, influencer_id: str, fields: Mapping[str, Any], *, key: str
    ) -> ApiResponse[Job]:
        """Start making another influencer from one; *fields* are `name` and `overrides`."""
        return self._start(f"{_path(influencer_id)}/clone", fields, key=key)

    def update_influencer(
        self, influencer_id: str, fields: Mapping[str, Any]
    ) -> ApiResponse[Influencer]:
        """Change the given fields of an influencer; a None value clears its field."""
        return self._call("PATCH", _path(influencer_id), shape="Influencer", body=fields)

    def delete_influencer(
        self, influencer_id: str, *, reason: str | None = None
    ) -> ApiResponse[DeletedInfluencer]:
        """Delete an influencer for good; content made with it stays."""
        body = None if reason is None else {"reason": reason}
        return self._call("DELETE", _path(influencer_id), shape="DeletedInfluencer", body=body)

    def _start(
        self, path: str, fields: Mapping[str, Any], *, key: str, project: str | None = None
    ) -> ApiResponse[Job]:
        call = PendingRequest("POST", path, encoded(fields), key, "influencer", project)
        return self._send(call, shape="Job")


def _path(influencer_id: str) -> str:
    return f"/v1/influencers/{path_part(influencer_id)}"
