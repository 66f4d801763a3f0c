"""The body of `POST /_sandbox/seed` (sandbox-surface 4). All of it is ours."""

import base64
import binascii
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from layers_cli.sandbox.contract.bodies import CreateProject, Hook, PatchReviewPolicy, TimeZone
from layers_cli.sandbox.contract.control import MintedKey, MintKey
from layers_cli.sandbox.contract.model import RequestBody, ResponseBody
from layers_cli.sandbox.contract.posts import Platform
from layers_cli.sandbox.contract.queries import ApprovalStatus, Status
from layers_cli.sandbox.core import timestamps


def _readable_duration(text: str) -> str:
    timestamps.parse_duration(text)
    return text


def _absolute(path: str) -> str:
    if not Path(path).is_absolute():
        raise ValueError("must be an absolute path")
    return path


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise ValueError("must be base64") from None
    return text


class SeedMedia(RequestBody):
    """A file of a project's library: one on this machine, or its bytes in base64."""

    id: Annotated[str, Field(pattern=r"^med_[0-9A-Za-z]{1,64}$")] | None = None
    role: Literal["logo", "app-screenshot", "app-demo", "end-card"]
    file: Annotated[str, AfterValidator(_absolute)] | None = None
    content: Annotated[str, AfterValidator(_base64)] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> "SeedMedia":
        if (self.file is None) == (self.content is None):
            raise ValueError("either file or content is needed")
        return self


class SeedError(RequestBody):
    """Why a container failed."""

    code: Annotated[str, Field(min_length=1, max_length=64)] = "RENDER_FAILED"
    message: Annotated[str, Field(max_length=500)] = "Seeded as failed."
    stage: str | None = "generating_visuals"
    retryable: bool = False


class SeedContainer(RequestBody):
    """One or *count* containers in one state; those that have not ended stay so.

    `age` says how long ago they were made. They are not billed: nobody asked for them.
    """

    count: Annotated[int, Field(ge=1, le=10_000)] = 1
    creative_type: Literal["generated", "uploaded"] = "generated"
    format: Literal["slideshow-builder", "ugc-remix"] | None = None
    hook: Hook | None = None
    caption: Annotated[str, Field(max_length=2200)] | None = None
    status: Status = "completed"
    approval_status: ApprovalStatus = "not_required"
    reason: Annotated[str, Field(min_length=1, max_length=1024)] | None = None
    error: SeedError | None = None
    age: Annotated[str, AfterValidator(_readable_duration)] = "0s"

    @model_validator(mode="after")
    def _fits_together(self) -> "SeedContainer":
        if self.creative_type == "uploaded":
            if self.format or self.hook or self.status != "completed":
                raise ValueError("an uploaded container is completed, without format and hook")
        elif self.caption is not None:
            raise ValueError("caption is for uploaded containers")
        if self.error is not None and self.status != "failed":
            raise ValueError("error is for failed containers")
        if self.reason is not None and self.approval_status != "rejected":
            raise ValueError("reason is for rejected containers")
        if self.approval_status in ("approved", "rejected") and self.status != "completed":
            raise ValueError("only completed containers are approved or rejected")
        return self


class SeedAccount(RequestBody):
    """A social account of a project."""

    platform: Platform
    handle: Annotated[str, Field(pattern=r"^@[a-z0-9_.]{1,30}$")]
    status: Literal["connected", "reauth_required"] = "connected"


class SeedProject(CreateProject):
    """A project as the API makes it, and what is in it.

    Without `media` it gets the sandbox's own logo and screenshots, without `accounts` none.
    """

    id: Annotated[str, Field(pattern=r"^prj_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")] | None = (
        None
    )
    timezone: TimeZone = "UTC"
    policy: PatchReviewPolicy | None = None
    archived: bool = False
    media: Annotated[list[SeedMedia], Field(max_length=100)] | None = None
    accounts: list[SeedAccount] = Field(default=[], max_length=100)
    containers: list[SeedContainer] = Field(default=[], max_length=1000)


class SeedWorld(RequestBody):
    """What to add to the sandbox; `credits` is the balance it is to have."""

    credits: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    keys: list[MintKey] = Field(default=[], max_length=100)
    projects: list[SeedProject] = Field(default=[], max_length=1000)


class SeededProject(ResponseBody):
    """The ids of what a project was given, in the order of the seed."""

    id: str
    name: str
    media_ids: list[str]
    container_ids: list[str]
    social_account_ids: list[str]


class SeedReceipt(ResponseBody):
    """What was made; the texts of the keys are shown this once."""

    balance: int
    keys: list[MintedKey]
    projects: list[SeededProject]
