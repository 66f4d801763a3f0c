"""An archive for a bug report, without secrets."""

import os
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from layers_cli.config.errors import ConfigError
from layers_cli.doctor.checks import DoctorInputs
from layers_cli.doctor.findings import Finding
from layers_cli.formats.json_text import dumps
from layers_cli.inputs.places import check_free
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.records import IntentRecord

MAX_INTENTS = 100
"""How many records of the ledger a bundle holds, the newest first."""
_NAMES = re.compile(r"LAYERS_.*|XDG_.*|LC_.*|CI|GITHUB_ACTIONS|GITLAB_CI|LANG|TERM(_PROGRAM)?")
_MORE_NAMES = re.compile(r"COLORTERM|NO_COLOR|FORCE_COLOR|CLICOLOR.*|COLUMNS|TMUX|STY|SSL_CERT_.*")
_KEY = re.compile(r"lp_\w+")
_PASSWORD = re.compile(r"(?<=://)[^/\s@]+@")


def write_bundle(
    path: Path, files: Mapping[str, Any], *, secrets: Sequence[str], force: bool
) -> None:
    """Write *files*, JSON by file name, into an archive at *path* that only the user can read.

    *secrets* are taken out of them. Raises `UsageError` if *path* exists, unless *force*.
    """
    check_free(path, replace=force, param="bundle")
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, content in files.items():
                text = dumps(content, indent=2, ensure_ascii=False)
                archive.writestr(name, redacted(text, secrets))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def bundle_files(
    findings: Sequence[Finding],
    environ: Mapping[str, str],
    load_intents: Callable[[], Sequence[IntentRecord]],
    *,
    hooks: bool,
) -> dict[str, Any]:
    """Return what a bug report needs, as JSON by file name; texts of hooks only if *hooks*.

    Where *load_intents* raises `LedgerError`, its message stands in place of the ledger's records.
    """
    try:
        ledger: Any = [_row(record, hooks=hooks) for record in load_intents()]
    except LedgerError as exc:
        ledger = str(exc)
    return {
        "checks.json": [finding.data for finding in findings],
        "environment.json": _environment(environ),
        "packages.json": {each.name: each.version for each in distributions()},
        "ledger.json": ledger,
    }


def known_secrets(inputs: DoctorInputs) -> list[str]:
    """Return the API keys that the environment and the configuration hold."""
    keys: list[str | None] = [inputs.environ.get("LAYERS_API_KEY")]
    with suppress(ConfigError):  # it is among the findings
        keys += [each.get("api_key") for each in inputs.load_sources().profiles.values()]
        keys.append(inputs.load_settings().api_key.value)
    return [key.strip() for key in keys if key and key.strip()]


def redacted(text: str, secrets: Sequence[str]) -> str:
    """Return *text* without *secrets*, anything like a key, and passwords in URLs."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return _PASSWORD.sub("***@", _KEY.sub("lp_***", text))


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that change how layers behaves; all others stay private."""
    chosen = {
        name: value
        for name, value in sorted(environ.items())
        if _NAMES.fullmatch(name) or _MORE_NAMES.fullmatch(name)
    }
    return {name: "***" if "KEY" in name else value for name, value in chosen.items()}


def _row(record: IntentRecord, *, hooks: bool) -> dict[str, Any]:
    """Return what explains a failure, without request and response, which hold texts."""
    row: dict[str, Any] = {
        "kind": record.intent.kind,
        "path": record.intent.path,
        "state": record.state.value,
        "createdAt": record.created_at,
        "changedAt": record.changed_at,
        "status": record.status,
        "code": record.code,
        "jobId": record.job_id,
        "containerIds": record.container_ids,
        "ends": dict(record.ends),
    }
    return {**row, "hook": record.intent.hook} if hooks else row
