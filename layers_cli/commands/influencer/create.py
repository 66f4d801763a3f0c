"""`layers influencer create`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import IdempotencyKeyOption, TimeoutOption
from layers_cli.commands.influencer.options import AgeRangeOption, GenderOption, WatchOption
from layers_cli.commands.influencer.results import show_started
from layers_cli.context.context import CommandContext
from layers_cli.inputs.durations import parse_duration
from layers_cli.services import influencers


@command(
    changes=True,
    shape="Influencer",
    examples=(
        "layers influencer create --gender female --age-range adult",
        "layers influencer create --prompt 'a calm gardener' --no-watch --json",
    ),
)
def create(
    context: CommandContext,
    gender: GenderOption = None,
    age_range: AgeRangeOption = None,
    prompt: Annotated[
        str | None,
        typer.Option("--prompt", metavar="TEXT", help="Who it is, in 60 characters at most."),
    ] = None,
    watch: WatchOption = True,
    timeout: TimeoutOption = "20m",
    idempotency_key: IdempotencyKeyOption = None,
) -> None:
    """Create an influencer and wait until it is ready."""
    how = influencers.StartOptions(parse_duration(timeout) if watch else None, idempotency_key)
    fields = influencers.given_fields(gender=gender, ageRange=age_range, prompt=prompt)
    show_started(context, influencers.create(context, fields, how))
