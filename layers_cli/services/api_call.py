"""Read and send the call of `layers api`."""

from collections.abc import Mapping, Sequence

from layers_cli.api.responses import RawResponse
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.services import raw_request
from layers_cli.services.jobs import budget
from layers_cli.services.jobs.submit import start_billable_command
from layers_cli.services.raw_request import RawCall


def read_call(
    context: CommandContext,
    method: str,
    path: str,
    texts: Sequence[str],
    typed: Sequence[str],
    *,
    headers: Sequence[str],
    file: str | None,
) -> RawCall:
    """Return the call that the command line describes; raises `UsageError` for an invalid one."""
    method = method.upper()
    if method not in raw_request.METHODS:
        raise UsageError(
            f"There is no method `{method}`",
            hint=f"choose one of: {', '.join(raw_request.METHODS)}",
            param="METHOD",
        )
    place, query = raw_request.target(
        path, base_url=context.account.base_url, project=lambda: context.project
    )
    given = raw_request.headers_of(headers)
    body = b"" if file is None else _body(context, file, given)
    call = RawCall(method, place, query, given, body)
    if call.reads and file is not None:
        raise UsageError(f"A {method} has no body", hint="leave out --input", param="input")
    fields = raw_request.fields_of(
        texts, typed, read=lambda value: context.text(value, param="field")
    )
    return raw_request.with_fields(call, fields, in_query=call.reads or file is not None)


def _body(context: CommandContext, file: str, headers: Mapping[str, str]) -> bytes:
    """Return what *file* holds: as UTF-8 text, unless *headers* say that it is something else."""
    types = [value for name, value in headers.items() if name.lower() == "content-type"]
    if types and not any(word in types[0].lower() for word in ("json", "text/")):
        return context.inputs.content(file, param="input")
    return context.inputs.file(file, param="input").encode()


def send(
    context: CommandContext,
    call: RawCall,
    *,
    idempotency_key: str | None,
    force_new: bool,
    agreed: bool,
) -> RawResponse:
    """Send *call*; one that may change something is recorded first, with an idempotency key.

    *idempotency_key* is the user's own; *force_new* starts another one even if an identical command
    is unfinished. *agreed* is a yes beforehand to what it costs.
    """
    if call.reads:
        return context.api.read(call.method, call.path, call.query, call.sent_headers)
    key = start_billable_command(
        context,
        [call.method, call.whole_path, call.body.decode("utf-8", "surrogateescape")],
        given=idempotency_key or call.given_key,
        force_new=force_new,
    )
    if generation := call.generation(key):
        budget.check_budget(context, [generation], agreed=agreed)
    return context.api.send_raw(call.call(key), call.sent_headers)
