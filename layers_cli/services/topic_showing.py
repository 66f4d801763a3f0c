"""Shows the topics of `layers help`: a text for people, its table for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli import topics
from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.render.output import Format
from layers_cli.render.views.topics import row_table, topic_panel

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext


def show(context: CommandContext, topic: str) -> None:
    """Print the text of *topic*; with `--json`, its table, or the text where it has none."""
    rows = topics.rows(topic)
    if context.out.choices.format is Format.HUMAN:
        context.out.line(topics.text(topic).rstrip("\n"))
    elif rows is not None:
        context.out.show_pages([ListPage(rows, rows)], row_table)
    else:
        data = {"topic": topic, "text": topics.text(topic)}
        context.out.show(CombinedResult(data, data), topic_panel)
