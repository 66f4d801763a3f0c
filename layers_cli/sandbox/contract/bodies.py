"""Request bodies. Limits are the pages' own; where they are silent, sandbox-surface 2."""

import re
import zoneinfo
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.contract.model import RequestBody

Hook = Annotated[str, Field(min_length=1, max_length=2000)]
# Any other name is refused as well, with a code of its own.
_CALLABLE = {"type": "string", "enum": ["slideshow-builder", "ugc-remix"]}
GeneratedFormat = Annotated[str, WithJsonSchema(_CALLABLE)]
BrandVoice = Literal["authentic", "witty", "professional", "warm", "casual", "educational"]
Gender = Literal["all", "female", "male"]
_LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
_ZONE = re.compile(r"[A-Za-z_]+(/[A-Za-z0-9_+-]+)*")
_METADATA_BYTES = 8 * 1024


def _time_zone(name: str) -> str:
    if not _ZONE.fullmatch(name) or not _has_zone(name):
        raise ValueError("must be an IANA time zone, such as Europe/Berlin or UTC")
    return name


def _has_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        # A slim image has no zone data at all; then the shape has to do.
        return name == "UTC" or not zoneinfo.available_timezones()
    return True


def _small(metadata: dict[str, Any]) -> dict[str, Any]:
    if len(dumps(metadata, ensure_ascii=False).encode()) > _METADATA_BYTES:
        raise ValueError("must be at most 8 KB of JSON")
    return metadata


TimeZone = Annotated[str, AfterValidator(_time_zone)]
Language = Annotated[str, Field(pattern=_LANGUAGE)]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
ProjectName = Annotated[str, Field(min_length=3, max_length=30)]
AppName = Annotated[str, Field(min_length=3, max_length=30)]
AppDescription = Annotated[str, Field(min_length=100, max_length=1000)]
Tagline = Annotated[str, Field(max_length=80)]
Metadata = Annotated[dict[str, Any], AfterValidator(_small)]


class CreateProject(RequestBody):
    """`POST /v1/projects` (create-project page, newer)."""

    name: ProjectName
    timezone: TimeZone
    customer_external_id: str | None = None
    owner_email: Email | None = None
    primary_language: Language | None = None
    app_name: AppName | None = None
    app_description: AppDescription | None = None
    tagline: Tagline | None = None
    brand_voice: BrandVoice = "authentic"
    target_gender: Gender = "all"
    metadata: Metadata | None = None


class PatchProject(RequestBody):
    """`PATCH /v1/projects/:id`: what is left out stays, `null` clears what may be empty."""

    name: ProjectName = ""
    timezone: TimeZone = ""
    customer_external_id: str | None = None
    owner_email: Email = ""
    primary_language: Language = ""
    app_name: AppName | None = None
    app_description: AppDescription | None = None
    tagline: Tagline | None = None
    brand_voice: BrandVoice = "authentic"
    target_gender: Gender = "all"
    metadata: Metadata | None = None
    status: Literal["active", "archived"] = "active"


class References(RequestBody):
    """What the media of a container may draw on."""

    media_ids: list[str] = Field(default=[], max_length=50)


class CreateContent(RequestBody):
    """`POST /v1/projects/:id/content` (content page). The format is judged after the body."""

    format: GeneratedFormat
    hook: Hook
    variant_count: Annotated[int, Field(ge=1, le=10)] = 1
    references: References = References()


class CreateSlideshow(RequestBody):
    """`POST /v1/projects/:id/content/slideshow-builder` (its own page)."""

    hook: Hook
    social_account_id: str | None = None
    influencer_id: str | None = None


class CreateUgcRemix(RequestBody):
    """`POST /v1/projects/:id/content/ugc-remix`: one of the two actors is needed (its own page)."""

    hook: Hook | None = None
    media_id: str | None = None
    social_account_id: str | None = None
    influencer_id: str | None = None

    @model_validator(mode="after")
    def _needs_an_actor(self) -> "CreateUgcRemix":
        if self.social_account_id is None and self.influencer_id is None:
            raise ValueError("one of socialAccountId and influencerId is needed")
        return self


class Approve(RequestBody):
    """`POST /v1/content/:id/approve`; may be left out altogether."""

    note: Annotated[str, Field(max_length=1024)] | None = None


class Reject(RequestBody):
    """`POST /v1/content/:id/reject`."""

    reason: Annotated[str, Field(min_length=1, max_length=1024)]


class PatchReviewPolicy(RequestBody):
    """`PATCH /v1/projects/:id/content-review-policy`: `firstN` goes with `review_first_n` alone."""

    policy: Literal["auto_approve", "review_first_n", "review_all"]
    first_n: Annotated[int, Field(ge=1, le=50)] | None = None

    @model_validator(mode="after")
    def _first_n_fits(self) -> "PatchReviewPolicy":
        if (self.policy == "review_first_n") != (self.first_n is not None):
            raise ValueError("firstN is needed with review_first_n and forbidden otherwise")
        return self


class UploadedMedia(RequestBody):
    """One file to fetch."""

    url: Annotated[str, Field(min_length=1, max_length=2048)]


class UploadContent(RequestBody):
    """`POST /v1/projects/:id/content/upload` (upload-content page)."""

    media: Annotated[list[UploadedMedia], Field(min_length=1, max_length=10)]
    caption: Annotated[str, Field(max_length=2200)]


class PatchCaption(RequestBody):
    """`PATCH /v1/content/:id` (patch-container page)."""

    caption: Annotated[str, Field(max_length=2200)]


class PatchClock(RequestBody):
    """`PATCH /_sandbox/clock` (ours)."""

    mode: Literal["real", "frozen", "scaled"] | None = None
    factor: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)] | None = None
    now: str | None = None
    advance: str | None = None

    @model_validator(mode="after")
    def _factor_fits(self) -> "PatchClock":
        if (self.mode == "scaled") != (self.factor is not None):
            raise ValueError("factor is needed with the mode scaled and forbidden otherwise")
        return self
