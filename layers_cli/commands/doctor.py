"""`layers doctor`: whether everything that layers stands on works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import option
from layers_cli.commands.options import ForceOption
from layers_cli.commands.tree import Noun
from layers_cli.doctor import examining

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext

verbs = Noun("", "")


@verbs.command(
    "doctor",
    shape="Check",
    also=("healthy", "checks"),
    prints=("CheckReport",),
    lists=True,
    examples=("layers doctor", "layers doctor --bundle report.zip"),
)
def doctor(
    context: CommandContext,
    bundle: Annotated[
        str | None,
        option("--bundle", metavar="FILE", help="Write a zip for a bug report; no key is in it."),
    ] = None,
    hooks: Annotated[
        bool, option("--with-hooks", help="Let the bundle have the hooks too.")
    ] = False,
    force: ForceOption = False,
) -> None:
    """Check everything layers stands on, and say how to fix it."""
    examining.examine(context, bundle=bundle, force=force, hooks=hooks)
