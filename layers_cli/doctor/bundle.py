"""Writes an archive for a bug report: what the checks found, and nothing secret."""

from __future__ import annotations

import json
import os
import re
import zipfile
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Any

from layers_cli.config.errors import ConfigError
from layers_cli.errors.exceptions import UsageError
from layers_cli.ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from layers_cli.context.context import CommandContext
    from layers_cli.doctor.findings import Finding
    from layers_cli.ledger.records import IntentRecord

_MOST_ENTRIES = 100
_NAMES = re.compile(r"LAYERS_.*|XDG_.*|LC_.*|CI|GITHUB_ACTIONS|GITLAB_CI|LANG|TERM(_PROGRAM)?")
_MORE_NAMES = re.compile(r"COLORTERM|NO_COLOR|FORCE_COLOR|CLICOLOR.*|COLUMNS|TMUX|STY|SSL_CERT_.*")
_KEY = re.compile(r"lp_\w+")
_PASSWORD = re.compile(r"(?<=://)[^/\s@]+@")


def write(
    context: CommandContext, findings: Sequence[Finding], path: Path, *, force: bool, hooks: bool
) -> None:
    """Write the archive to *path*, for the user's eyes alone.

    Raises `UsageError` for a file that is there already, unless *force* says to replace it.
    """
    if path.exists() and not force:
        raise UsageError(f"{path} exists already", hint="choose another name, or add --force")
    secrets = list(_secrets(context))
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, content in _contents(context, findings, hooks=hooks):
                text = json.dumps(content, indent=2, ensure_ascii=False)
                archive.writestr(name, redacted(text, secrets))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def redacted(text: str, secrets: Sequence[str]) -> str:
    """Return *text* without *secrets*, without anything like a key, without passwords in URLs."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return _PASSWORD.sub("***@", _KEY.sub("lp_***", text))


def _secrets(context: CommandContext) -> Iterator[str]:
    """Yield the keys that are known here; a setting that cannot be read is in the report."""
    for value in (context.environ.get("LAYERS_API_KEY"), *_stored_keys(context)):
        if value and value.strip():
            yield value.strip()


def _stored_keys(context: CommandContext) -> list[str | None]:
    from layers_cli.services.sources import read_sources

    try:
        stored = [profile.get("api_key") for profile in read_sources(context).profiles.values()]
        return [*stored, context.settings.api_key.value]
    except ConfigError:
        return []


def _contents(
    context: CommandContext, findings: Sequence[Finding], *, hooks: bool
) -> Iterator[tuple[str, Any]]:
    yield "checks.json", [finding.data for finding in findings]
    yield "environment.json", _environment(context.environ)
    yield "packages.json", {each.name: each.version for each in distributions()}
    yield "ledger.json", _ledger(context, hooks=hooks)


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what changes how layers behaves; the rest of an environment is nobody's business."""
    chosen = {
        name: value
        for name, value in sorted(environ.items())
        if _NAMES.fullmatch(name) or _MORE_NAMES.fullmatch(name)
    }
    return {name: "***" if "KEY" in name else value for name, value in chosen.items()}


def _ledger(context: CommandContext, *, hooks: bool) -> list[dict[str, Any]] | str:
    try:
        ledger = context.known_ledger
        entries = ledger.intents.newest(limit=_MOST_ENTRIES) if ledger else []
    except LedgerError as exc:
        return str(exc)
    return [_row(entry, hooks=hooks) for entry in entries]


def _row(entry: IntentRecord, *, hooks: bool) -> dict[str, Any]:
    """Return what helps to understand a failure; neither request nor answer, which hold texts."""
    row: dict[str, Any] = {
        "kind": entry.intent.kind,
        "path": entry.intent.path,
        "state": entry.state.value,
        "createdAt": entry.created_at,
        "changedAt": entry.changed_at,
        "status": entry.status,
        "code": entry.code,
        "jobId": entry.job_id,
        "containerIds": entry.container_ids,
        "ends": dict(entry.ends),
    }
    return {**row, "hook": entry.intent.hook} if hooks else row
