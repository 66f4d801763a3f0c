"""Starts generations: one create request per hook, in the dialect that the server speaks.

The content page documents one create request with the format in its body and any number of
variants. Newer pages document one route per format, for one container each (api-core 1.7). A server
that answers 404 or 405 to the first but knows the project gets the second, once per variant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import (
    ApiError,
    CreateError,
    MethodError,
    NotFoundError,
    PartialSubmissionError,
)
from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import ApiResponse
from layers_cli.api.session import path_part
from layers_cli.formats.json_text import encoded

if TYPE_CHECKING:
    from layers_cli.api.models import Container, Job

DIALECTS = ("auto", "content", "per-format")
LONGEST_KEY = 255


@dataclass(frozen=True)
class GenerationRequest:
    """What one create request asks for.

    *key* is its Idempotency-Key, *run* the key of the whole command. An *influencer* or the one
    that is wired to a social *account* voices it; only the per-format routes take these.
    """

    project: str
    hook: str | None
    format: str
    variants: int
    media: tuple[str, ...]
    key: str
    run: str = ""
    influencer: str | None = None
    account: str | None = None

    @property
    def singles(self) -> list[GenerationRequest]:
        """Return one request for each variant, with keys of their own."""
        if self.variants == 1:
            return [self]
        numbers = range(1, self.variants + 1)
        return [replace(self, variants=1, key=f"{self.key}-v{number}") for number in numbers]

    @property
    def rerun_key(self) -> str:
        """Return the key to run the whole command again with."""
        return self.run or self.key


def keys_for(count: int, key: str) -> list[str]:
    """Return one Idempotency-Key per hook: *key* itself for one, numbered ones for more."""
    return [key] if count == 1 else [f"{key}-{number}" for number in range(1, count + 1)]


@dataclass(frozen=True)
class Run:
    """What a generate or a watch came to: *asked* containers, *delivered* completed ones."""

    jobs: list[Job]
    containers: list[Container]
    asked: int
    delivered: int


class Generation:
    """Submits generation requests to one server and remembers which dialect it speaks."""

    def __init__(self, client: LayersClient, dialect: str = "auto") -> None:
        self.client = client
        self.dialect = dialect
        self.accepted: list[ApiResponse[Job]] = []
        self._left: list[GenerationRequest] = []

    def submit(self, requests: Sequence[GenerationRequest]) -> list[ApiResponse[Job]]:
        """Submit *requests* one after another and return the accepted jobs.

        All of them are recorded before the first is sent. Raises `CreateError` if the first
        request fails and `PartialSubmissionError` if a later one does; no further one is sent then.
        """
        self._left = list(requests)
        self.client.plan(self._planned())
        try:
            while self._left:
                self._submit_one(self._left[0])
                del self._left[0]
        except (CreateError, PartialSubmissionError) as exc:
            if not exc.cause.maybe_executed:  # else the rest is resumed together with this one
                self.client.withdraw(self._planned())
            raise
        except BaseException:  # Ctrl-C means: no more of this
            self.client.withdraw(self._planned())
            raise
        return self.accepted

    def _planned(self) -> list[PendingRequest]:
        if self.dialect == "per-format":
            return [format_request(single) for each in self._left for single in each.singles]
        return [content_request(each) for each in self._left]

    def _submit_one(self, request: GenerationRequest) -> None:
        try:
            # One by one: what was accepted before a failure is paid for and must not be lost.
            for response in self._responses(request):
                self.accepted.append(response)
        except ApiError as exc:
            if self.accepted:
                raise PartialSubmissionError(self.accepted, request.rerun_key, exc) from exc
            raise CreateError(request.rerun_key, exc) from exc

    def _responses(self, request: GenerationRequest) -> Iterator[ApiResponse[Job]]:
        if self.dialect != "per-format":
            try:
                yield self.client.create_content(content_request(request))
            except (NotFoundError, MethodError):
                if self.dialect == "content" or not self._knows_project(request.project):
                    raise
                self._change_dialect()
            else:
                self.dialect = "content"
                return
        for single in request.singles:
            yield self.client.create_content(format_request(single))

    def _change_dialect(self) -> None:
        """Plan what is left as per-format requests; a route that does not exist did nothing."""
        old = self._planned()
        self.dialect = "per-format"
        self.client.plan(self._planned(), instead_of=old)

    def _knows_project(self, project_id: str) -> bool:
        """Tell a missing route from a missing project; neither has done anything yet."""
        try:
            self.client.get_project(project_id)
        except ApiError:
            return False
        return True


def content_request(request: GenerationRequest) -> PendingRequest:
    """Return the content page's create request: the format in the body, any number of variants."""
    body: dict[str, Any] = {"format": request.format, "variantCount": request.variants}
    if request.hook is not None:
        body["hook"] = request.hook
    if request.media:
        body["references"] = {"mediaIds": list(request.media)}
    return _pending(request, "", body)


def format_request(request: GenerationRequest) -> PendingRequest:
    """Return the per-format create request for one container (api-core 1.7)."""
    body: dict[str, Any] = {} if request.hook is None else {"hook": request.hook}
    if request.media:
        body["mediaId"] = request.media[0]
    if request.influencer:
        body["influencerId"] = request.influencer
    if request.account:
        body["socialAccountId"] = request.account
    return _pending(request, f"/{path_part(request.format)}", body)


def _pending(request: GenerationRequest, route: str, body: dict[str, Any]) -> PendingRequest:
    return PendingRequest(
        "POST",
        f"/v1/projects/{path_part(request.project)}/content{route}",
        encoded(body),
        request.key,
        "create",
        project=request.project,
        format=request.format,
        hook=request.hook,
        containers=request.variants,
    )
