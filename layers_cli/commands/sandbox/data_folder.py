"""The data folder a sandbox command works in, and the sandbox that runs there."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from layers_cli.context.context import CommandContext
from layers_cli.sandbox.manage import process
from layers_cli.sandbox.manage.control_client import ControlClient
from layers_cli.sandbox.manage.process import RunningSandbox

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Its data folder; LAYERS_SANDBOX_DIR, or one of its own."
    ),
]


def folder_of(context: CommandContext, data: Path | None) -> Path:
    """Return the data folder that was chosen, or the one that is used by default."""
    return (context.cwd / data).absolute() if data else process.default_data_dir(context.environ)


def line_of(verb: str, data: Path | None) -> str:
    """Return the command line of *verb* for the folder that was named, for hints."""
    return f"layers sandbox {verb}" + (f" --data {shlex.quote(str(data))}" if data else "")


def started(context: CommandContext, folder: Path) -> RunningSandbox:
    """Return the sandbox of *folder*; say so if it has to be started first."""
    if process.find_running(folder) is None:
        context.out.note("Starting the sandbox")
    return process.ensure_running(folder, environment=context.environ)


def control_of(context: CommandContext, data: Path | None) -> ControlClient:
    """Return the control surface of the sandbox in the folder *data*, started if need be."""
    from layers_cli.sandbox.manage.control_client import ControlClient

    return ControlClient(started(context, folder_of(context, data)))
