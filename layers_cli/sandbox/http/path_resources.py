"""Loads the row of the first id in a path."""

from collections.abc import Callable

from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import HttpError, invalid, not_found
from layers_cli.sandbox.http.endpoints import EndpointRequest
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


def load_resource(sandbox: SandboxState, request: EndpointRequest) -> Row:
    """Return the row behind the first id in the path, or raise HttpError (404; errors page)."""
    name, given = next(iter(request.params.items()))
    prefix, noun, load = _RESOURCES[name]
    if prefix != "job" and not identifiers.is_uuid_id(prefix, given):
        raise _malformed(request, prefix, noun)
    row = load(sandbox, identifiers.prefixed(prefix, given), request.key["organization_id"])
    if row is None:
        raise not_found(noun)
    return row


def _malformed(request: EndpointRequest, prefix: str, noun: str) -> HttpError:
    if request.endpoint.malformed_id == 422:
        return invalid(("id", f"must be {prefix}_<UUID> or a UUID"))
    return not_found(noun)


_Load = Callable[[SandboxState, str, str], Row | None]

_RESOURCES: dict[str, tuple[str, str, _Load]] = {
    "projectId": ("prj", "Project", lambda sandbox, *ids: sandbox.store.projects.get(*ids)),
    "containerId": ("cnt", "Container", lambda sandbox, *ids: sandbox.store.containers.get(*ids)),
    "jobId": ("job", "Job", lambda sandbox, *ids: sandbox.store.jobs.get(*ids)),
    "keyId": ("key", "Key", lambda sandbox, *ids: sandbox.store.account.key_of(*ids)),
    "influencerId": (
        "inf",
        "Influencer",
        lambda sandbox, *ids: sandbox.store.influencers.get(*ids),
    ),
    "scheduledPostId": (
        "sp",
        "Scheduled post",
        lambda sandbox, *ids: sandbox.store.posts.get(*ids),
    ),
    "socialAccountId": (
        "sa",
        "Social account",
        lambda sandbox, *ids: sandbox.store.social_accounts.get(*ids),
    ),
    "state": (
        "st",
        "Authorization",
        lambda sandbox, *ids: sandbox.store.social_accounts.authorization(*ids),
    ),
    "endpointId": ("", "Endpoint", lambda sandbox, *ids: sandbox.store.webhooks.endpoint(*ids)),
    "deliveryId": ("", "Delivery", lambda sandbox, *ids: sandbox.store.webhooks.delivery(*ids)),
}
