"""What the commands of `layers sandbox` share: the data folder, the sandbox in it, and results."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.render.choices import Format
from layers_cli.render.view_types import DetailView, TableView
from layers_cli.render.views.sandbox import SandboxReport, sandbox_panel
from layers_cli.sandbox.manage import process
from layers_cli.sandbox.manage.control_client import ControlClient
from layers_cli.sandbox.manage.process import RunningSandbox

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Its data folder; LAYERS_SANDBOX_DIR, or one of its own."
    ),
]
FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="YAML or JSON; - is stdin.")]
MethodOption = Annotated[
    str | None, typer.Option("--method", metavar="METHOD", help="Requests with this method only.")
]
PathOption = Annotated[
    str | None,
    typer.Option("--path", metavar="GLOB", help="Requests to this path only; * is any text."),
]
StatusOption = Annotated[
    str | None,
    typer.Option(
        "--status", metavar="CODE", help="With this status only: 429, 5xx, or none if cut."
    ),
]
FollowOption = Annotated[
    bool, typer.Option("-f", "--follow", help="Go on with what is still to come.")
]


def check_follow(context: CommandContext, *, follow: bool) -> None:
    """Raise `UsageError` for --follow where one JSON document is wanted."""
    if follow and context.out.choices.format is Format.JSON:
        raise UsageError("--json never ends here", hint="use --jsonl", param="follow")


def data_folder(context: CommandContext, data: Path | None) -> Path:
    """Return the data folder that was chosen, or the default one."""
    return (context.cwd / data).absolute() if data else process.default_data_dir(context.environ)


def command_line(verb: str, data: Path | None) -> str:
    """Return the command line of *verb* for the folder that was named, for hints."""
    return f"layers sandbox {verb}" + (f" --data {shlex.quote(str(data))}" if data else "")


def ensure_started(
    context: CommandContext, folder: Path, options: Sequence[str] = ()
) -> RunningSandbox:
    """Return the sandbox of *folder*; say so if it has to be started first.

    Raises `UsageError` for *options* of the server where one runs, which would not have them.
    """
    if process.find_running(folder) is None:
        context.out.note("Starting the sandbox")
    elif options:
        data = None if folder == process.default_data_dir(context.environ) else folder
        raise UsageError(
            f"The sandbox is running, so {options[0]} would change nothing",
            hint=f"stop it first: {command_line('stop', data)}",
            param=options[0].lstrip("-"),
        )
    running = process.ensure_running(folder, options=options, environment=context.environ)
    warn_of_age(context, running)
    return running


def warn_of_age(context: CommandContext, running: RunningSandbox) -> None:
    """Say so if *running* is no longer what is installed, with the command that ends it."""
    default = process.default_data_dir(context.environ)
    stop = command_line("stop", None if running.data == default else running.data)
    if said := process.advice(running, stop=stop):
        context.out.warn(said)


def control_client(context: CommandContext, data: Path | None) -> ControlClient:
    """Return a client of the sandbox in the folder *data*, which is started if need be."""
    return ControlClient(ensure_started(context, data_folder(context, data)))


def read_file(context: CommandContext, file: str) -> bytes:
    """Return the text in *file*, or on stdin for `-`, as UTF-8, for the sandbox to judge."""
    return context.inputs.file(file, param="FILE").encode()


def request_filter(
    method: str | None, path: str | None, status: str | None
) -> dict[str, str | None]:
    """Return which logged requests are meant, as the control API takes it."""
    return {"method": method and method.upper(), "path": path, "status": status}


def show_object(context: CommandContext, document: dict[str, Any], view: DetailView[Any]) -> None:
    """Show one *document* of the control API."""
    context.out.show(CombinedResult(document, document), view)


def show_rows(context: CommandContext, rows: Sequence[Any], view: TableView[Any]) -> None:
    """Show the *rows* of a list of the control API."""
    context.out.show_pages([ListPage(rows, rows)], view)


def show_state(
    context: CommandContext, folder: Path, running: RunningSandbox | None, *, key: str | None = None
) -> None:
    """Show what runs in *folder*; its *key* only if it is given."""
    report = SandboxReport(data=str(folder), log=str(process.log_path(folder)))
    if running is not None:
        report = replace(
            report,
            base_url=running.base_url,
            pid=running.pid,
            project=running.project,
            version=running.version,
            api_key=key,
        )
    context.out.show(CombinedResult(report.document, report), sandbox_panel)


def export_environment(context: CommandContext, running: RunningSandbox) -> None:
    """Print what a shell needs to talk to *running*: the one place where its key is shown."""
    if not context.out.choices.is_text:
        show_state(context, running.data, running, key=running.key)
        return
    # At once: a program may wait for them while this one goes on.
    context.out.line(f"export LAYERS_BASE_URL={shlex.quote(running.base_url)}")
    context.out.line(f"export LAYERS_API_KEY={shlex.quote(running.key)}")
