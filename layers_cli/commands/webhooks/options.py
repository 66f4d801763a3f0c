"""What the commands of `layers webhooks` share."""

from enum import StrEnum
from typing import Annotated, Any, TypeVar

import typer

from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UnwrittenError
from layers_cli.render.view_types import DetailView
from layers_cli.services import webhooks as service

M = TypeVar("M")

EndpointState = StrEnum("EndpointState", ["active", "paused", "auto_paused"])
NewState = StrEnum("NewState", ["active", "paused"])
DeliveryState = StrEnum(
    "DeliveryState", ["pending", "delivering", "delivered", "failed", "abandoned"]
)
Event = StrEnum(
    "Event",
    [
        "job.completed",
        "job.failed",
        "job.canceled",
        "content.generated",
        "content.approved",
        "content.rejected",
        "post.scheduled",
        "post.published",
        "post.failed",
        "post.canceled",
        "social_account.connected",
        "social_account.needs_reauth",
        "social_account.revoked",
        "lease_request.assigned",
        "lease_request.rejected",
        "test.ping",
    ],
)

WebhookArgument = Annotated[str, typer.Argument(metavar="ID", help="An endpoint's id.")]
DescriptionOption = Annotated[
    str | None,
    typer.Option("--description", metavar="TEXT", help="What it is for, 500 characters at most."),
]


def show_secret(
    context: CommandContext, reply: ApiResponse[M], view: DetailView[M], endpoint_id: str
) -> None:
    """Show *reply*, which has a new secret of the endpoint *endpoint_id*.

    Where it cannot be written, or nobody reads it, it is kept in a private file, since the server
    does not show it again.
    """
    try:
        context.out.show(service.with_secret(reply), view)
    except UnwrittenError as exc:
        hint = _way_to_secret(context, reply, endpoint_id)
        exc.problem = exc.problem._replace(hint=hint, submitted="yes", safe_to_retry=False)
        raise
    except BrokenPipeError:
        context.out.close_quietly()
        context.out.warn(f"Nobody read the result; {_way_to_secret(context, reply, endpoint_id)}")
        raise
    _tell_once(context, endpoint_id)


def _way_to_secret(context: CommandContext, reply: ApiResponse[Any], endpoint_id: str) -> str:
    path = service.keep_unwritten(context.environ, reply.raw)
    if path is not None:
        return f"it is kept for you alone, with its secret; delete it when you have it: {path}"
    again = context.command_line("webhooks", "rotate", endpoint_id)
    return f"its secret is lost; for another: {again}"


def _tell_once(context: CommandContext, endpoint_id: str) -> None:
    """Say that a secret was shown for the only time, or that it was not shown at all."""
    choices = context.out.choices
    if not choices.quiet and (not choices.fields or "signingSecret" in choices.fields):
        context.out.note("Keep the secret: it is not shown again")
        return
    again = context.command_line("webhooks", "rotate", endpoint_id)
    context.out.warn(f"The secret was left out, and is shown only once; for another: {again}")
