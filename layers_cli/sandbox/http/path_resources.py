"""Loads the row that a path's first id names, or says 404."""

from collections.abc import Callable

from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import RefusalError, invalid, not_found
from layers_cli.sandbox.http.endpoints import Call
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


def load_subject(sandbox: SandboxState, call: Call) -> Row:
    """Return the row behind the first id in the path.

    Raises:
        RefusalError: no such row in the key's organization (403 is never the answer: errors page).

    """
    name, given = next(iter(call.params.items()))
    prefix, noun, load = _SUBJECTS[name]
    if prefix != "job" and not identifiers.is_uuid_id(prefix, given):
        raise _malformed(call, prefix, noun)
    row = load(sandbox, identifiers.prefixed(prefix, given), call.key["organization_id"])
    if row is None:
        raise not_found(noun)
    return row


def _malformed(call: Call, prefix: str, noun: str) -> RefusalError:
    if call.operation.malformed_id == 422:
        return invalid(("id", f"must be {prefix}_<UUID> or a UUID"))
    return not_found(noun)


_Load = Callable[[SandboxState, str, str], Row | None]

_SUBJECTS: dict[str, tuple[str, str, _Load]] = {
    "projectId": ("prj", "Project", lambda sandbox, *ids: sandbox.store.projects.get(*ids)),
    "containerId": ("cnt", "Container", lambda sandbox, *ids: sandbox.store.containers.get(*ids)),
    "jobId": ("job", "Job", lambda sandbox, *ids: sandbox.store.jobs.get(*ids)),
    "keyId": ("key", "Key", lambda sandbox, *ids: sandbox.store.account.key_of(*ids)),
    "influencerId": (
        "inf",
        "Influencer",
        lambda sandbox, *ids: sandbox.store.influencers.get(*ids),
    ),
    "endpointId": ("", "Endpoint", lambda sandbox, *ids: sandbox.store.webhooks.endpoint(*ids)),
    "deliveryId": ("", "Delivery", lambda sandbox, *ids: sandbox.store.webhooks.delivery(*ids)),
}
