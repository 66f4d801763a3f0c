"""`layers sandbox faults use`."""

from collections.abc import Callable
from enum import Enum
from typing import Annotated, ParamSpec

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, control_client, show_rows
from layers_cli.context.context import CommandContext
from layers_cli.render.views.sandbox_control import fault_table
from layers_cli.sandbox.faults.scenarios import SCENARIOS

P = ParamSpec("P")

ScenarioName = Enum("ScenarioName", {name: name for name in SCENARIOS}, type=str)  # type: ignore[misc]  # mypy reads no dict


def _naming_scenarios(function: Callable[P, None]) -> Callable[P, None]:
    """Add to the help of *function* what each scenario does, a line for each."""
    lines = [f"  {name}: {scenario.summary}" for name, scenario in SCENARIOS.items()]
    function.__doc__ = f"{function.__doc__}\n\n\b\n" + "\n".join(lines)
    return function


@command(shape="ArmedRule", lists=True, examples=("layers sandbox faults use lost-reply",))
@_naming_scenarios
def use(
    context: CommandContext,
    scenario: Annotated[
        ScenarioName, typer.Argument(metavar="SCENARIO", help="One of those above.")
    ],
    data: DataOption = None,
) -> None:
    """Replace all rules with a ready-made scenario."""
    chosen = SCENARIOS[scenario.value]
    rules = control_client(context, data).ask("PUT", "/faults", {"rules": chosen.rules})
    context.out.note(chosen.summary)
    show_rows(context, rules["rules"], fault_table)
