"""`layers help`: a command's help, or a topic."""

from typing import Annotated

import typer

from layers_cli import topics
from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.cli import main
from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.errors.exit_codes import exit_with
from layers_cli.render import output
from layers_cli.render.views.help import row_table, topic_panel
from layers_cli.topics import texts


@command(
    shape="ExitCodeRow",
    prints=("ExitCodeRow[]", "VariableRow[]", "HelpTopic"),
    examples=(
        "layers help content generate",
        "layers help exit-codes",
        "layers help environment --json",
    ),
)
def help_(
    context: CommandContext,
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
        _show_topic(context, topic)
        if topic not in _GROUPS or context.out.choices.format is not output.Format.HUMAN:
            return
    exit_with(main.exit_code(main.run([*(words or []), "--help"], lambda: context)))


def _show_topic(context: CommandContext, topic: str) -> None:
    """Print the text of *topic*; programs get its table, or the text if it has none."""
    rows = texts.rows(topic)
    if context.out.choices.format is output.Format.HUMAN:
        context.out.line(texts.text(topic).rstrip("\n"))
    elif rows is not None:
        context.out.show_pages([ListPage(rows, rows)], row_table)
    else:
        data = {"topic": topic, "text": texts.text(topic)}
        context.out.show(CombinedResult(data, data), topic_panel)


# What is a topic and a group of commands both gets both helps.
_GROUPS = ("sandbox",)
