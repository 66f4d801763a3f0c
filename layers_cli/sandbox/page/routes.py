"""The page's routes: one page, the same again for its script, the review forms, the assets."""

from collections.abc import Awaitable, Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from layers_cli.sandbox.core.errors import RefusalError
from layers_cli.sandbox.http.requests import ClientGoneError, read_body
from layers_cli.sandbox.page.access import HEADERS, check_visitor, check_writer, form_token
from layers_cli.sandbox.page.filters import FILTERS, PageFilters
from layers_cli.sandbox.page.overview import overview
from layers_cli.sandbox.page.review_actions import decide
from layers_cli.sandbox.state.state import SandboxState

if TYPE_CHECKING:
    import jinja2

PARTS = "/page/parts"
"""Where the script asks for the page again, once a second."""

_HERE = Path(__file__).parent
_FONT = _HERE.parent / "media" / "fonts" / "Inter-roman.var.ttf"
_NOTICES = {"approve": "Approved.", "reject": "Rejected."}
_Handler = Callable[[Request], Awaitable[Response]]


def page_routes(sandbox: SandboxState) -> list[BaseRoute]:
    """Return the routes of the page around *sandbox*."""
    site = _Site(sandbox)
    return [
        Route("/", site.guarded(site.page)),
        Route(PARTS, site.guarded(site.page)),
        Route(
            "/page/content/{container}/{decision}", site.guarded(site.decision), methods=["POST"]
        ),
        Route("/page/inter.ttf", site.guarded(site.font)),
        Mount("/page", StaticFiles(directory=_HERE / "assets")),
    ]


class _Site:
    def __init__(self, sandbox: SandboxState) -> None:
        self._sandbox = sandbox

    def guarded(self, handler: _Handler) -> _Handler:
        """Let nobody but a visitor to *handler*, and put the page's headers on its answer."""

        async def answer(request: Request) -> Response:
            try:
                check_visitor(request, self._sandbox)
                response = await handler(request)
            except RefusalError as refusal:
                response = PlainTextResponse(refusal.message, refusal.status)
            except ClientGoneError:
                response = PlainTextResponse("The request was not complete.", 400)
            response.headers.update(HEADERS)
            return response

        return answer

    async def page(self, request: Request) -> Response:
        """Show the page."""
        notice = _NOTICES.get(request.query_params.get("done", ""))
        return self._shown(PageFilters.read(request.query_params), notice=notice)

    async def decision(self, request: Request) -> Response:
        """Approve or reject a container, then show the page again where it was."""
        body = (await read_body(request.receive)).decode("utf-8", "replace")
        form = dict(parse_qsl(body, keep_blank_values=True))
        check_writer(request, self._sandbox, form.get("token", ""))
        look = PageFilters.read(request.query_params)
        container, decision = request.path_params["container"], request.path_params["decision"]
        try:
            decide(self._sandbox, container, decision, form.get("reason", ""))
        except RefusalError as refusal:
            return self._shown(look, notice=refusal.message, status=refusal.status)
        query = "&".join(filter(None, (look.query(), f"done={decision}")))
        return RedirectResponse(f"/?{query}#{container}", 303)

    async def font(self, request: Request) -> Response:
        """Serve the typeface that the slides are set in."""
        return FileResponse(_FONT, media_type="font/ttf")

    def _shown(self, look: PageFilters, *, notice: str | None, status: int = 200) -> Response:
        html = self._template.render(
            view=overview(self._sandbox, look),
            look=look,
            filters=FILTERS,
            notice=notice,
            refused=status >= 400,
            token=form_token(self._sandbox),
        )
        return HTMLResponse(html, status)

    @cached_property
    def _template(self) -> "jinja2.Template":
        """Load the templates when somebody looks: most sandboxes are never looked at."""
        from layers_cli.sandbox.page.templating import environment

        return environment(_HERE / "templates").get_template("page.html")
