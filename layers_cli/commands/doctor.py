"""`layers doctor`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.cli.command import command
from layers_cli.cli.options import ForceOption
from layers_cli.context.context import CommandContext
from layers_cli.doctor.bundle import MAX_INTENTS, bundle_files, known_secrets, write_bundle
from layers_cli.doctor.checks import DoctorInputs, is_healthy, run_checks
from layers_cli.doctor.findings import Finding, State
from layers_cli.doctor.machine import TerminalInfo
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.ledger.records import IntentRecord
from layers_cli.render.output import Format
from layers_cli.render.pictures.capabilities import picture_capabilities
from layers_cli.render.views.doctor import finding_table


@command(
    shape="Check",
    prints=("CheckReport",),
    lists=True,
    examples=("layers doctor", "layers doctor --bundle report.zip"),
)
def doctor(
    context: CommandContext,
    bundle: Annotated[
        str | None,
        typer.Option(
            "--bundle", metavar="FILE", help="Write a zip for a bug report, without keys."
        ),
    ] = None,
    hooks: Annotated[
        bool, typer.Option("--with-hooks", help="Include hooks in the bundle.")
    ] = False,
    force: ForceOption = False,
) -> None:
    """Check everything layers depends on, and say how to fix it."""
    inputs = _inputs(context)
    findings = list(run_checks(inputs))
    healthy = is_healthy(findings)
    if bundle is not None:
        path = context.cwd / bundle
        files = bundle_files(
            findings, context.environ, lambda: _newest_intents(context), hooks=hooks
        )
        write_bundle(path, files, secrets=known_secrets(inputs), force=force)
        context.out.note(f"Wrote {path}; look through it before you send it to anyone")
    _show(context, findings, healthy=healthy)
    exit_with(ExitCode.OK if healthy else ExitCode.ERROR)


def _newest_intents(context: CommandContext) -> Sequence[IntentRecord]:
    ledger = context.known_ledger
    return ledger.intents.newest(limit=MAX_INTENTS) if ledger else []


def _inputs(context: CommandContext) -> DoctorInputs:
    terminal = context.out.terminal
    abilities = {
        "colors": terminal.color,
        "links": terminal.links,
        "live updates": terminal.live,
        "plain text": True,
    }
    return DoctorInputs(
        environ=context.environ,
        program=Path(sys.argv[0]),
        terminal=TerminalInfo(
            is_terminal=terminal.is_terminal,
            encoding=context.out.encoding,
            has_glyphs=terminal.glyphs,
            pictures=lambda: _picture_protocol(context),
            abilities=tuple(name for name, has in abilities.items() if has),
        ),
        load_sources=context.read_sources,
        load_settings=lambda: context.settings,
        now=lambda: context.out.now().timestamp(),
        on_request=lambda url: context.out.working(f"Asking {url}"),
        transport=context.transport,
    )


def _picture_protocol(context: CommandContext) -> str:
    out = context.out
    return picture_capabilities(context.environ, out.terminal, out.window_stream)[0].value


def _show(context: CommandContext, findings: list[Finding], *, healthy: bool) -> None:
    """Show *findings*; a table may cut texts at the window's edge, so hints repeat them whole."""
    rows = [each.data for each in findings]
    if context.out.choices.format is Format.JSON:
        document = {"healthy": healthy, "checks": rows}
        result: CombinedResult[Any] = CombinedResult(document, findings)
        context.out.show(result, finding_table)
        return
    context.out.show_pages([ListPage(rows, findings)], finding_table)
    for finding in findings:
        if finding.state is not State.PASS and context.out.terminal.is_terminal:
            context.out.note(f"{finding.name}: {finding.message}")
        if finding.state is not State.PASS and finding.fix:
            context.out.hint(f"{finding.name}: {finding.fix}")
