"""Run every check of `layers doctor`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers_cli.config.errors import ConfigError
from layers_cli.config.files import permission_warning
from layers_cli.config.reports import all_settings
from layers_cli.config.resolution import Sources
from layers_cli.config.settings import Settings
from layers_cli.doctor import machine
from layers_cli.doctor.findings import Finding, State, failed, passed, warned
from layers_cli.doctor.network import Network, ProbedAccount, check_network
from layers_cli.formats.file_owners import is_there
from layers_cli.ledger.errors import LedgerError
from layers_cli.sandbox.manage.outdated import advice
from layers_cli.sandbox.manage.running import default_data_dir, find_running


@dataclass(frozen=True)
class DoctorInputs:
    """What the checks look at.

    *program* is the path of the running program. *load_sources* and *load_settings* raise
    `ConfigError`. *now* returns seconds since 1970. *on_request* hears the address that is about
    to be called. *transport* replaces the network in tests.
    """

    environ: Mapping[str, str]
    program: Path
    terminal: machine.TerminalInfo
    load_sources: Callable[[], Sources]
    load_settings: Callable[[], Settings]
    now: Callable[[], float]
    on_request: Callable[[str], None]
    transport: Any = None


def run_checks(inputs: DoctorInputs) -> Iterator[Finding]:
    """Yield the finding of every check; a check that fails stops no other."""
    environ = inputs.environ
    yield from machine.check_program(environ, inputs.program)
    try:
        yield from machine.check_folders(environ)
        yield machine.check_ledger(environ)
    except (ConfigError, LedgerError) as exc:
        yield failed("folders", str(exc), exc.hint)
    yield from machine.check_extras()
    yield machine.check_terminal(inputs.terminal, environ)
    try:
        sources = inputs.load_sources()
    except ConfigError as exc:
        yield failed("config", str(exc), exc.hint)
        return
    yield from _check_config_files(sources)
    try:
        settings = inputs.load_settings()
        yield _describe_settings(settings, sources)
    except ConfigError as exc:
        yield failed("settings", str(exc), exc.hint)
        return
    yield from _check_api(settings, inputs)


def is_healthy(findings: Sequence[Finding]) -> bool:
    """Return whether no check failed."""
    return all(finding.state is not State.FAIL for finding in findings)


def _check_config_files(sources: Sources) -> Iterator[Finding]:
    for warning in sources.warnings:
        yield warned("config", warning, f"edit {sources.user_path}")
    if readable := permission_warning(sources.user_path):
        yield warned("config", *readable.split(", run: ", 1))
    files = [str(path) for path in (sources.user_path, sources.project_path) if path]
    read = [path for path in files if is_there(Path(path))]
    yield passed("config", f"read: {', '.join(read) or 'no file'}")


def _describe_settings(settings: Settings, sources: Sources) -> Finding:
    rows = all_settings(settings, sources).entries
    known = [f"{row.key} from {row.origin}" for row in rows if row.value is not None]
    return passed("settings", ", ".join(known))


def _check_api(settings: Settings, inputs: DoctorInputs) -> Iterator[Finding]:
    if settings.is_sandbox:
        running = find_running(default_data_dir(inputs.environ))
        if running is None:
            yield passed("api", "the sandbox is not running; it starts with the first command")
            return
        if said := advice(running, stop="layers sandbox stop"):
            yield warned("sandbox", said)
        account = ProbedAccount(running.base_url, running.key, key_origin="the sandbox")
    else:
        account = ProbedAccount(
            str(settings.base_url.value),
            settings.api_key.value,
            settings.organization.value,
            settings.api_key.origin,
        )
    inputs.on_request(account.base_url)
    yield from check_network(account, Network(inputs.now, inputs.transport))
