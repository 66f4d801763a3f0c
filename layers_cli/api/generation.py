"""Starts generations: one create request per hook, in the dialect that the server speaks.

The content page documents one create request with the format in its body and any number of
variants. Newer pages document one route per format, for one container each (api-core 1.7). A server
that answers 404 or 405 to the first but knows the project gets the second, once per variant.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import (
    ApiError,
    CreateError,
    MethodError,
    NotFoundError,
    concerns_all,
)
from layers_cli.api.intents import PendingRequest
from layers_cli.api.responses import ApiResponse
from layers_cli.api.session import path_part
from layers_cli.formats.json_text import encoded

if TYPE_CHECKING:
    from layers_cli.api.models import Container, Job

LONGEST_KEY = 255
_KEPT = 128  # requests; each is recorded, sent and looked for within a short time


class GenerationRequest(NamedTuple):
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
        return [self._replace(variants=1, key=f"{self.key}-v{number}") for number in numbers]

    def units(self, dialect: str) -> list[GenerationRequest]:
        """Return what is sent in one call each in *dialect*."""
        return self.singles if dialect == "per-format" else [self]

    @property
    def rerun_key(self) -> str:
        """Return the key to run the whole command again with."""
        return self.run or self.key


def keys_for(count: int, key: str) -> list[str]:
    """Return one Idempotency-Key per hook: *key* itself for one, numbered ones for more."""
    return [key] if count == 1 else [f"{key}-{number}" for number in range(1, count + 1)]


class Run(NamedTuple):
    """What a generate or a watch came to: *asked* containers, *delivered* completed ones."""

    jobs: list[Job]
    containers: list[Container]
    asked: int
    delivered: int


class Refusal(NamedTuple):
    """A *request* of which nothing is known to have started, since it ended with *error*."""

    request: GenerationRequest
    error: ApiError


class Submission(NamedTuple):
    """What came of requests: responses with the *accepted* jobs, the *refused*, the *unsent*."""

    accepted: Sequence[ApiResponse[Job]]
    refused: Sequence[Refusal] = ()
    unsent: Sequence[GenerationRequest] = ()


class Generation:
    """Submits generation requests to one server and remembers which dialect it speaks."""

    def __init__(self, client: LayersClient, dialect: str = "auto") -> None:
        self.client = client
        self.dialect = dialect
        self._left: list[GenerationRequest] = []

    def submit(self, requests: Sequence[GenerationRequest]) -> Submission:
        """Submit *requests* one after another and return what came of each.

        All of them are recorded before the first is sent. An error of one request stops no other;
        after one that no other will fare better with, no further one is sent. Raises `CreateError`
        if nothing was started.
        """
        self._left = self._units(requests)
        self.client.plan(self._planned())
        accepted: list[ApiResponse[Job]] = []
        refused: list[Refusal] = []
        try:
            while self._left and not (refused and _ends_all(refused[-1].error)):
                try:
                    accepted.append(self._sent())
                except ApiError as exc:
                    refused.append(Refusal(self._left[0], exc))
                del self._left[0]
        finally:  # after Ctrl-C, too: no more of this
            self.client.withdraw(self._planned())
        if refused and not accepted:
            raise CreateError(requests[0].rerun_key, *(each.error for each in refused))
        return Submission(accepted, refused, self._left)

    def _units(self, requests: Sequence[GenerationRequest]) -> list[GenerationRequest]:
        """Return what is sent in one request each, in this dialect."""
        return [unit for each in requests for unit in each.units(self.dialect)]

    def _planned(self) -> list[PendingRequest]:
        return [self._call(each) for each in self._left]

    def _call(self, request: GenerationRequest) -> PendingRequest:
        by_format = self.dialect == "per-format"
        return format_request(request) if by_format else content_request(request)

    def _sent(self) -> ApiResponse[Job]:
        """Send the first of what is left."""
        request = self._left[0]
        if self.dialect != "auto":
            return self.client.create_content(self._call(request))
        try:
            reply = self.client.create_content(content_request(request))
        except (NotFoundError, MethodError):
            if not self._knows_project(request.project):
                raise
            self._change_dialect()
            return self.client.create_content(self._call(self._left[0]))
        self.dialect = "content"
        return reply

    def _change_dialect(self) -> None:
        """Plan what is left as per-format requests; a route that does not exist did nothing."""
        old = self._planned()
        self.dialect = "per-format"
        self._left = self._units(self._left)
        self.client.plan(self._planned(), instead_of=old)

    def _knows_project(self, project_id: str) -> bool:
        """Tell a missing route from a missing project; neither has done anything yet."""
        try:
            self.client.get_project(project_id)
        except ApiError:
            return False
        return True


def _ends_all(error: ApiError) -> bool:
    """Whether all requests of a command end with *error*: they have a project and a route."""
    return isinstance(error, NotFoundError | MethodError) or concerns_all(error)


@lru_cache(maxsize=_KEPT)
def content_request(request: GenerationRequest) -> PendingRequest:
    """Return the content page's create request: the format in the body, any number of variants."""
    body: dict[str, Any] = {"format": request.format, "variantCount": request.variants}
    if request.hook is not None:
        body["hook"] = request.hook
    if request.media:
        body["references"] = {"mediaIds": list(request.media)}
    return _pending(request, "", body)


@lru_cache(maxsize=_KEPT)
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
