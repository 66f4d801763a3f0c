"""`layers sandbox verify`."""

from typing import Annotated, Any

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import (
    DataOption,
    MethodOption,
    PathOption,
    StatusOption,
    control_client,
    request_filter,
    show_object,
)
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.render.views.sandbox_control import verdict_panel


@command(
    shape="Verdict",
    examples=(
        "layers sandbox verify",
        "layers sandbox verify --once-per-body --keyed",
        "layers sandbox verify --method POST --path '/v1/projects/*/content' --at-most 1",
    ),
)
def verify(
    context: CommandContext,
    once_per_key: Annotated[
        bool, typer.Option("--once-per-key", help="No idempotency key was billed twice.")
    ] = False,
    no_duplicates: Annotated[
        bool, typer.Option("--no-duplicates", help="No order made its containers twice over.")
    ] = False,
    settled: Annotated[
        bool, typer.Option("--settled", help="What was billed is completed or refunded.")
    ] = False,
    once_per_body: Annotated[
        bool, typer.Option("--once-per-body", help="No order was billed twice under two keys.")
    ] = False,
    keyed: Annotated[
        bool, typer.Option("--keyed", help="Each billed job had an idempotency key.")
    ] = False,
    posted_once: Annotated[
        bool, typer.Option("--posted-once", help="Nothing went out to one account twice.")
    ] = False,
    at_least: Annotated[
        int | None, typer.Option("--at-least", metavar="N", min=0, help="So many requests fit.")
    ] = None,
    at_most: Annotated[
        int | None, typer.Option("--at-most", metavar="N", min=0, help="No more requests fit.")
    ] = None,
    method: MethodOption = None,
    path: PathOption = None,
    status: StatusOption = None,
    data: DataOption = None,
) -> None:
    """Check that nothing was billed or posted twice, or what you name, or exit 1."""
    chosen = {
        "once-per-key": once_per_key,
        "no-duplicate-containers": no_duplicates,
        "settled": settled,
        "once-per-body": once_per_body,
        "keyed": keyed,
        "posted-once": posted_once,
    }
    assertions = [{"type": name} for name, is_chosen in chosen.items() if is_chosen]
    assertions += _count(request_filter(method, path, status), at_least, at_most)
    body = {"assertions": assertions} if assertions else {}
    verdict = control_client(context, data).ask("POST", "/verify", body)
    show_object(context, verdict, verdict_panel)
    exit_with(ExitCode.OK if verdict["passed"] else ExitCode.ERROR)


def _count(
    match: dict[str, str | None], at_least: int | None, at_most: int | None
) -> list[dict[str, Any]]:
    """Return the assertion on how many requests *match*, if it is wanted."""
    given = {name: value for name, value in match.items() if value is not None}
    if (at_least, at_most) != (None, None):
        return [{"type": "request-count", "match": given, "min": at_least, "max": at_most}]
    if given:
        raise exceptions.UsageError(
            "--method, --path and --status choose what to count",
            hint="say how many there may be: --at-least N, --at-most N",
            param="at_most",
        )
    return []
