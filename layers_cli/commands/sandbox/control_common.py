"""What the commands of `layers sandbox` share."""

from typing import Annotated, Any

import typer

from layers_cli.api.responses import ListPage
from layers_cli.context.context import CommandContext

MethodOption = Annotated[
    str | None, typer.Option("--method", metavar="METHOD", help="Requests with this method only.")
]


PathOption = Annotated[
    str | None,
    typer.Option("--path", metavar="GLOB", help="Requests to this path only; * is any text."),
]


StatusOption = Annotated[
    str | None,
    typer.Option(
        "--status", metavar="CODE", help="With this status only: 429, 5xx, or none if cut."
    ),
]


def _show_clock(context: CommandContext, state: dict[str, Any]) -> None:
    from layers_cli.api.responses import CombinedResult
    from layers_cli.render.views.sandbox_control import clock_panel

    context.out.show(CombinedResult(state, state), clock_panel)


def _show_key(context: CommandContext, key: dict[str, Any]) -> None:
    from layers_cli.api.responses import CombinedResult
    from layers_cli.render.views.sandbox_control import key_panel

    context.out.show(CombinedResult(key, key), key_panel)


def _listing(rows: list[Any]) -> ListPage[Any]:
    from layers_cli.api.responses import ListPage

    return ListPage(rows, rows)
