"""`layers api`: any route of the API, with the same key, retries and ledger as all commands."""

from typing import Annotated

import typer

from layers_cli.api.errors import ContractError
from layers_cli.api.responses import CombinedResult, RawResponse
from layers_cli.cli.command import command
from layers_cli.cli.options import ForceNewOption, IdempotencyKeyOption, YesOption
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.services import api_call
from layers_cli.services.raw_request import RawCall


@command(
    lists=True,
    examples=(
        "layers api GET /v1/whoami",
        "layers api GET '/v1/projects/{project}/content' --paginate --jsonl",
        "layers api POST '/v1/projects/{project}/content' -f format=slideshow-builder -f hook=Hi",
    ),
)
def api(
    context: CommandContext,
    method: Annotated[str, typer.Argument(metavar="METHOD", help="GET, POST, PATCH, …")],
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="A path of the API's host; {project} is the chosen project."
        ),
    ],
    field: Annotated[
        list[str] | None,
        typer.Option(
            "-f",
            "--raw-field",
            metavar="KEY=VALUE",
            help="A text for the body, or for the query of a GET; a[b]=… and a[]=… reach inside.",
        ),
    ] = None,
    typed: Annotated[
        list[str] | None,
        typer.Option(
            "-F",
            "--field",
            metavar="KEY=VALUE",
            help="The same, with true, false, null and numbers as such, and @FILE read.",
        ),
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option("-H", "--header", metavar="NAME: VALUE", help="A header; repeatable."),
    ] = None,
    input: Annotated[
        str | None,
        typer.Option("--input", metavar="FILE", help="Send this file as the body; - is stdin."),
    ] = None,
    paginate: Annotated[
        bool, typer.Option("--paginate", help="Follow nextCursor, and print one list of all rows.")
    ] = False,
    include: Annotated[
        bool, typer.Option("-i", "--include", help="Print the answer's status and headers first.")
    ] = False,
    idempotency_key: IdempotencyKeyOption = None,
    force_new: ForceNewOption = False,
    yes: YesOption = False,
) -> None:
    """Call any route of the API."""
    call = api_call.read_call(
        context, method, path, field or (), typed or (), headers=header or (), file=input
    )
    _check_forms(context, call, paginate=paginate, include=include)
    if paginate:
        context.out.show_pages(context.api.pages(call.path, call.query, call.sent_headers))
        return
    response = api_call.send(
        context, call, idempotency_key=idempotency_key, force_new=force_new, agreed=yes
    )
    _show(context, response, include=include)


def _check_forms(context: CommandContext, call: RawCall, *, paginate: bool, include: bool) -> None:
    """Refuse what cannot be printed together, before anything is sent."""
    if paginate and call.method != "GET":
        raise UsageError("--paginate follows the pages of a GET", hint="leave it out")
    if include and paginate:
        raise UsageError("--include and --paginate cannot be combined", hint="leave one out")
    if include and not context.out.choices.is_text:
        raise UsageError(
            "--include prints headers, which are neither JSON nor a table", hint="leave it out"
        )


def _show(context: CommandContext, response: RawResponse, *, include: bool) -> None:
    """Print the body of *response* as it came, after its headers with *include*."""
    if include:
        context.out.line(f"HTTP/1.1 {response.status} {response.reason}".rstrip())
        for name, value in response.headers:
            context.out.line(f"{name}: {value}")
        context.out.line("")
    is_text = context.out.choices.is_text
    if is_text and not response.content.strip():
        return
    try:
        data = response.json()
    except ContractError:
        if not is_text:
            raise
        context.out.bytes(response.content)
        return
    context.out.show(CombinedResult(data, data, response.content or b"null"))
