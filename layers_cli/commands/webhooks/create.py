"""`layers webhooks create`."""

from typing import Annotated, Any

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import ForProjectOption
from layers_cli.commands.webhooks.options import DescriptionOption, Event, show_secret
from layers_cli.context.context import CommandContext
from layers_cli.render.views import account


@command(
    shape="CreatedWebhook",
    examples=(
        "layers webhooks create https://example.com/layers --event job.completed",
        "layers --sandbox webhooks create http://127.0.0.1:9000/ --event content.generated",
    ),
)
def create(
    context: CommandContext,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where events are sent; https.")],
    event: Annotated[
        list[Event],
        typer.Option("--event", metavar="EVENT", help="An event, as job.completed; repeatable."),
    ],
    description: DescriptionOption = None,
    for_project: ForProjectOption = None,
    all_children: Annotated[
        bool,
        typer.Option("--all-children", help="Of child organizations too; needs org:admin."),
    ] = False,
) -> None:
    """Create an endpoint and print its signing secret, which is shown only once."""
    fields: dict[str, Any] = {"url": url, "events": list(event)}
    if description is not None:
        fields["description"] = description
    if for_project is not None:
        fields["projectId"] = for_project
    if all_children:
        fields["scope"] = "all_children"
    with context.run_state.acting_once():
        reply = context.api.create_webhook(fields)
        show_secret(context, reply, account.created_webhook_panel, reply.model.endpoint.id)
