"""Models of the JSON that commands print beside the API's own (`api.models`).

They serve `layers schema` and `--fields`. Names and meanings only grow (cli-conventions 4k).
The class of the schema `KeyReport` is `KeyReportOutput`: without the ending, it is the result class
whose JSON it describes.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from pydantic import BaseModel, Field, create_model

from layers_cli.api.models import Container, Job, Model

SUFFIX = "Output"

_OURS = (
    "layers_cli.output_models.models",
    "layers_cli.output_models.campaigns",
    "layers_cli.output_models.reviews",
    "layers_cli.output_models.campaign_runs",
)
# Where the other output models are; the sandbox's control API has its own.
_OTHERS = (
    "layers_cli.api.models",
    "layers_cli.api.endpoints.models",
    "layers_cli.output_models.campaign_workers",
    "layers_cli.sandbox.contract.control",
    "layers_cli.sandbox.contract.faults",
    "layers_cli.sandbox.contract.responses",
    "layers_cli.sandbox.contract.seeds",
)


class SavedFileOutput(Model):
    """One media file of `--download` or `content download`."""

    container_id: str
    asset_id: str | None
    position: int
    path: str
    bytes: int
    sha256: str | None
    state: str
    url: str


class FileSourceOutput(Model):
    """A container that has a file, and the path it was saved at or sent from.

    `knownBy` is `ledger` for a download of this machine, `upload`, or `sidecar`.
    """

    file: str
    sha256: str
    container_id: str
    position: int | None
    asset_id: str | None
    project_id: str | None
    format: str | None
    hook: str | None
    server: str | None
    url: str | None
    saved_as: str
    known_by: str


# The job's own fields, without what `Job` makes of them.
_JOB_RUN: dict[str, Any] = {
    **{name: (field.annotation, field) for name, field in Job.model_fields.items()},
    "hook": (str | None, None),
    "containers": (list[Container], Field(default_factory=list)),
    "files": (list[SavedFileOutput], Field(default_factory=list)),
}
JobRunOutput: type[BaseModel] = create_model(
    "JobRunOutput",
    __base__=Model,
    __doc__="A job with its containers and the files that were saved; or a hook, and the error for"
    " which none was started.",
    **_JOB_RUN,
)


class PlannedRequestOutput(Model):
    """A request that a dry run would have sent."""

    method: str
    path: str
    idempotency_key: str
    body: dict[str, Any]


class EstimateOutput(Model):
    """The result of a dry run; amounts are credits, null where the API does not say."""

    dry_run: bool
    requests: list[PlannedRequestOutput]
    containers: int
    estimated_credits: float | None
    available: float | None
    balance: float | None
    is_covered: bool | None
    not_checked: list[str]


class StartedOutput(Model):
    """One request that this machine has made, with its live state."""

    key: str
    run: str
    kind: str
    state: str
    status: str
    progress: float | None
    job_id: str | None
    container_ids: list[str]
    containers: int
    format: str | None
    hook: str | None
    project: str | None
    organization: str | None
    profile: str
    server: str
    created_at: datetime
    estimated_credits: float | None
    code: str | None
    folder: str | None
    command: list[str]
    resume: str | None


class HookOutput(Model):
    """One suggested hook; a line break in it is the two characters backslash and n."""

    hook: str


class OpenedOutput(Model):
    """The preview, and whether it could be opened."""

    id: str
    url: str
    opened: bool


class OpenedPageOutput(Model):
    """The sandbox's page, and whether a browser was asked to open it."""

    url: str
    opened: bool


class KeySourceOutput(Model):
    """A place where a key may come from; `key` is masked."""

    origin: str
    key: str | None
    used: bool
    asked: bool


class KeyReportOutput(Model):
    """Which key is used where, and for whom; `key` is masked."""

    profile: str
    key: str
    origin: str
    base_url: str
    organization_id: str | None
    organization_name: str | None
    file: str
    sources: list[KeySourceOutput]


class SettingChangeOutput(Model):
    """A changed setting of a profile, and the file it is in."""

    key: str
    value: str | None
    profile: str
    file: str
    changed: bool


class EffectiveSettingOutput(Model):
    """One setting in effect, and where it comes from."""

    key: str
    value: str | None
    origin: str


class SettingsOverviewOutput(Model):
    """All settings, and the user's file."""

    file: str
    settings: list[EffectiveSettingOutput]


class ConfigPathOutput(Model):
    """The settings file."""

    path: str


class SandboxStateOutput(Model):
    """The sandbox of one data folder; `apiKey` is there only on request."""

    running: bool
    base_url: str | None
    pid: int | None
    project: str | None
    version: str | None
    data: str
    log: str
    api_key: str | None = None


class LogLineOutput(Model):
    """One line of the sandbox's log."""

    line: str


class ExitCodeRowOutput(Model):
    """One exit code."""

    code: int
    name: str
    meaning: str
    safe_to_rerun: str


class VariableRowOutput(Model):
    """One environment variable."""

    name: str
    meaning: str


class HelpTopicOutput(Model):
    """A topic of `layers help` that is only text."""

    topic: str
    text: str


class PlannedFileOutput(Model):
    """A file that `upload --dry-run` would send."""

    path: str
    content_type: str
    size_bytes: int


class PlannedPostOutput(Model):
    """A post that `upload --dry-run` would make; `state` is new, repeat, begun, present, …."""

    state: str
    container_id: str | None
    kind: str
    files: list[PlannedFileOutput]
    urls: list[str]
    caption: str
    caption_from: str | None
    size_bytes: int


class SchemaNameOutput(Model):
    """A command with a schema."""

    name: str
    prints: str


class SeenPictureOutput(Model):
    """A slide or a poster frame."""

    container_id: str
    kind: str
    number: int
    url: str


class CheckOutput(Model):
    """One check of the doctor: `state` is pass, warn or fail."""

    name: str
    state: str
    message: str
    fix: str | None


class CheckReportOutput(Model):
    """All checks; `healthy` if none failed."""

    healthy: bool
    checks: list[CheckOutput]


class ErrorExplanationOutput(Model):
    """The meaning of an error code, and its fix."""

    code: str
    origin: str
    cause: str
    fix: str
    retry: str
    status: int | None


class WrittenWorkflowOutput(Model):
    """The workflow file that was written."""

    provider: str
    path: str


class JsonSchemaOutput(Model):
    """A JSON Schema of what a command prints."""

    dialect: str = Field(alias="$schema")
    id: str = Field(alias="$id")


class ProgressEventOutput(Model):
    """One line of `jobs watch --jsonl`, while it waits; the result's line comes last."""

    type: str
    time: datetime
    seq: int
    kind: str
    id: str
    job_id: str | None
    status: str
    stage: str | None
    progress: float | None
    eta_seconds: float | None
    finished: bool
    missed: str | None


def output_model(name: str) -> type[BaseModel]:
    """Return the model of the schema *name*; raises `LookupError` if there is none."""
    for module in _OURS:
        if own := getattr(import_module(module), name + SUFFIX, None):
            return own  # type: ignore[no-any-return]  # the names are those of models
    for module in _OTHERS:
        if found := getattr(import_module(module), name, None):
            return found  # type: ignore[no-any-return]  # the modules hold models
    raise LookupError(name)


def fields_of(name: str) -> list[str]:
    """Return the top-level JSON names of the model *name*."""
    return [field.alias or key for key, field in output_model(name).model_fields.items()]
