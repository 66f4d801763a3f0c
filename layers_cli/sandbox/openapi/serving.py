"""Serves the document, which is built at the first request."""

from collections.abc import Iterable
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from layers_cli.sandbox.http.endpoints import Endpoint


def openapi_routes(endpoints: Iterable[Endpoint]) -> list[BaseRoute]:
    """Return the route `/openapi.json` for *endpoints*; it needs no key."""

    @cache
    def text() -> str:
        from layers_cli.sandbox.openapi.document import to_json  # server's start

        return to_json(endpoints)

    async def answer(request: Request) -> Response:
        return Response(text(), media_type="application/json")

    return [Route("/openapi.json", answer)]
