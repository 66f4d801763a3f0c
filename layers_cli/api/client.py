"""One method per endpoint of the Partner API. Paths and shapes, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from .connection import CREATE_SECONDS, READ_SECONDS, Connection
from .errors import ContractError
from .reply import PageReply, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import httpx

    from . import models

M = TypeVar("M")

LARGEST_PAGE = 200  # api-core 1.4


class LayersClient:
    """Talks to one API host with one key; see `Connection` for what that promises."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        organization: str | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._connection = Connection(
            base_url, api_key, organization=organization, transport=transport
        )

    def close(self) -> None:
        """Release the connections."""
        self._connection.close()

    # Account

    def whoami(self) -> Reply[models.Identity]:
        """Read who the key belongs to."""
        return self._call("GET", "/v1/whoami", shape="Identity")

    def get_credits(self) -> Reply[models.Credits]:
        """Read what can still be spent, and what a format is estimated to cost."""
        return self._call("GET", "/v1/credits", shape="Credits")

    # Projects

    def list_projects(
        self, *, limit: int | None = None, cursor: str | None = None, **filters: str | None
    ) -> Iterator[PageReply[models.Project]]:
        """Read projects page by page; filters are `status`, `search`, `customerExternalId`."""
        return self._pages("/v1/projects", "Project", filters, limit=limit, cursor=cursor)

    def get_project(self, project_id: str) -> Reply[models.Project]:
        """Read one project."""
        return self._call("GET", f"/v1/projects/{_part(project_id)}", shape="Project")

    def create_project(self, fields: Mapping[str, Any], *, key: str) -> Reply[models.Project]:
        """Create a project from *fields*, named as the API names them."""
        return self._call("POST", "/v1/projects", shape="Project", body=fields, key=key)

    def update_project(
        self, project_id: str, fields: Mapping[str, Any], *, key: str
    ) -> Reply[models.Project]:
        """Change the given fields of a project; a None value clears its field."""
        path = f"/v1/projects/{_part(project_id)}"
        return self._call("PATCH", path, shape="Project", body=fields, key=key)

    def set_review_policy(
        self, project_id: str, policy: str, *, first_n: int | None = None
    ) -> Reply[models.ReviewPolicy]:
        """Choose which new containers wait for a review (api-core 2.3)."""
        body = {"policy": policy} | ({} if first_n is None else {"firstN": first_n})
        path = f"/v1/projects/{_part(project_id)}/content-review-policy"
        return self._call("PATCH", path, shape="ReviewPolicy", body=body)

    # Content

    def create_content(
        self,
        project_id: str,
        *,
        format: str,
        hook: str | None,
        variants: int,
        media: Sequence[str] = (),
        key: str,
    ) -> Reply[models.Job]:
        """Start generating with the content page's create call; *key* makes a repeat harmless."""
        body: dict[str, Any] = {"format": format, "variantCount": variants}
        if hook is not None:
            body["hook"] = hook
        if media:
            body["references"] = {"mediaIds": list(media)}
        return self._create(f"/v1/projects/{_part(project_id)}/content", body, key=key)

    def create_content_of_format(
        self,
        project_id: str,
        *,
        format: str,
        hook: str | None,
        media: Sequence[str] = (),
        key: str,
    ) -> Reply[models.Job]:
        """Start generating one container with the per-format call (api-core 1.7)."""
        body: dict[str, Any] = {} if hook is None else {"hook": hook}
        if media:
            body["mediaId"] = media[0]
        path = f"/v1/projects/{_part(project_id)}/content/{_part(format)}"
        return self._create(path, body, key=key)

    def upload_urls(
        self, project_id: str, urls: Sequence[str], *, caption: str, key: str
    ) -> Reply[models.Container]:
        """Have the API fetch finished media from *urls* into one container (api-core 3.2)."""
        return self._call(
            "POST",
            f"/v1/projects/{_part(project_id)}/content/upload",
            shape="Container",
            body={"media": [{"url": url} for url in urls], "caption": caption},
            key=key,
            read_seconds=CREATE_SECONDS,
        )

    def list_content(
        self,
        project_id: str,
        filters: Mapping[str, Any],
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[PageReply[models.Container]]:
        """Read a project's containers page by page, newest first (content page, "Listing").

        *filters* are the API's parameters; *limit* counts rows over all pages, None reads to the
        end; *cursor* goes on from an earlier page. `approvalStatus` is no documented parameter
        (api-core 1.4), so a server may ignore it: rows are held against it here as well.
        """
        path = f"/v1/projects/{_part(project_id)}/content"
        approval = filters.get("approvalStatus")
        wanted = None if approval is None else lambda row: row.get("approvalStatus") == approval
        return self._pages(path, "Container", filters, limit=limit, cursor=cursor, wanted=wanted)

    def get_content(self, container_id: str) -> Reply[models.Container]:
        """Read one container; what is not generated yet is null."""
        return self._call("GET", f"/v1/content/{_part(container_id)}", shape="Container")

    def get_progress(self, container_id: str) -> Reply[models.Progress]:
        """Read how far one container is."""
        return self._call("GET", f"/v1/content/{_part(container_id)}/progress", shape="Progress")

    def approve(self, container_id: str, *, note: str | None = None) -> Reply[models.Review]:
        """Approve a pending container."""
        body = {} if note is None else {"note": note}
        path = f"/v1/content/{_part(container_id)}/approve"
        return self._call("POST", path, shape="Review", body=body)

    def reject(self, container_id: str, *, reason: str) -> Reply[models.Review]:
        """Reject a pending container for good; it can never be scheduled."""
        path = f"/v1/content/{_part(container_id)}/reject"
        return self._call("POST", path, shape="Review", body={"reason": reason})

    # Jobs

    def get_job(self, job_id: str, *, etag: str | None = None) -> Reply[models.Job] | None:
        """Read a job's state; None if it has not advanced since the answer that carried *etag*."""
        headers = {"If-None-Match": etag} if etag else None
        answer = self._connection.request("GET", f"/v1/jobs/{_part(job_id)}", headers=headers)
        if answer.status == 304:
            return None
        reply: Reply[models.Job] = Reply(
            answer.content, "Job", request_id=answer.request_id, etag=answer.etag
        )
        return reply

    def cancel_job(self, job_id: str) -> Reply[models.Cancellation]:
        """Ask for a job to be canceled; it ends when its state says so."""
        return self._call("POST", f"/v1/jobs/{_part(job_id)}/cancel", shape="Cancellation")

    # The parts

    def _create(self, path: str, body: Mapping[str, Any], *, key: str) -> Reply[models.Job]:
        return self._call(
            "POST", path, shape="Job", body=body, key=key, read_seconds=CREATE_SECONDS
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        shape: str,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> Reply[Any]:
        answer = self._connection.request(
            method,
            path,
            body=body,
            headers={"Idempotency-Key": key} if key else None,
            read_seconds=read_seconds,
        )
        reply: Reply[Any] = Reply(
            answer.content, shape, status=answer.status, request_id=answer.request_id
        )
        _ = reply.data  # an answer that is no JSON fails here, and not while it is printed
        return reply

    def _pages(
        self,
        path: str,
        row_shape: str,
        filters: Mapping[str, Any],
        *,
        limit: int | None,
        cursor: str | None,
        wanted: Callable[[Any], bool] | None = None,
    ) -> Iterator[PageReply[Any]]:
        left = limit
        while left is None or left > 0:
            size = LARGEST_PAGE if left is None else min(left, LARGEST_PAGE)
            answer = self._connection.request(
                "GET", path, query={**filters, "cursor": cursor, "limit": size}
            )
            page: PageReply[Any] = PageReply(
                answer.content,
                f"{row_shape}Page",
                row_shape=row_shape,
                request_id=answer.request_id,
            )
            if left is not None:
                left -= page.keep(wanted or _any_row, most=left)
            elif wanted is not None:
                page.keep(wanted)
            yield page
            if page.next_cursor is None:
                return
            if page.next_cursor == cursor:
                raise ContractError(
                    "The list does not advance: its next page is the page just read",
                    status=answer.status,
                    request_id=answer.request_id,
                )
            cursor = page.next_cursor


def _any_row(_: Any) -> bool:
    return True


def _part(value: str) -> str:
    """Return *value* as one part of a path: an id with `/` in it cannot reach another route.

    Raises `ValueError` for what no quoting keeps in its place.
    """
    if not value.strip("."):
        raise ValueError(f"{value!r} is not an id")
    return quote(value, safe="")
