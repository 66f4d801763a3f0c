"""What the review policy of a project means for a new container."""

from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


def first_approval_status(sandbox: SandboxState, project: Row) -> str:
    """Return what a new container of *project* starts with (content-review page).

    `review_first_n` keeps no counter: the containers that have left `pending` are counted.
    """
    policy = project["review_policy"]
    if policy == "review_first_n":
        gated = sandbox.store.containers.reviewed(project["id"]) < project["review_first_n"]
    else:
        gated = policy == "review_all"
    return "pending" if gated else "not_required"
