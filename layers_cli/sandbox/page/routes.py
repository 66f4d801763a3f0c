"""Routes of the page: the page, its parts for the script, review forms, thumbnails, fonts."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.page.access import form_token, guarded, read_form
from layers_cli.sandbox.page.cards import THUMBNAILS
from layers_cli.sandbox.page.files import PageFiles
from layers_cli.sandbox.page.filters import STATUS_FILTERS, PageFilters
from layers_cli.sandbox.page.generation import generate
from layers_cli.sandbox.page.overview import overview
from layers_cli.sandbox.page.posts import posting_routes
from layers_cli.sandbox.page.review_actions import review_container
from layers_cli.sandbox.state.state import SandboxState

if TYPE_CHECKING:
    import jinja2

PARTS = "/page/parts"
"""The path the script polls once a second."""

_HERE = Path(__file__).parent
_FIRST_ROWS = 12
"""Cards whose first picture is there when the page is; the rest comes when it is scrolled to."""

_NOTICES = {"approve": "Approved.", "reject": "Rejected.", "generate": "Started."}


def page_routes(sandbox: SandboxState) -> list[BaseRoute]:
    """Return the routes of the page around *sandbox*."""
    pages, files = _Page(sandbox), PageFiles(sandbox.media)
    return [
        Route("/", guarded(pages.page)),
        Route(PARTS, guarded(pages.page)),
        Route("/page/content", guarded(pages.generation), methods=["POST"]),
        Route("/page/content/{container}/{decision}", guarded(pages.decision), methods=["POST"]),
        Route(f"{THUMBNAILS}/{{path:path}}", guarded(files.thumbnail)),
        Route("/page/fonts/{name}", guarded(files.font)),
        *posting_routes(sandbox),
        Mount("/page", StaticFiles(directory=_HERE / "assets")),
    ]


class _Page:
    """Handlers of the page's routes."""

    def __init__(self, sandbox: SandboxState) -> None:
        self._sandbox = sandbox

    async def page(self, request: Request) -> Response:
        """Render the page."""
        notice = _NOTICES.get(request.query_params.get("done", ""))
        return self._shown(PageFilters.read(request.query_params), notice=notice)

    async def decision(self, request: Request) -> Response:
        """Approve or reject a container, then show the page again where it was."""
        form = await read_form(request, self._sandbox)
        filters = PageFilters.read(request.query_params)
        container, decision = request.path_params["container"], request.path_params["decision"]
        try:
            review_container(self._sandbox, container, decision, form.get("reason", ""))
        except HttpError as error:
            return self._shown(filters, notice=error.message, status=error.status)
        query = "&".join(filter(None, (filters.query(), f"done={decision}")))
        return RedirectResponse(f"/?{query}#{container}", 303)

    async def generation(self, request: Request) -> Response:
        """Start what the form asks for, then show the page again."""
        form = await read_form(request, self._sandbox)
        filters = PageFilters.read(request.query_params)
        project = filters.project or self._sandbox.project
        try:
            generate(self._sandbox, project, form.get("hook", ""), form.get("variants", "1"))
        except HttpError as error:
            return self._shown(filters, notice=error.message, status=error.status)
        query = PageFilters(filters.project).query()
        return RedirectResponse(f"/?{'&'.join(filter(None, (query, 'done=generate')))}", 303)

    def _shown(self, filters: PageFilters, *, notice: str | None, status: int = 200) -> Response:
        html = self._template.render(
            view=overview(self._sandbox, filters),
            filters=filters,
            choices=STATUS_FILTERS,
            first_rows=_FIRST_ROWS,
            notice=notice,
            refused=status >= 400,
            token=form_token(self._sandbox),
        )
        return HTMLResponse(html, status)

    @cached_property
    def _template(self) -> "jinja2.Template":
        """The page's template."""
        # Server's start: the page of most sandboxes is never opened.
        from layers_cli.sandbox.page.templating import environment

        return environment(_HERE / "templates").get_template("page.html")
