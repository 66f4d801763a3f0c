"""`layers sandbox serve`."""

import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from layers_cli.cli.command import command
from layers_cli.commands.sandbox.control import DataOption, data_folder, export_environment
from layers_cli.commands.sandbox.limits import (
    ConcurrentJobsOption,
    CreateRateOption,
    CreditsOption,
    PlaceholdersOption,
    RateLimitsOption,
)
from layers_cli.context.context import CommandContext
from layers_cli.sandbox.manage import process


@command(
    shape="SandboxState",
    examples=(
        "layers sandbox serve --port 8787",
        "layers sandbox serve --data ./state > sandbox.env &",
        "layers sandbox serve --placeholders --credits 1000000 --create-rate 600",
    ),
)
def serve(
    context: CommandContext,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="PORT", min=0, max=65535, help="The port; 0 is any free one."
        ),
    ] = 0,
    data: DataOption = None,
    strict_fetch: Annotated[
        bool, typer.Option("--strict-fetch", help="Never fetch uploads from this machine.")
    ] = False,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let other machines in, with the key.")
    ] = False,
    rate_limits: RateLimitsOption = None,
    create_rate: CreateRateOption = None,
    concurrent_jobs: ConcurrentJobsOption = None,
    credits_: CreditsOption = None,
    placeholders: PlaceholdersOption = False,
) -> None:
    """Run it in the foreground, for CI; print what a shell needs once it answers."""
    _serve(
        context,
        data_folder(context, data),
        host=host,
        port=port,
        strict_fetch=strict_fetch,
        allow_remote=allow_remote,
        rate_limits=rate_limits,
        create_rate=create_rate,
        concurrent_jobs=concurrent_jobs,
        credits=credits_,
        placeholders=placeholders,
    )


def _serve(context: CommandContext, folder: Path, **options: Any) -> None:
    """Serve the data *folder* with the *options* of `ServeOptions` until the process is stopped."""
    process.require_extra()
    from layers_cli.sandbox.server import server  # it needs the extra

    level = logging.WARNING if context.out.choices.quiet else logging.INFO
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(message)s")

    def announce(ready: server.Ready) -> None:
        export_environment(context, process.RunningSandbox(**asdict(ready), data=folder))

    ready_file = process.ready_path(folder)
    server.serve(server.ServeOptions(folder, ready_file=ready_file, **options), on_ready=announce)
