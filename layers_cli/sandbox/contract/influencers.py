"""Influencers: body, query and responses (influencers pages, newer)."""

from typing import Annotated, Literal

from pydantic import Field

from layers_cli.sandbox.contract.bodies import BrandVoice
from layers_cli.sandbox.contract.model import ListQuery, Page, RequestBody, ResponseBody

Gender = Literal["male", "female", "non_binary"]
AgeRange = Literal["teen", "young_adult", "adult", "mid_adult", "mature", "senior"]
Status = Literal["pending", "training", "ready", "failed"]


class CreateInfluencer(RequestBody):
    """`POST /v1/projects/:id/influencers`: all of it may be left out."""

    gender: Gender | None = None
    age_range: AgeRange | None = None
    prompt: Annotated[str, Field(min_length=1, max_length=60)] | None = None


class ListInfluencers(ListQuery):
    """`GET /v1/projects/:id/influencers`."""

    status: Status | None = None


class InfluencerAccepted(ResponseBody):
    """The 202 of a create; its other fields are those of every job."""

    job_id: str
    kind: Literal["influencer_create"]
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


class InfluencerPage(Page[Influencer]):
    """One page of influencers, newest first."""
