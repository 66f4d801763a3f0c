"""Influencers: body, query and responses (influencers pages, newer)."""

from typing import Annotated, Literal

from pydantic import Field

from layers_cli.sandbox.contract.bodies import BrandVoice, Language
from layers_cli.sandbox.contract.model import ListQuery, Page, RequestBody, ResponseBody

Gender = Literal["male", "female", "non_binary"]
AgeRange = Literal["teen", "young_adult", "adult", "mid_adult", "mature", "senior"]
Status = Literal["pending", "training", "ready", "failed"]


class CreateInfluencer(RequestBody):
    """`POST /v1/projects/:id/influencers`: all of it may be left out."""

    gender: Gender | None = None
    age_range: AgeRange | None = None
    prompt: Annotated[str, Field(min_length=1, max_length=60)] | None = None


Name = Annotated[str, Field(min_length=1, max_length=128)]


class PatchInfluencer(RequestBody):
    """`PATCH /v1/influencers/:id`: at least one field; `null` clears the age range."""

    name: Name = ""
    gender: Gender = "female"
    age_range: AgeRange | None = None
    brand_voice: BrandVoice = "authentic"
    language: Language = ""


class CloneOverrides(RequestBody):
    """What is different about a clone."""

    gender: Gender | None = None
    age_range: AgeRange | None = None
    brand_voice: BrandVoice | None = None
    language: Language | None = None


class CloneInfluencer(RequestBody):
    """`POST /v1/influencers/:id/clone`."""

    name: Name
    overrides: CloneOverrides = CloneOverrides()


class DeleteInfluencer(RequestBody):
    """`DELETE /v1/influencers/:id`; may be left out altogether."""

    reason: Annotated[str, Field(max_length=1024)] | None = None


class ListInfluencers(ListQuery):
    """`GET /v1/projects/:id/influencers`."""

    status: Status | None = None


class InfluencerAccepted(ResponseBody):
    """The 202 of a create or a clone; its other fields are those of every job."""

    job_id: str
    kind: Literal["influencer_create", "influencer_clone"]
    status: Literal["running"]
    stage: Literal["queued"]
    project_id: str
    influencer_id: str
    location_url: str
    started_at: str


class Influencer(ResponseBody):
    """An influencer. `imageUrl` is a portrait that the sandbox draws (ours), `null` until ready."""

    influencer_id: str
    project_id: str
    name: str
    image_url: str | None
    gender: Gender
    age_range: AgeRange | None
    brand_voice: BrandVoice
    language: str
    status: Status
    error_message: str | None
    created_at: str
    updated_at: str


class DeletedInfluencer(ResponseBody):
    """The answer to a delete; a second one gives 404."""

    influencer_id: str
    status: Literal["deleted"]
    deleted_at: str


class InfluencerPage(Page[Influencer]):
    """One page of influencers, newest first."""
