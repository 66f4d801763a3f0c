"""What the calls of the matrix say about campaigns."""

from collections.abc import Callable

from tests.campaigns import plans
from tests.scenarios.matrix_ground import Ground


def planned_rows(count: int) -> Callable[[Ground], str]:
    """Name a plan of so many rows."""

    def write(ground: Ground) -> str:
        rows = [plans.planned(ground.project, number) for number in range(count)]
        path = ground.folder / "hooks.plan.jsonl"
        plans.write(path, rows, api_key=ground.layers.environ["LAYERS_API_KEY"])
        return f"{path} --yes"

    return write


def applied_rows(ground: Ground) -> str:
    """Name a campaign whose rows were asked for."""
    ground.layers("campaign", "apply", *planned_rows(1)(ground).split())
    return "hooks"
