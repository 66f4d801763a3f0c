"""`layers help`: a command's help, or a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from layers_cli import topics
from layers_cli.commands import late
from layers_cli.commands.tree import Noun

if TYPE_CHECKING:
    from layers_cli.runtime import Runtime

verbs = Noun("", "")


@verbs.command(
    "help",
    shape="ExitCodeRow",
    also=("topic", "text"),
    prints=("ExitCodeRow[]", "VariableRow[]", "HelpTopic"),
    examples=(
        "layers help content generate",
        "layers help exit-codes",
        "layers help environment --json",
    ),
)
def help_(
    run: Runtime,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COMMAND", help=f"A command, or a topic: {', '.join(topics.TOPICS)}."
        ),
    ] = None,
) -> None:
    """Explain a command or a topic."""
    topic = words[0] if words and len(words) == 1 else ""
    if topic in topics.TOPICS:
        late.topic_showing.show(run, topic)
        if topic not in _GROUPS or run.out.choices.format is not late.output.Format.HUMAN:
            return
    from layers_cli.cli import run as run_again

    raise typer.Exit(run_again([*(words or []), "--help"], lambda: run))


# What is a topic and a group of commands both gets both helps.
_GROUPS = ("sandbox",)
