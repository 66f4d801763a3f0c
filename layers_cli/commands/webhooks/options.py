"""What the commands of `layers webhooks` share."""

from enum import StrEnum
from typing import Annotated

import typer

from layers_cli.context.context import CommandContext

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


def keep_secret(context: CommandContext, endpoint_id: str) -> None:
    """Say that a secret was shown for the only time, or that it was not shown at all."""
    if not context.out.choices.quiet:
        context.out.note("Keep the secret: it is not shown again")
        return
    again = context.command_line("webhooks", "rotate", endpoint_id)
    context.out.warn(f"-q leaves out the secret, which is shown only once; for another: {again}")
