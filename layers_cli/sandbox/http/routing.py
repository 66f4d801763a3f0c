"""Finds the endpoint of a path, one dictionary step a segment."""

from collections.abc import Iterable

from layers_cli.sandbox.core.errors import HttpError, not_found
from layers_cli.sandbox.http.endpoints import Endpoint


class RouteTable:
    """All endpoints by path and method."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._tree = _Branch()
        for endpoint in endpoints:
            self._tree.plant(endpoint)

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        """Return the endpoint and the ids in the path, or raise HttpError (404 or 405)."""
        branch, params = self._tree, dict[str, str]()
        for segment in path[1:].split("/"):
            if (following := branch.fixed.get(segment)) is None:
                if branch.open is None or not segment:
                    raise not_found("Route")
                params[branch.open_name] = segment
                following = branch.open
            branch = following
        if (endpoint := branch.methods.get(method)) is not None:
            return endpoint, params
        if not branch.methods:
            raise not_found("Route")
        raise HttpError(
            405,
            "METHOD_NOT_ALLOWED",
            f"{method} is not allowed here.",
            headers={"Allow": ", ".join(_allowed(branch))},
        )


def _allowed(branch: "_Branch") -> list[str]:
    """Return the methods of a path; GET implies HEAD."""
    return sorted(branch.methods.keys() | ({"HEAD"} if "GET" in branch.methods else set()))


class _Branch:
    """Where paths part."""

    def __init__(self) -> None:
        self.fixed: dict[str, _Branch] = {}
        self.open: _Branch | None = None
        self.open_name = ""
        self.methods: dict[str, Endpoint] = {}

    def plant(self, endpoint: Endpoint) -> None:
        branch = self
        for segment in endpoint.path[1:].split("/"):
            if segment.startswith("{"):
                branch.open = branch.open or _Branch()
                branch.open_name = segment[1:-1]
                branch = branch.open
            else:
                branch = branch.fixed.setdefault(segment, _Branch())
        branch.methods[endpoint.method] = endpoint
