"""Upload sessions: bodies and response (create-upload-session and finalize-upload pages)."""

from typing import Annotated, Literal

from pydantic import Field

from layers_cli.sandbox.contract.model import RequestBody, ResponseBody


class AnnouncedFile(RequestBody):
    """One file that is to come. Type and size are judged later, with codes of their own."""

    filename: Annotated[str, Field(min_length=1, max_length=512)]
    content_type: Annotated[str, Field(min_length=1, max_length=255)]
    size_bytes: Annotated[int, Field(ge=1, le=2**40)]


class CreateUploadSession(RequestBody):
    """`POST /v1/projects/:id/content/uploads`."""

    files: Annotated[list[AnnouncedFile], Field(min_length=1, max_length=10)]
    grouping: Literal["per-file", "slideshow"]


class FinalizeUpload(RequestBody):
    """`POST /v1/content/:id/finalize-upload`; the caption may be empty."""

    caption: Annotated[str, Field(max_length=2200)]


class ReservedUpload(ResponseBody):
    """Where one file goes (ours: no page shows the fields). `PUT` it with exactly these headers.

    The URL is signed for the method, type and size that were announced, holds for 15 minutes and
    takes no `Authorization`. What does not fit is refused with 403 and an XML body, as S3 does.
    """

    filename: str
    container_id: str
    upload_id: str
    upload_url: str
    method: Literal["PUT"]
    headers: dict[str, str]
    expires_at: str


class UploadSession(ResponseBody):
    """The files in the order they were announced, and the containers they will fill."""

    uploads: list[ReservedUpload]
    container_ids: list[str]
