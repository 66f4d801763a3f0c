"""`layers sandbox`: run the local stand-in for the API, in the foreground or the background."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from layers_cli.commands import sandbox_control
from layers_cli.commands.declared import option
from layers_cli.commands.options import YesOption
from layers_cli.commands.sandbox_folder import DataOption, folder_of, line_of, started
from layers_cli.commands.tree import Noun
from layers_cli.errors import exceptions
from layers_cli.errors.exit_codes import ExitCode, end_with
from layers_cli.sandbox.manage import process

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime
    from layers_cli.sandbox.manage.process import RunningSandbox

noun = Noun("sandbox", "Run the local stand-in for the API.")

RateLimitTier = Literal["standard", "pilot", "partner"]


@noun.command(
    "serve",
    shape="SandboxState",
    examples=(
        "layers sandbox serve --port 8787",
        "layers sandbox serve --data ./state > sandbox.env &",
    ),
)
def serve(
    run: Runtime,
    host: Annotated[str, option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, option("--port", min=0, max=65535, help="The port; 0 is any free one.")
    ] = 0,
    data: DataOption = None,
    strict_fetch: Annotated[
        bool, option("--strict-fetch", help="Never fetch uploads from this machine.")
    ] = False,
    allow_remote: Annotated[
        bool, option("--allow-remote", help="Let other machines in, with the key.")
    ] = False,
    rate_limits: Annotated[
        RateLimitTier | None,
        option("--rate-limits", help="Limit calls as the API does for this tier; off."),
    ] = None,
) -> None:
    """Run it in the foreground, for CI; print what a shell needs once it answers."""
    folder = folder_of(run, data)
    process.require_extra()
    import logging
    from dataclasses import asdict

    from layers_cli.sandbox.server import server

    level = logging.WARNING if run.out.choices.quiet else logging.INFO
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(message)s")
    options = server.ServeOptions(
        folder,
        host,
        port,
        ready_file=process.ready_path(folder),
        strict_fetch=strict_fetch,
        allow_remote=allow_remote,
        rate_limits=rate_limits,
    )

    def announce(ready: server.Ready) -> None:
        _export(run, process.RunningSandbox(**asdict(ready), data=folder))

    server.serve(options, on_ready=announce)


@noun.command(
    "start",
    shape="SandboxState",
    examples=("layers sandbox start", 'eval "$(layers sandbox start --export)"'),
)
def start(
    run: Runtime,
    data: DataOption = None,
    export: Annotated[
        bool, option("--export", help="Print address and key as a shell takes them.")
    ] = False,
) -> None:
    """Start it in the background, unless it runs; print its address."""
    running = started(run, folder_of(run, data))
    if export:
        _export(run, running)
    elif _prints_text(run):
        _print(run, running.base_url)
    else:
        _show(run, running.data, running)


@noun.command("stop", shape="SandboxState", examples=("layers sandbox stop",))
def stop(run: Runtime, data: DataOption = None) -> None:
    """Stop it; its data stays."""
    folder = folder_of(run, data)
    did_run = process.stop(folder)
    run.out.note("Stopped" if did_run else "It was not running")
    if not _prints_text(run):
        _show(run, folder, None)


@noun.command(
    "status",
    shape="SandboxState",
    examples=("layers sandbox status", "layers sandbox status --json"),
)
def status(run: Runtime, data: DataOption = None) -> None:
    """Say whether it runs, and where; exit 9 if it does not."""
    folder = folder_of(run, data)
    running = process.find_running(folder)
    _show(run, folder, running)
    if running is None:
        run.out.hint(line_of("start", data))
        end_with(ExitCode.NOT_FOUND)


@noun.command(
    "logs",
    shape="LogLine",
    lists=True,
    examples=("layers sandbox logs -n 20", "layers sandbox logs -f"),
)
def logs(
    run: Runtime,
    data: DataOption = None,
    follow: Annotated[
        bool, option("-f", "--follow", help="Go on with what is still to come.")
    ] = False,
    lines: Annotated[int, option("-n", "--lines", min=0, help="Lines to begin with.")] = 50,
) -> None:
    """Print the log of the one in the background."""
    from layers_cli.render.output import Format
    from layers_cli.sandbox.manage import logs

    if follow and run.out.choices.format is Format.JSON:
        raise exceptions.UsageError("--json never ends here", hint="use --jsonl", param="follow")
    path = process.log_path(folder_of(run, data))
    if not path.exists():
        raise exceptions.CommandError(
            f"There is no log yet: {path}",
            code="cli_no_log",
            exit_code=ExitCode.NOT_FOUND,
            hint=line_of("start", data),
        )
    found, position = logs.last_lines(path, lines)
    coming = logs.new_lines(path, position=position, pause=run.pause) if follow else ()
    _print_log(run, chain([found], ([line] for line in coming)))


@noun.command("reset", shape="SandboxState", examples=("layers sandbox reset --yes",))
def reset(run: Runtime, data: DataOption = None, yes: YesOption = False) -> None:
    """Throw away all that was made in it, and begin anew."""
    folder = folder_of(run, data)
    if not yes:
        _agree(run, f"Throw away everything in {folder}?", instead=line_of("reset --yes", data))
    running = started(run, folder)
    process.reset(folder)
    run.out.note("The sandbox is as new")
    if not _prints_text(run):
        _show(run, folder, running)


def _prints_text(run: Runtime) -> bool:
    """Whether the result is text for people and shells, and no JSON."""
    from layers_cli.render.output import Format

    return run.out.choices.format in (Format.HUMAN, Format.IDS)


def _print(run: Runtime, *lines: str) -> None:
    """Write *lines* to stdout, at once: a program may wait for them while this one goes on."""
    for line in lines:
        run.out.line(line)


def _export(run: Runtime, running: RunningSandbox) -> None:
    """Print what a shell needs to talk to *running*: the one place where its key is shown."""
    if not _prints_text(run):
        _show(run, running.data, running, key=running.key)
        return
    _print(
        run,
        f"export LAYERS_BASE_URL={shlex.quote(running.base_url)}",
        f"export LAYERS_API_KEY={shlex.quote(running.key)}",
    )


def _show(
    run: Runtime, folder: Path, running: RunningSandbox | None, *, key: str | None = None
) -> None:
    """Show what runs in *folder*; its *key* only if it is given."""
    from dataclasses import replace

    from layers_cli.api.reply import Composed
    from layers_cli.render.views.sandbox import SandboxReport, sandbox_panel

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
    run.out.show(Composed(report.document, report), sandbox_panel)


def _print_log(run: Runtime, parts: Iterable[list[str]]) -> None:
    """Print the lines of *parts* as they come."""
    from layers_cli.api.reply import Listing
    from layers_cli.render.text import clean
    from layers_cli.render.views.sandbox import log_table

    if _prints_text(run):
        for lines in parts:
            _print(run, *map(clean, lines))
        return
    pages = (Listing([{"line": line} for line in lines], lines) for lines in parts)
    run.out.show_pages(pages, log_table)


def _agree(run: Runtime, question: str, *, instead: str) -> None:
    """Ask *question*; raise `CommandError` unless somebody is there and says yes.

    *instead* is the command that does not ask.
    """
    answer = None if run.no_input else run.out.confirm(question)
    if not answer:
        raise exceptions.CommandError(
            "There is nobody here to ask" if answer is None else "Nothing was changed",
            code="cli_no_input" if answer is None else "cli_declined",
            exit_code=ExitCode.DECLINED,
            hint=instead,
        )


noun.verbs.update(sandbox_control.noun.verbs)
