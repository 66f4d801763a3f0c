"""`layers help`: a command's help, or a topic."""

from typing import Annotated

import typer

from layers_cli.commands.tree import Noun
from layers_cli.runtime import Runtime

verbs = Noun("", "")


@verbs.command(
    "help",
    shape="ExitCodeRow",
    prints=("ExitCodeRow[]",),
    examples=("layers help content generate", "layers help exit-codes"),
)
def help_(
    run: Runtime,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND", help="A command, or the topic exit-codes."),
    ] = None,
) -> None:
    """Explain a command or a topic."""
    if words == ["exit-codes"]:
        exit_codes(run)
        return
    from layers_cli.cli import run as run_again

    raise typer.Exit(run_again([*(words or []), "--help"], lambda: run))


def exit_codes(run: Runtime) -> None:
    """Print the exit codes from the code that ends the runs."""
    from layers_cli.api.reply import Listing
    from layers_cli.exits import ExitCode
    from layers_cli.render.list_views import exit_code_table

    rows = [
        {"code": int(code), "name": code.name, "meaning": code.meaning, "safeToRerun": code.rerun}
        for code in ExitCode
    ]
    run.out.show_pages([Listing(rows, list(ExitCode))], exit_code_table)
