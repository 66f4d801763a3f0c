"""`layers ci init`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import option
from layers_cli.commands.options import ForceOption
from layers_cli.services import workflows

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
from layers_cli.commands.ci.noun import noun


@noun.command(
    "init",
    shape="WrittenWorkflow",
    examples=("layers ci init", "layers ci init --provider gitlab --output .gitlab-ci.yml"),
)
def init(
    context: CommandContext,
    provider: Annotated[
        str, option("--provider", metavar="NAME", help="github or gitlab.")
    ] = "github",
    output: Annotated[
        str | None,
        option("-o", "--output", metavar="PATH", help="Where to write it; - is standard output."),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Write a workflow that makes content in the sandbox: free, and without a key."""
    workflows.write(context, provider, output, force=force)
