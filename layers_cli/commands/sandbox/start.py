"""`layers sandbox start`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import (
    DataOption,
    data_folder,
    ensure_started,
    export_environment,
    show_state,
)
from layers_cli.commands.sandbox.limits import (
    ConcurrentJobsOption,
    CreateRateOption,
    CreditsOption,
    PlaceholdersOption,
    RateLimitsOption,
    server_words,
)
from layers_cli.context.context import CommandContext


@command(
    shape="SandboxState",
    examples=("layers sandbox start", 'eval "$(layers sandbox start --export)"'),
)
def start(
    context: CommandContext,
    data: DataOption = None,
    export: Annotated[
        bool, typer.Option("--export", help="Print address and key as a shell takes them.")
    ] = False,
    rate_limits: RateLimitsOption = None,
    create_rate: CreateRateOption = None,
    concurrent_jobs: ConcurrentJobsOption = None,
    credits_: CreditsOption = None,
    placeholders: PlaceholdersOption = False,
) -> None:
    """Start it in the background, unless it runs; print its address."""
    words = server_words(
        rate_limits=rate_limits,
        create_rate=create_rate,
        concurrent_jobs=concurrent_jobs,
        credits=credits_,
        placeholders=placeholders,
    )
    running = ensure_started(context, data_folder(context, data), words)
    if export:
        export_environment(context, running)
    elif context.out.choices.is_text:
        context.out.line(running.base_url)
    else:
        show_state(context, running.data, running)
