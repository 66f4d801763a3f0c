"""The page's pictures and fonts. Browsers keep both: the page asks for them again and again."""

import stat
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.media.errors import MediaUnreadableError
from layers_cli.sandbox.uploads.cdn import MediaFiles

FONTS = Path(__file__).parent.parent / "media" / "fonts"
"""The typefaces that slides are set in; `assets/fonts.css` says which one is for which script."""

_FOREVER = "private, max-age=31536000, immutable"
_A_DAY = "private, max-age=86400"


class PageFiles:
    """Handlers for what the page takes from the folder *media* and from the fonts."""

    def __init__(self, media: Path) -> None:
        self._media = MediaFiles(directory=media)
        self._fonts = StaticFiles(directory=FONTS)

    async def thumbnail(self, request: Request) -> Response:
        """Serve a picture small.

        One that cannot be drawn or kept is shown as it is: the browser may know what to do.
        """
        # Server's start: most sandboxes have no visitor, and this loads Pillow.
        from layers_cli.sandbox.page.thumbnails import thumbnail

        path = request.path_params["path"]
        source = self._found(path)
        try:
            small = await run_in_threadpool(thumbnail, source)
        except (MediaUnreadableError, OSError):
            return RedirectResponse(f"/media/{quote(path)}")
        # Its address changes with its content.
        return _kept(self._fonts.file_response(small, small.stat(), request.scope), _FOREVER)

    async def font(self, request: Request) -> Response:
        """Serve a typeface."""
        try:
            response = await self._fonts.get_response(request.path_params["name"], request.scope)
        except HTTPException as error:
            raise HttpError(error.status_code, "NOT_FOUND", "There is no such font.") from None
        return _kept(response, _A_DAY)

    def _found(self, path: str) -> Path:
        try:
            found, status = self._media.lookup_path(path)
        except (OSError, ValueError):  # too long for a name, or with a NUL in it
            status = None
        if status is None or not stat.S_ISREG(status.st_mode):
            raise HttpError(404, "NOT_FOUND", "There is no such picture.")
        return Path(found)


def _kept(response: Response, how: str) -> Response:
    response.headers["Cache-Control"] = how
    return response
