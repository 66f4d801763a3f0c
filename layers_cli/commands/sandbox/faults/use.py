"""`layers sandbox faults use`."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.commands.tree import CommandFunction
from layers_cli.sandbox.faults.scenarios import SCENARIOS

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.sandbox.faults.common import _show
from layers_cli.commands.sandbox.faults.noun import noun

ScenarioName = Enum("ScenarioName", {name: name for name in SCENARIOS}, type=str)  # type: ignore[misc]  # mypy reads no dict


def _naming_scenarios(function: CommandFunction) -> CommandFunction:
    """Add to the help of *function* what each scenario does, a line for each."""
    lines = [f"  {name}: {scenario.summary}" for name, scenario in SCENARIOS.items()]
    function.__doc__ = f"{function.__doc__}\n\n\b\n" + "\n".join(lines)
    return function


@noun.command(
    "use", shape="ArmedRule", lists=True, examples=("layers sandbox faults use lost-reply",)
)
@_naming_scenarios
def use(
    context: CommandContext,
    scenario: Annotated[ScenarioName, argument(metavar="SCENARIO", help="One of those above.")],
    data: DataOption = None,
) -> None:
    """Put a ready scenario in the place of all rules."""
    chosen = SCENARIOS[scenario.value]
    rules = control_of(context, data).ask("PUT", "/faults", {"rules": chosen.rules})
    context.out.note(chosen.summary)
    _show(context, rules)
