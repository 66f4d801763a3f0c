"""The methods of scheduling, publishing and social accounts (api-rest 7.1 and 8).

What goes out to an account cannot be taken back, so schedule and publish are recorded as calls that
cost are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from layers_cli.api.endpoints.calls import SMALLER_PAGE, Calls
from layers_cli.api.endpoints.lists import PageResponse
from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import ApiResponse
from layers_cli.api.session import path_part
from layers_cli.formats.json_text import encoded

if TYPE_CHECKING:
    from layers_cli.api.endpoints import models

Target = Mapping[str, Any]


def schedule_request(
    container_id: str,
    scheduled_for: str,
    targets: Sequence[Target],
    *,
    key: str,
    project: str | None,
) -> PendingRequest:
    """Return the request that schedules a container for an instant in UTC."""
    body = {"scheduledFor": scheduled_for, "targets": list(targets)}
    return _request(container_id, "schedule", body, key=key, project=project)


def publish_request(
    container_id: str, targets: Sequence[Target], *, key: str, project: str | None
) -> PendingRequest:
    """Return the request that publishes a container now."""
    return _request(container_id, "publish", {"targets": list(targets)}, key=key, project=project)


def _request(
    container_id: str, verb: str, body: Mapping[str, Any], *, key: str, project: str | None
) -> PendingRequest:
    path = f"/v1/content/{path_part(container_id)}/{verb}"
    return PendingRequest("POST", path, encoded(body), key, verb, project=project)


class PostingCalls(Calls):
    """`/v1/content/:id/schedule` and `/publish`, `/v1/scheduled-posts`, `/v1/social-accounts`."""

    def schedule(
        self,
        container_id: str,
        scheduled_for: str,
        targets: Sequence[Target],
        *,
        key: str,
        project: str | None = None,
    ) -> ApiResponse[models.ScheduledPosts]:
        """Schedule a container for an instant in UTC; *targets* are named as the API names them."""
        call = schedule_request(container_id, scheduled_for, targets, key=key, project=project)
        return self.post_out(call)

    def publish(
        self,
        container_id: str,
        targets: Sequence[Target],
        *,
        key: str,
        project: str | None = None,
    ) -> ApiResponse[models.ScheduledPosts]:
        """Publish a container now; *targets* are named as the API names them."""
        return self.post_out(publish_request(container_id, targets, key=key, project=project))

    def post_out(self, call: PendingRequest) -> ApiResponse[models.ScheduledPosts]:
        """Send a `schedule_request` or a `publish_request`, which may have been planned."""
        return self._send(call, shape="ScheduledPosts")

    # Posts

    def get_post(self, post_id: str) -> ApiResponse[models.ScheduledPost]:
        """Read one scheduled post."""
        return self._call("GET", _post(post_id), shape="ScheduledPost")

    def list_posts(
        self,
        project_id: str,
        filters: Mapping[str, Any],
        *,
        limit: int | None = None,
        cursor: str | None = None,
        wanted: Callable[[Any], bool] | None = None,
    ) -> Iterator[PageResponse[models.ScheduledPost]]:
        """Read a project's posts page by page, those that go out last first.

        Filters are `status` (a list), `socialAccountId`, `since` and `until`; *wanted* picks rows
        out of the pages.
        """
        return self._pages(
            f"/v1/projects/{path_part(project_id)}/scheduled-posts",
            "ScheduledPost",
            filters,
            limit=limit,
            cursor=cursor,
            largest=SMALLER_PAGE,
            wanted=wanted,
        )

    def reschedule_post(
        self, post_id: str, scheduled_for: str
    ) -> ApiResponse[models.RescheduledPost]:
        """Move a queued post to another instant in UTC."""
        body = {"scheduledFor": scheduled_for}
        return self._call(
            "POST", f"{_post(post_id)}/reschedule", shape="RescheduledPost", body=body
        )

    def cancel_post(
        self, post_id: str, *, reason: str | None = None
    ) -> ApiResponse[models.CanceledPost]:
        """Cancel a post that has not gone out."""
        body = None if reason is None else {"reason": reason}
        return self._call("DELETE", _post(post_id), shape="CanceledPost", body=body)

    # Accounts

    def list_social_accounts(
        self,
        project_id: str,
        *,
        platform: str | None = None,
        status: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[PageResponse[models.SocialAccount]]:
        """Read a project's social accounts page by page, those connected last first."""
        return self._pages(
            f"/v1/projects/{path_part(project_id)}/social-accounts",
            "SocialAccount",
            {"platform": platform, "status": status},
            limit=limit,
            cursor=cursor,
        )

    def authorize_account(
        self, project_id: str, platform: str, *, return_url: str | None = None
    ) -> ApiResponse[models.AuthorizationLink]:
        """Return a link with which somebody connects an account; it works for ten minutes.

        *return_url* is where the browser goes then; its host is on the key's allowlist.
        """
        body = {"platform": platform} | _returning(return_url)
        path = f"/v1/projects/{path_part(project_id)}/social/oauth-url"
        return self._call("POST", path, shape="AuthorizationLink", body=body)

    def reauthorize_account(
        self, project_id: str, account_id: str, *, return_url: str | None = None
    ) -> ApiResponse[models.AuthorizationLink]:
        """Return a link with which an account is authorized again; it keeps its id.

        The end of the path is not public: it is the sandbox's.
        """
        accounts = f"/v1/projects/{path_part(project_id)}/social-accounts"
        path = f"{accounts}/{path_part(account_id)}/reauth-url"
        return self._call("POST", path, shape="AuthorizationLink", body=_returning(return_url))

    def get_authorization(self, state: str) -> ApiResponse[models.AuthorizationStatus]:
        """Read whether the link with this *state* was used."""
        path = f"/v1/social/oauth-status/{path_part(state)}"
        return self._call("GET", path, shape="AuthorizationStatus")

    def list_tiktok_music(self) -> ApiResponse[models.Tracks]:
        """Read the music for pictures on TikTok, what most people use first."""
        return self._call("GET", "/v1/tiktok-music", shape="Tracks")

    def disconnect_account(self, account_id: str) -> ApiResponse[models.DisconnectedAccount]:
        """Disconnect an account; its scheduled posts are canceled."""
        path = f"/v1/social-accounts/{path_part(account_id)}"
        return self._call("DELETE", path, shape="DisconnectedAccount")


def _returning(url: str | None) -> dict[str, str]:
    return {} if url is None else {"returnUrl": url}


def _post(post_id: str) -> str:
    return f"/v1/scheduled-posts/{path_part(post_id)}"
