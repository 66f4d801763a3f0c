"""What the commands of `layers sandbox faults` share."""

from typing import Any

from layers_cli.context.context import CommandContext


def _show(context: CommandContext, answer: dict[str, Any]) -> None:
    from layers_cli.api.responses import ListPage
    from layers_cli.render.views.sandbox_control import fault_table

    context.out.show_pages([ListPage(answer["rules"], answer["rules"])], fault_table)
