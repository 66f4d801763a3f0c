"""What the commands of `layers jobs` share."""

from typing import Annotated

import typer

JobArgument = Annotated[str, typer.Argument(metavar="ID", help="A job's id.")]
StartedArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ID...",
        help="Jobs, containers or idempotency keys of this machine; - reads them from stdin.",
    ),
]
AllUnfinishedOption = Annotated[
    bool, typer.Option("--all", help="All that is unfinished at this server.")
]
