"""`layers sandbox faults`: let calls go wrong, to see what a program makes of it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

from layers_cli.commands.declared import argument
from layers_cli.commands.sandbox_folder import DataOption, control_of
from layers_cli.commands.tree import CommandFunction, Noun
from layers_cli.inputs import input_files
from layers_cli.sandbox.faults.scenarios import SCENARIOS

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime

noun = Noun("faults", "Let calls fail, hang or get lost, to see what a program makes of it.")

ScenarioName = Enum("ScenarioName", {name: name for name in SCENARIOS}, type=str)  # type: ignore[misc]  # mypy reads no dict
"""The ready scenarios, as the command line takes them."""


@noun.command("list", shape="ArmedRule", lists=True, examples=("layers sandbox faults list",))
def list_(run: Runtime, data: DataOption = None) -> None:
    """List the rules, and how often each has fired."""
    _show(run, control_of(run, data).ask("GET", "/faults"))


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
    run: Runtime,
    scenario: Annotated[ScenarioName, argument(metavar="SCENARIO", help="One of those above.")],
    data: DataOption = None,
) -> None:
    """Put a ready scenario in the place of all rules."""
    chosen = SCENARIOS[scenario.value]
    rules = control_of(run, data).ask("PUT", "/faults", {"rules": chosen.rules})
    run.out.note(chosen.summary)
    _show(run, rules)


@noun.command(
    "add",
    shape="ArmedRule",
    lists=True,
    examples=("layers sandbox faults add rules.yaml", "layers sandbox faults add - < rules.json"),
)
def add(
    run: Runtime,
    file: Annotated[str, argument(metavar="FILE", help="YAML or JSON; - is stdin.")],
    data: DataOption = None,
) -> None:
    """Add the rules of a file after those there are."""
    _show(run, control_of(run, data).ask("POST", "/faults", read_file(run, file)))


@noun.command("clear", shape="ArmedRule", lists=True, examples=("layers sandbox faults clear",))
def clear(run: Runtime, data: DataOption = None) -> None:
    """Take all rules away."""
    _show(run, control_of(run, data).ask("DELETE", "/faults"))


def read_file(run: Runtime, file: str) -> bytes:
    """Return what is in *file*, or on stdin for `-`, to be judged by the sandbox."""
    return input_files.read_bytes(file, cwd=run.cwd, stdin=run.stdin, param="FILE")


def _show(run: Runtime, answer: dict[str, Any]) -> None:
    from layers_cli.api.reply import Listing
    from layers_cli.render.views.sandbox_control import fault_table

    run.out.show_pages([Listing(answer["rules"], answer["rules"])], fault_table)
