"""Find and fetch the pictures of containers: slides and poster frames."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers_cli.api.errors import ApiError
from layers_cli.api.responses import ApiResponse, ListPage
from layers_cli.context.context import CommandContext
from layers_cli.downloads.container_media import media_urls
from layers_cli.errors import hints
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.services.batch import BatchResult, read_container, run_batch
from layers_cli.services.thumbnails import Thumbnails
from layers_cli.services.undelivered import no_address_error

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed

_AT_ONCE = 4


@dataclass(frozen=True)
class Picture:
    """A slide or a poster frame: number *number* of *count* in its container, at *url*."""

    container_id: str
    kind: str
    number: int
    count: int
    url: str

    @property
    def caption(self) -> str:
        """Say in few words what it is."""
        return f"slide {self.number} of {self.count}" if self.kind == "slide" else "poster frame"

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it."""
        return {
            "containerId": self.container_id,
            "kind": self.kind,
            "number": self.number,
            "url": self.url,
        }


def pictures_of(container: Container) -> list[Picture]:
    """Return what there is to see of *container*: its slides, or the poster frame of its video."""
    preview = container.preview
    if preview is not None and preview.video_url:
        thumbnails = [preview.thumbnail_url, *(asset.thumbnail_url for asset in container.assets)]
        kind, urls = "poster", [url for url in thumbnails if url][:1]
    else:
        kind, urls = "slide", addresses(container)
    count = len(urls)
    return [Picture(container.id, kind, n, count, url) for n, url in enumerate(urls, 1)]


def addresses(container: Container) -> list[str]:
    """Return the addresses of the files of *container*."""
    return media_urls(container.model_dump(by_alias=True))


def viewable(context: CommandContext, ids: Sequence[str]) -> BatchResult[Container]:
    """Read the containers *ids*; one that has nothing to see yet fails with a `UsageError`."""
    return run_batch(ids, lambda name: _viewable(context, name))


def _viewable(context: CommandContext, container_id: str) -> ApiResponse[Container]:
    reply = read_container(context, container_id)
    if pictures_of(reply.model):
        return reply
    raise _nothing_to_see(reply.model, "pictures", program=context.program)


def _nothing_to_see(container: Container, what: str, *, program: str) -> CommandError:
    """Return the error for a container without *what* there is to see."""
    if container.status == "completed":
        return no_address_error(container.id, 1, program=program)
    return UsageError(
        f"{container.id} is {container.status}: it has no {what} yet",
        hint=hints.for_media(container.id, container.status),
    )


def listing(pictures: Sequence[Picture]) -> ListPage[Picture]:
    """Return *pictures* as one page."""
    return ListPage([picture.data for picture in pictures], pictures)


def fetch(thumbnails: Thumbnails, pictures: Sequence[Picture]) -> list[Any]:
    """Return the image of each of *pictures*, or the `ApiError` that there is instead."""

    def image(picture: Picture) -> Any:
        try:
            return thumbnails.get(picture.url)
        except ApiError as exc:  # one that fails hides no other
            return exc

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(image, pictures))


def open_in_browser(context: CommandContext, container_id: str) -> dict[str, Any]:
    """Open the preview of a container in the browser, where somebody sees it.

    Returns its id, its url, and whether it was *opened*; raises `UsageError` if it has no preview.
    """
    reply = context.api.get_content(container_id)
    urls = media_urls(reply.data)
    if not urls:
        raise _nothing_to_see(reply.model, "preview", program=context.program)
    return {"id": reply.model.id, "url": urls[0], "opened": context.browse(urls[0])}


def open_all(context: CommandContext, containers: Sequence[Container]) -> None:
    """Open the first file of each of *containers* in the browser, where somebody sees it."""
    for container in containers:
        if urls := addresses(container):
            context.browse(urls[0])


def require_pillow() -> None:
    """Raise `CommandError` without Pillow, which draws pictures."""
    try:
        import PIL  # noqa: F401 - an optional extra: only whether it is there
    except ImportError as exc:
        raise CommandError(
            "Pictures are drawn with Pillow, which is not installed",
            code="cli_preview",
            exit_code=ExitCode.USAGE,
            hint="install it: pip install 'layers-cli[preview]'",
        ) from exc
