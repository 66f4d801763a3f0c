"""One method per endpoint of the Partner API. Paths and shapes, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import httpx

from layers_cli.api.endpoints.account import AccountCalls
from layers_cli.api.endpoints.calls import ResponseObserver, reply_of
from layers_cli.api.endpoints.influencers import InfluencerCalls
from layers_cli.api.endpoints.lists import PageResponse
from layers_cli.api.endpoints.posting import PostingCalls
from layers_cli.api.endpoints.webhooks import WebhookCalls
from layers_cli.api.intents import IntentRecorder, PendingRequest
from layers_cli.api.responses import ApiResponse, RawResponse
from layers_cli.api.retries import RateBudget, Retries
from layers_cli.api.session import Session, path_part
from layers_cli.api.uploads import (
    UploadFile,
    UploadSlot,
    finalize_request,
    session_request,
    upload_slots,
)
from layers_cli.formats.json_text import encoded

if TYPE_CHECKING:
    from layers_cli.api import models  # loads pydantic, which `--json` does without
    from layers_cli.api.endpoints.models import ArchivedProject, Hooks


class LayersClient(AccountCalls, InfluencerCalls, PostingCalls, WebhookCalls):
    """Talks to one API host with one key; see `Session` for what that promises.

    *observer* is told what the responses hold; of a list, of its first page.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        organization: str | None = None,
        recorder: IntentRecorder | None = None,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
        observer: ResponseObserver | None = None,
        pace: RateBudget | None = None,
    ) -> None:
        session = Session(
            base_url,
            api_key,
            organization=organization,
            recorder=recorder,
            retries=retries,
            transport=transport,
            pace=pace,
        )
        super().__init__(session, observer)

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    # Projects

    def list_projects(
        self, *, limit: int | None = None, cursor: str | None = None, **filters: str | None
    ) -> Iterator[PageResponse[models.Project]]:
        """Read projects page by page; filters are `status`, `search`, `customerExternalId`."""
        return self._pages("/v1/projects", "Project", filters, limit=limit, cursor=cursor)

    def get_project(self, project_id: str) -> ApiResponse[models.Project]:
        """Read one project."""
        return self._call("GET", f"/v1/projects/{path_part(project_id)}", shape="Project")

    def create_project(self, fields: Mapping[str, Any], *, key: str) -> ApiResponse[models.Project]:
        """Create a project from *fields*, named as the API names them."""
        call = PendingRequest("POST", "/v1/projects", encoded(fields), key, "project")
        return self._send(call, shape="Project")

    def update_project(
        self, project_id: str, fields: Mapping[str, Any], *, key: str
    ) -> ApiResponse[models.Project]:
        """Change the given fields of a project; a None value clears its field."""
        path = f"/v1/projects/{path_part(project_id)}"
        call = PendingRequest("PATCH", path, encoded(fields), key, "project", project=project_id)
        return self._send(call, shape="Project")

    def archive_project(self, project_id: str) -> ApiResponse[ArchivedProject]:
        """Archive a project: its running work is canceled; it can be made active again."""
        return self._call(
            "DELETE", f"/v1/projects/{path_part(project_id)}", shape="ArchivedProject"
        )

    def list_hooks(self, project_id: str) -> ApiResponse[Hooks]:
        """Read suggested hooks; other ones each time, and free (api-rest 6.2)."""
        path = f"/v1/projects/{path_part(project_id)}/content/hooks"
        return self._call("GET", path, shape="Hooks")

    def get_review_policy(self, project_id: str) -> ApiResponse[models.ReviewPolicy]:
        """Read which new containers wait for a review (api-core 2.3)."""
        path = f"/v1/projects/{path_part(project_id)}/content-review-policy"
        return self._call("GET", path, shape="ReviewPolicy")

    def set_review_policy(
        self, project_id: str, policy: str, *, first_n: int | None = None
    ) -> ApiResponse[models.ReviewPolicy]:
        """Choose which new containers wait for a review (api-core 2.3)."""
        body = {"policy": policy} | ({} if first_n is None else {"firstN": first_n})
        path = f"/v1/projects/{path_part(project_id)}/content-review-policy"
        return self._call("PATCH", path, shape="ReviewPolicy", body=body)

    # Content

    def plan(
        self, calls: Sequence[PendingRequest], *, instead_of: Sequence[PendingRequest] = ()
    ) -> None:
        """Record *calls* before the first is sent, so that a crash in between loses none."""
        self._session.plan(calls, instead_of=instead_of)

    def withdraw(self, calls: Sequence[PendingRequest]) -> None:
        """Take back planned *calls*; see `IntentRecorder.withdraw`."""
        self._session.withdraw(calls)

    def send_again(self, call: PendingRequest) -> None:
        """Send a recorded request once more; its response goes to the record."""
        self._session.send(call)

    def create_content(self, call: PendingRequest) -> ApiResponse[models.Job]:
        """Start a generation: `generation.content_request` or `generation.format_request`."""
        return self._send(call, shape="Job")

    def upload_urls(
        self, project_id: str, urls: Sequence[str], *, caption: str, key: str
    ) -> ApiResponse[models.Container]:
        """Have the API fetch finished media from *urls* into one container (api-core 3.2)."""
        body = {"media": [{"url": url} for url in urls], "caption": caption}
        path = f"/v1/projects/{path_part(project_id)}/content/upload"
        call = PendingRequest(
            "POST", path, encoded(body), key, "upload", project_id, hook=caption, containers=1
        )
        return self._send(call, shape="Container")

    def reserve_uploads(
        self, project_id: str, files: Sequence[UploadFile], *, grouping: str, key: str, hook: str
    ) -> list[UploadSlot]:
        """Reserve one container for *files* and have a URL signed for each (api-core 3.3)."""
        call = session_request(project_id, files, grouping=grouping, key=key, hook=hook)
        return upload_slots(self._session.send(call), len(files))

    def finalize_upload(
        self, container_id: str, *, caption: str, project_id: str, key: str
    ) -> ApiResponse[models.Container]:
        """Complete a container whose files are all in storage (api-core 3.4)."""
        call = finalize_request(container_id, caption=caption, project=project_id, key=key)
        return self._send(call, shape="Container")

    def set_caption(
        self, container_id: str, text: str, *, key: str
    ) -> ApiResponse[models.Container]:
        """Change the caption of an uploaded container (api-core 3.5)."""
        path = f"/v1/content/{path_part(container_id)}"
        call = PendingRequest("PATCH", path, encoded({"caption": text}), key, "caption")
        return self._send(call, shape="Container")

    def list_content(
        self,
        project_id: str,
        filters: Mapping[str, Any],
        *,
        limit: int | None = None,
        cursor: str | None = None,
        without: Collection[str] = frozenset(),
    ) -> Iterator[PageResponse[models.Container]]:
        """Read a project's containers page by page, newest first (content page, "Listing").

        *filters* are the API's parameters; *limit* counts rows over all pages, None reads to the
        end; *cursor* goes on from an earlier page. `approvalStatus` is not a documented parameter
        (api-core 1.4), so a server may ignore it: rows are held against it here as well. Those with
        an id in *without* are left out.
        """
        path = f"/v1/projects/{path_part(project_id)}/content"
        approval = filters.get("approvalStatus")

        def wanted(row: Any) -> bool:
            values = row if isinstance(row, dict) else {}
            is_alike = approval is None or values.get("approvalStatus") == approval
            return is_alike and values.get("id") not in without

        chosen = wanted if approval is not None or without else None
        return self._pages(path, "Container", filters, limit=limit, cursor=cursor, wanted=chosen)

    def get_content(self, container_id: str) -> ApiResponse[models.Container]:
        """Read one container; what is not generated yet is null."""
        return self._call("GET", f"/v1/content/{path_part(container_id)}", shape="Container")

    def get_progress(
        self, container_id: str, *, retried: bool = True
    ) -> ApiResponse[models.Progress]:
        """Read how far one container is."""
        path = f"/v1/content/{path_part(container_id)}/progress"
        return self._call("GET", path, shape="Progress", retried=retried)

    def approve(self, container_id: str, *, note: str | None = None) -> ApiResponse[models.Review]:
        """Approve a pending container."""
        body = {} if note is None else {"note": note}
        path = f"/v1/content/{path_part(container_id)}/approve"
        return self._call("POST", path, shape="Review", body=body)

    def reject(self, container_id: str, *, reason: str) -> ApiResponse[models.Review]:
        """Reject a pending container for good; it can never be scheduled."""
        path = f"/v1/content/{path_part(container_id)}/reject"
        return self._call("POST", path, shape="Review", body={"reason": reason})

    # App media (api-rest 5.1)

    def list_app_media(
        self, project_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[PageResponse[models.AppMedia]]:
        """Read what a project's content is made from, page by page, newest first."""
        path = f"/v1/projects/{path_part(project_id)}/app-media"
        return self._pages(path, "AppMedia", {}, limit=limit, cursor=cursor)

    def add_app_media(
        self, project_id: str, kind: str, url: str, *, key: str
    ) -> ApiResponse[models.AppMedia]:
        """Have the API fetch *url* into a project's library as a *kind* of app media."""
        path = f"/v1/projects/{path_part(project_id)}/app-media"
        call = PendingRequest(
            "POST", path, encoded({"kind": kind, "url": url}), key, "media", project_id
        )
        return self._send(call, shape="AppMedia")

    def remove_app_media(self, project_id: str, media_id: str) -> ApiResponse[models.DeletedMedia]:
        """Take a file out of a project's library; content made from it stays."""
        path = f"/v1/projects/{path_part(project_id)}/app-media/{path_part(media_id)}"
        return self._call("DELETE", path, shape="DeletedMedia")

    # Jobs

    def get_job(
        self, job_id: str, *, etag: str | None = None, retried: bool = True
    ) -> ApiResponse[models.Job] | None:
        """Read a job's state; None if it has not advanced since the response with that *etag*."""
        headers = {"If-None-Match": etag} if etag else None
        path = f"/v1/jobs/{path_part(job_id)}"
        answer = self._session.request("GET", path, headers=headers, retried=retried)
        return None if answer.status == 304 else self._observed(reply_of(answer, "Job"), "Job")

    def cancel_job(self, job_id: str) -> ApiResponse[models.Cancellation]:
        """Ask for a job to be canceled; it ends when its state says so."""
        return self._call("POST", f"/v1/jobs/{path_part(job_id)}/cancel", shape="Cancellation")

    # Any route, as the user names it

    def read(
        self, method: str, path: str, query: Mapping[str, Any], headers: Mapping[str, str]
    ) -> RawResponse:
        """Send a GET or HEAD to any *path* of the host."""
        return self._session.request(method, path, query=query, headers=headers)

    def send_raw(self, call: PendingRequest, headers: Mapping[str, str]) -> RawResponse:
        """Record and send a request of the user's own; its *headers* are not recorded."""
        return self._session.send(call, headers=headers)

    def pages(
        self, path: str, query: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Iterator[PageResponse[Any]]:
        """Read any list page by page, as many rows at a time as the server likes."""
        return self._pages(
            path, "list", query, limit=None, cursor=None, headers=headers, sized=False
        )
