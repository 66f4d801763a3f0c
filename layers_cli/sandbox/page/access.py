"""Access checks of the page, which has no login.

They keep out other machines, web pages that point a name of their own at this address (DNS
rebinding), and web pages that send forms here (cross-site requests).
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response

from layers_cli.formats.hosts import is_loopback
from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.http.middleware import host_name
from layers_cli.sandbox.http.requests import ClientDisconnectedError, read_body
from layers_cli.sandbox.state.state import SandboxState

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self';"
        " media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not `no-referrer`: browsers then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
"""Response headers of the page."""

Handler = Callable[[Request], Awaitable[Response]]


def guarded(handler: Handler) -> Handler:
    """Check the visitor before *handler*, and add the page's headers to its response."""

    async def answer(request: Request) -> Response:
        try:
            check_visitor(request)
            response = await handler(request)
        except HttpError as error:
            response = PlainTextResponse(error.message, error.status)
        except ClientDisconnectedError:
            response = PlainTextResponse("The request was not complete.", 400)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def check_visitor(request: HTTPConnection) -> None:
    """Allow visitors from this machine only, under a name of its own.

    Raises:
        HttpError: 403 for another machine, 421 for a foreign host name.

    """
    if request.client is None or not is_loopback(request.client.host):
        raise HttpError(403, "FORBIDDEN", "This page is for the sandbox's own machine only.")
    if not is_loopback(host_name(request.scope)):
        raise HttpError(
            421, "MISDIRECTED_REQUEST", "Open this page as http://127.0.0.1 or http://localhost."
        )


async def read_form(request: Request, sandbox: SandboxState) -> dict[str, str]:
    """Return the fields of a form of this page; raises what `check_writer` raises."""
    body = (await read_body(request.receive)).decode("utf-8", "replace")
    form = dict(parse_qsl(body, keep_blank_values=True))
    check_writer(request, sandbox, form.get("token", ""))
    return form


def check_writer(request: HTTPConnection, sandbox: SandboxState, token: str) -> None:
    """Allow only forms of this page, by the origin the browser states and by their token.

    Raises:
        HttpError: 403, before anything is changed.

    """
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    cross_site = request.headers.get("sec-fetch-site", "same-origin") != "same-origin"
    foreign = request.headers.get("origin", own) != own
    known = hmac.compare_digest(token.encode(), form_token(sandbox).encode())
    if cross_site or foreign or not known:
        raise HttpError(403, "FORBIDDEN", "Only this page's own buttons may do that.")


def form_token(sandbox: SandboxState) -> str:
    """Return the token in each form of the page; it is valid for nothing else."""
    return hmac.new(sandbox.control_token.encode(), b"page", hashlib.sha256).hexdigest()
