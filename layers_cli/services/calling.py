"""What `layers api` does: it reads a call, makes it, and shows the answer as it came."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from layers_cli.api.responses import CombinedResult
from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.input_files import read_bytes
from layers_cli.render.choices import Format
from layers_cli.services import raw_request
from layers_cli.services.jobs import budget, submit
from layers_cli.services.raw_request import RawCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers_cli.api.intents import RawResponse
    from layers_cli.context.context import CommandContext


def call_from(
    context: CommandContext,
    method: str,
    path: str,
    *,
    texts: Sequence[str],
    typed: Sequence[str],
    headers: Sequence[str],
    file: str | None,
) -> RawCall:
    """Return the call that the command line describes; raises `UsageError` for one that is none."""
    method = method.upper()
    if method not in raw_request.METHODS:
        raise UsageError(
            f"There is no method `{method}`",
            hint=f"choose one of: {', '.join(raw_request.METHODS)}",
            param="METHOD",
        )
    place, query = raw_request.target(
        path, base_url=context.base_url, project=lambda: context.project
    )
    body = (
        b""
        if file is None
        else read_bytes(file, cwd=context.cwd, stdin=context.stdin, param="input")
    )
    call = RawCall(method, place, query, raw_request.headers_of(headers), body)
    if call.reads and file is not None:
        raise UsageError(f"A {method} has no body", hint="leave out --input", param="input")
    fields = raw_request.fields_of(
        texts, typed, read=lambda value: context.text(value, param="field")
    )
    return raw_request.with_fields(call, fields, in_query=call.reads or file is not None)


def check_forms(context: CommandContext, call: RawCall, *, paginate: bool, include: bool) -> None:
    """Refuse what cannot be printed together, before anything is sent."""
    if paginate and call.method != "GET":
        raise UsageError("--paginate follows the pages of a GET", hint="leave it out")
    if include and paginate:
        raise UsageError("--include and --paginate exclude each other", hint="leave one out")
    if include and context.out.choices.format not in (Format.HUMAN, Format.IDS):
        raise UsageError(
            "--include prints headers, which are no JSON and no table", hint="leave it out"
        )


def answer_to(
    context: CommandContext, call: RawCall, *, key: str | None, force_new: bool, agreed: bool
) -> RawResponse:
    """Make *call*; one that may change something is recorded first, and has an idempotency key.

    *agreed* is a yes beforehand to what it costs. Raises as all calls do.
    """
    if call.reads:
        return context.api.read(call.method, call.path, call.query, call.sent_headers)
    asked = [call.method, call.whole_path, call.body.decode("utf-8", "surrogateescape")]
    key = submit.begin(context, asked, given=key or call.given_key, force_new=force_new)
    if order := call.order(key):
        budget.guard(context, [order], budget.limits(context, most=None, agreed=agreed))
    return context.api.send_raw(call.call(key), call.sent_headers)


def show_answer(context: CommandContext, answer: RawResponse, *, include: bool) -> None:
    """Print the body of *answer* as it came, after its headers with *include*."""
    if include:
        phrase = HTTPStatus(answer.status).phrase
        lines = [f"HTTP/1.1 {answer.status} {phrase}", *(f"{k}: {v}" for k, v in answer.headers)]
        for line in [*lines, ""]:
            context.out.line(line)
    if not answer.content.strip():
        return
    try:
        data = json.loads(answer.content)
    except ValueError:
        context.out.bytes(answer.content)
        return
    context.out.show(CombinedResult(data, data, answer.content))
