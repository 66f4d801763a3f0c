"""Plans in the folder of the test, and what the sandbox billed."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.campaigns import plans

Plan = Callable[..., Path]


@pytest.fixture
def make_plan(layers, sandbox) -> Plan:
    """Write `hooks.plan.jsonl` with a number of rows, and more rows as they are given."""

    def make(count: int, *more, name: str = "hooks", **about) -> Path:
        rows = [plans.planned(sandbox.project, n, name=name) for n in range(count)]
        path = layers.cwd / f"{name}.plan.jsonl"
        about = {"api_key": sandbox.key, **about}
        return plans.write(path, [*rows, *more], name=name, **about)

    return make


@pytest.fixture
def billed(layers) -> Callable[[], Counter[str]]:
    """Count the containers of each hook that the sandbox has billed."""

    def count() -> Counter[str]:
        found = layers("content", "list", "--all", "--json").json["items"]
        return Counter(row["hook"] for row in found)

    return count
