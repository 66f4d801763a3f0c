"""`layers api`: any route of the API, with the same key, retries and ledger as all commands."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import ForceNewOption, IdempotencyKeyOption, YesOption
from layers_cli.context.context import CommandContext
from layers_cli.services import calling


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
    call = calling.call_from(
        context,
        method,
        path,
        texts=field or (),
        typed=typed or (),
        headers=header or (),
        file=input,
    )
    calling.check_forms(context, call, paginate=paginate, include=include)
    if paginate:
        context.out.show_pages(context.api.pages(call.path, call.query, call.sent_headers))
        return
    answer = calling.answer_to(context, call, key=idempotency_key, force_new=force_new, agreed=yes)
    calling.show_answer(context, answer, include=include)
