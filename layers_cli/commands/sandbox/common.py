"""What the commands of `layers sandbox` share."""

import shlex
from pathlib import Path

from layers_cli.context.context import CommandContext
from layers_cli.sandbox.manage import process
from layers_cli.sandbox.manage.process import RunningSandbox


def _prints_text(context: CommandContext) -> bool:
    """Whether the result is text for people and shells, and no JSON."""
    from layers_cli.render.output import Format

    return context.out.choices.format in (Format.HUMAN, Format.IDS)


def _print(context: CommandContext, *lines: str) -> None:
    """Write *lines* to stdout, at once: a program may wait for them while this one goes on."""
    for line in lines:
        context.out.line(line)


def _export(context: CommandContext, running: RunningSandbox) -> None:
    """Print what a shell needs to talk to *running*: the one place where its key is shown."""
    if not _prints_text(context):
        _show(context, running.data, running, key=running.key)
        return
    _print(
        context,
        f"export LAYERS_BASE_URL={shlex.quote(running.base_url)}",
        f"export LAYERS_API_KEY={shlex.quote(running.key)}",
    )


def _show(
    context: CommandContext, folder: Path, running: RunningSandbox | None, *, key: str | None = None
) -> None:
    """Show what runs in *folder*; its *key* only if it is given."""
    from dataclasses import replace

    from layers_cli.api.responses import CombinedResult
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
    context.out.show(CombinedResult(report.document, report), sandbox_panel)
