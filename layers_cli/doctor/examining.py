"""Runs all checks of `layers doctor` and shows what they found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers_cli.api.responses import CombinedResult, ListPage
from layers_cli.config import reports
from layers_cli.config.errors import ConfigError
from layers_cli.config.files import permission_warning
from layers_cli.doctor import machine
from layers_cli.doctor.findings import State, failed, passed, warned
from layers_cli.doctor.network import Account, World, check_network
from layers_cli.errors.exit_codes import ExitCode, exit_with
from layers_cli.ledger.errors import LedgerError
from layers_cli.render.output import Format
from layers_cli.render.views.doctor import finding_table
from layers_cli.services.preview import abilities
from layers_cli.services.sources import read_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers_cli.context.context import CommandContext
    from layers_cli.doctor.findings import Finding


def examine(context: CommandContext, *, bundle: str | None, force: bool, hooks: bool) -> None:
    """Show what all checks found; raises `ExitWithCode` where something does not work.

    *bundle* is the path of an archive to write, in which *hooks* stay only if asked for.
    """
    findings = list(check_all(context))
    if bundle is not None:
        from layers_cli.doctor.bundle import write

        write(context, findings, context.cwd / bundle, force=force, hooks=hooks)
    if context.out.choices.format is Format.JSON:
        document = {"healthy": _is_healthy(findings), "checks": [each.data for each in findings]}
        whole: CombinedResult[Any] = CombinedResult(document, findings)
        context.out.show(whole, finding_table)
    else:
        listing = ListPage([each.data for each in findings], findings)
        context.out.show_pages([listing], finding_table)
        _say_in_full(context, findings)
    if bundle is not None:
        context.out.note(f"Wrote {context.cwd / bundle}; look at it before you send it to anybody")
    exit_with(ExitCode.OK if _is_healthy(findings) else ExitCode.ERROR)


def _say_in_full(context: CommandContext, findings: Sequence[Finding]) -> None:
    """Say what is not well, and the way out, which a table may have cut at the window's edge."""
    for finding in findings:
        if finding.state is not State.PASS and context.out.terminal.is_terminal:
            context.out.note(f"{finding.name}: {finding.message}")
        if finding.state is not State.PASS and finding.fix:
            context.out.hint(f"{finding.name}: {finding.fix}")


def check_all(context: CommandContext) -> Iterator[Finding]:
    """Make every check; one that fails keeps no other from being made."""
    yield from machine.check_program(context.environ, Path(sys.argv[0]))
    try:
        yield from machine.check_folders(context.environ)
        yield machine.check_ledger(context.environ)
    except (ConfigError, LedgerError) as exc:
        yield failed("folders", str(exc), exc.hint)
    yield from machine.check_extras()
    yield machine.check_terminal(
        context.out.terminal,
        context.environ,
        context.out.encoding,
        lambda: abilities(context)[0].value,
    )
    yield from _check_config(context)


def _check_config(context: CommandContext) -> Iterator[Finding]:
    """Check the files of the configuration, then the API that they name."""
    try:
        sources = read_sources(context)
    except ConfigError as exc:
        yield failed("config", str(exc), exc.hint)
        return
    for warning in sources.warnings:
        yield warned("config", warning, f"edit {sources.user_path}")
    if readable := permission_warning(sources.user_path):
        yield warned("config", *readable.split(", run: ", 1))
    files = [str(path) for path in (sources.user_path, sources.project_path) if path]
    read = [path for path in files if Path(path).exists()]
    yield passed("config", f"read: {', '.join(read) or 'no file'}")
    try:
        entries = reports.all_settings(context.settings, sources).entries
    except ConfigError as exc:
        yield failed("settings", str(exc), exc.hint)
        return
    said = [f"{each.key} from {each.origin}" for each in entries if each.value is not None]
    yield passed("settings", ", ".join(said))
    yield from _check_api(context)


def _check_api(context: CommandContext) -> Iterator[Finding]:
    world = World(context.environ, lambda: context.out.now().timestamp(), context.transport)
    if context.settings.is_sandbox:
        from layers_cli.sandbox.manage.running import default_data_dir, find_running

        running = find_running(default_data_dir(context.environ))
        if running is None:
            yield passed("api", "the sandbox does not run; it starts with the first command")
            return
        account = Account(running.base_url, running.key)
    else:
        settings = context.settings
        account = Account(
            str(settings.base_url.value), settings.api_key.value, settings.organization.value
        )
    context.out.working(f"Asking {account.base_url}")
    yield from check_network(account, world)


def _is_healthy(findings: Sequence[Finding]) -> bool:
    return all(finding.state is not State.FAIL for finding in findings)
