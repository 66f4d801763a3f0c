"""`layers ci init`."""

from typing import Annotated, Literal

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.cli.options import ForceOption
from layers_cli.commands.results.stdout import check_stdout
from layers_cli.context.context import CommandContext
from layers_cli.render.views.ci import workflow_panel
from layers_cli.services import workflows


@command(
    shape="WrittenWorkflow",
    examples=("layers ci init", "layers ci init --provider gitlab --output .gitlab-ci.yml"),
)
def init(
    context: CommandContext,
    provider: Annotated[
        Literal["github", "gitlab"], typer.Option("--provider", help="The CI system.")
    ] = "github",
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="PATH", help="Where to write it; - is standard output."
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Write a workflow that makes content in the sandbox: free, and without a key."""
    text = workflows.text_for(provider)
    if output == "-":
        check_stdout(context, "output")
        context.out.line(text.rstrip("\n"))
        return
    path = context.cwd / (output or workflows.DEFAULT_PATHS[provider])
    written = workflows.write(provider, path, replace=force)
    context.out.show(CombinedResult(written.data, written), workflow_panel)
