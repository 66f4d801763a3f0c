"""Keywords: body and responses (keywords pages)."""

from typing import Literal

from layers_cli.sandbox.contract.model import RequestBody, ResponseBody


class RefreshKeywords(RequestBody):
    """`POST /v1/projects/:id/keywords/refresh`: an empty object."""


class Hashtag(ResponseBody):
    """One keyword, with a score of 70 to 100."""

    hashtag: str
    phrase: str
    score: int
    view_count: int
    use_count: int


class Keywords(ResponseBody):
    """A project's keywords, best first; `refreshedAt` is null until some were looked for."""

    project_id: str
    hashtags: list[Hashtag]
    refreshed_at: str | None


class KeywordsAccepted(ResponseBody):
    """The 202 of a refresh. Its `kind` is ours."""

    job_id: str
    kind: Literal["keyword_refresh"]
    status: Literal["running"]
    stage: Literal["queued"]
    project_id: str
    location_url: str
    started_at: str
