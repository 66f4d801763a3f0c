"""Serves the document; it is made when somebody first asks for it."""

from collections.abc import Iterable
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from layers_cli.sandbox.http.endpoints import Operation


def openapi_routes(operations: Iterable[Operation]) -> list[BaseRoute]:
    """Return the route `/openapi.json` for *operations*; it needs no key."""

    @cache
    def text() -> str:
        from layers_cli.sandbox.openapi.document import written

        return written(operations)

    async def answer(request: Request) -> Response:
        return Response(text(), media_type="application/json")

    return [Route("/openapi.json", answer)]
