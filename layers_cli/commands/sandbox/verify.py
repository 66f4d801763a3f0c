"""`layers sandbox verify`."""

from typing import Annotated, Any

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control_common import (
    MethodOption,
    PathOption,
    StatusOption,
)
from layers_cli.commands.sandbox.data_folder import DataOption, control_of
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.render.views.sandbox_control import verdict_panel
from layers_cli.sandbox.manage.control_client import ControlClient


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
    """Check that nothing was billed twice, or what you name; exit 1 if that fails."""
    chosen = {
        "once-per-key": once_per_key,
        "no-duplicate-containers": no_duplicates,
        "settled": settled,
        "once-per-body": once_per_body,
        "keyed": keyed,
    }
    assertions: list[dict[str, Any]] = [{"type": name} for name, on in chosen.items() if on]
    match = {"method": method and method.upper(), "path": path, "status": status}
    assertions += _count({name: given for name, given in match.items() if given}, at_least, at_most)
    _judge(context, control_of(context, data), {"assertions": assertions} if assertions else {})


def _count(
    match: dict[str, str], at_least: int | None, at_most: int | None
) -> list[dict[str, Any]]:
    """Return the assertion that counts the requests of *match*, if there is one."""
    if (at_least, at_most) != (None, None):
        return [{"type": "request-count", "match": match, "min": at_least, "max": at_most}]
    if match:
        raise exceptions.UsageError(
            "--method, --path and --status choose what to count",
            hint="say how many there may be: --at-least N, --at-most N",
            param="at_most",
        )
    return []


def _judge(context: CommandContext, control: ControlClient, body: dict[str, Any]) -> None:
    verdict = control.ask("POST", "/verify", body)
    context.out.show(CombinedResult(verdict, verdict), verdict_panel)
    exit_with(ExitCode.OK if verdict["passed"] else ExitCode.ERROR)
