"""`layers sandbox clock|seed|keys|requests|verify`: arrange a world, and judge what was done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from layers_cli.commands import sandbox_faults
from layers_cli.commands.declared import argument, option
from layers_cli.commands.sandbox_folder import DataOption, control_of
from layers_cli.commands.tree import Noun
from layers_cli.errors import exceptions
from layers_cli.errors.exit_codes import ExitCode, end_with

if TYPE_CHECKING:
    from layers_cli.api.reply import Listing
    from layers_cli.context.context import Runtime
    from layers_cli.sandbox.manage.control_client import ControlClient

noun = Noun("sandbox", "")
clock = Noun("clock", "Read, stop, move and speed up the sandbox's clock.")
keys = Noun("keys", "Mint, list and suspend the sandbox's keys.")

FOLLOW_SECONDS = 0.5

MethodOption = Annotated[
    str | None, option("--method", metavar="METHOD", help="Requests with this method only.")
]
PathOption = Annotated[
    str | None,
    option("--path", metavar="GLOB", help="Requests to this path only; * is any text."),
]
StatusOption = Annotated[
    str | None,
    option("--status", metavar="CODE", help="With this status only: 429, 5xx, or none if cut."),
]


@clock.command("show", shape="ClockAnswer", examples=("layers sandbox clock show",))
def show(run: Runtime, data: DataOption = None) -> None:
    """Show where the clock stands."""
    _show_clock(run, control_of(run, data).ask("GET", "/clock"))


@clock.command("freeze", shape="ClockAnswer", examples=("layers sandbox clock freeze",))
def freeze(run: Runtime, data: DataOption = None) -> None:
    """Stop the clock; what is due waits until it is moved."""
    _show_clock(run, control_of(run, data).ask("PATCH", "/clock", {"mode": "frozen"}))


@clock.command("resume", shape="ClockAnswer", examples=("layers sandbox clock resume",))
def resume(run: Runtime, data: DataOption = None) -> None:
    """Let the clock run at the usual speed, from where it stands."""
    _show_clock(run, control_of(run, data).ask("PATCH", "/clock", {"mode": "real"}))


@clock.command("advance", shape="ClockAnswer", examples=("layers sandbox clock advance 10m",))
def advance(
    run: Runtime,
    duration: Annotated[str, argument(metavar="TIME", help="How far: 90s, 10m, 1h30m.")],
    data: DataOption = None,
) -> None:
    """Move the clock forward at once."""
    _show_clock(run, control_of(run, data).ask("PATCH", "/clock", {"advance": duration}))


@clock.command("scale", shape="ClockAnswer", examples=("layers sandbox clock scale 60",))
def scale(
    run: Runtime,
    factor: Annotated[
        float, argument(metavar="FACTOR", min=0.001, help="Its seconds for each of ours.")
    ],
    data: DataOption = None,
) -> None:
    """Let the clock run faster or slower."""
    change = {"mode": "scaled", "factor": factor}
    _show_clock(run, control_of(run, data).ask("PATCH", "/clock", change))


@keys.command("list", shape="Key", lists=True, examples=("layers sandbox keys list",))
def list_keys(run: Runtime, data: DataOption = None) -> None:
    """List the keys, without their texts."""
    from layers_cli.render.views.sandbox_control import key_table

    run.out.show_pages([_listing(control_of(run, data).ask("GET", "/keys")["items"])], key_table)


@keys.command(
    "mint",
    shape="MintedKey",
    examples=("layers sandbox keys mint --scope content:read --scope jobs:read",),
)
def mint(
    run: Runtime,
    scope: Annotated[
        list[str] | None,
        option("--scope", metavar="SCOPE", help="What it may do; repeatable; none by default."),
    ] = None,
    owner: Annotated[
        str | None,
        option(
            "--for-organization", metavar="ID", help="Whose it is; `keys list --json` has the ids."
        ),
    ] = None,
    data: DataOption = None,
) -> None:
    """Make a key and print it, this once."""
    wanted = {"scopes": scope or [], "organizationId": owner}
    key = control_of(run, data).ask("POST", "/keys", wanted)
    from layers_cli.render.output import Format

    # With --quiet too: an id is of no use to a script that wants to call.
    if run.out.choices.format in (Format.HUMAN, Format.IDS):
        run.out.note(f"Minted {key['id']}")
        run.out.line(key["key"])
    else:
        _show_key(run, key)


@keys.command("kill", shape="Key", examples=("layers sandbox keys kill key_5d5b9a3e",))
def kill(
    run: Runtime,
    key: Annotated[str, argument(metavar="ID", help="The key's id, not its text.")],
    data: DataOption = None,
) -> None:
    """Suspend a key: calls with it answer 503."""
    from urllib.parse import quote

    if key.startswith("lp_"):
        raise exceptions.UsageError(
            "That is the text of a key, which does not belong on a command line",
            hint="find its id: layers sandbox keys list",
            param="ID",
        )
    _show_key(run, control_of(run, data).ask("POST", f"/keys/{quote(key, safe='')}/kill"))


@noun.command(
    "seed",
    shape="SeedReceipt",
    examples=("layers sandbox seed world.yaml", "layers sandbox seed - < world.json"),
)
def seed(
    run: Runtime,
    file: Annotated[str, argument(metavar="FILE", help="YAML or JSON; - is stdin.")],
    data: DataOption = None,
) -> None:
    """Add projects, media, containers and keys from a file; all of it, or nothing."""
    from layers_cli.api.reply import Composed
    from layers_cli.render.views.sandbox_control import seed_panel

    world = sandbox_faults.read_file(run, file)
    made = control_of(run, data).ask("POST", "/seed", world)
    run.out.show(Composed(made, made), seed_panel)


@noun.command(
    "requests",
    shape="Request",
    lists=True,
    examples=(
        "layers sandbox requests --method POST --status 5xx",
        "layers sandbox requests --follow",
    ),
)
def requests(
    run: Runtime,
    method: MethodOption = None,
    path: PathOption = None,
    status: StatusOption = None,
    follow: Annotated[
        bool, option("-f", "--follow", help="Go on with what is still to come.")
    ] = False,
    clear: Annotated[bool, option("--clear", help="Forget them all instead.")] = False,
    data: DataOption = None,
) -> None:
    """Show what the sandbox was asked, secrets taken out."""
    from layers_cli.render.output import Format
    from layers_cli.render.views.sandbox_control import request_table

    if follow and run.out.choices.format is Format.JSON:
        raise exceptions.UsageError("--json never ends here", hint="use --jsonl", param="follow")
    control = control_of(run, data)
    if clear:
        run.out.note(f"Forgot {control.ask('DELETE', '/requests')['cleared']} requests")
        return
    query = {"method": method and method.upper(), "path": path, "status": status}
    pages = _following(run, control, query) if follow else [_requests(control, query)]
    run.out.show_pages(pages, request_table)


@noun.command(
    "verify",
    shape="Verdict",
    examples=(
        "layers sandbox verify",
        "layers sandbox verify --once-per-body --keyed",
        "layers sandbox verify --method POST --path '/v1/projects/*/content' --at-most 1",
    ),
)
def verify(
    run: Runtime,
    once_per_key: Annotated[
        bool, option("--once-per-key", help="No idempotency key was billed twice.")
    ] = False,
    no_duplicates: Annotated[
        bool, option("--no-duplicates", help="No order made its containers twice over.")
    ] = False,
    settled: Annotated[
        bool, option("--settled", help="What was billed is completed or refunded.")
    ] = False,
    once_per_body: Annotated[
        bool, option("--once-per-body", help="No order was billed twice under two keys.")
    ] = False,
    keyed: Annotated[
        bool, option("--keyed", help="Each billed job had an idempotency key.")
    ] = False,
    at_least: Annotated[
        int | None, option("--at-least", metavar="N", min=0, help="So many requests fit.")
    ] = None,
    at_most: Annotated[
        int | None, option("--at-most", metavar="N", min=0, help="No more requests fit.")
    ] = None,
    method: MethodOption = None,
    path: PathOption = None,
    status: StatusOption = None,
    data: DataOption = None,
) -> None:
    """Check that nobody paid twice, or what is named instead; exit 1 if something fails."""
    chosen = {
        "once-per-key": once_per_key,
        "no-duplicate-containers": no_duplicates,
        "settled": settled,
        "once-per-body": once_per_body,
        "keyed": keyed,
    }
    assertions: list[dict[str, Any]] = [{"type": name} for name, on in chosen.items() if on]
    match = {"method": method and method.upper(), "path": path, "status": status}
    if (at_least, at_most) != (None, None):
        given = {name: value for name, value in match.items() if value is not None}
        count = {"type": "request-count", "match": given, "min": at_least, "max": at_most}
        assertions.append(count)
    elif any(match.values()):
        raise exceptions.UsageError(
            "--method, --path and --status choose what to count",
            hint="say how many there may be: --at-least N, --at-most N",
            param="at_most",
        )
    _judge(run, control_of(run, data), {"assertions": assertions} if assertions else {})


def _judge(run: Runtime, control: ControlClient, body: dict[str, Any]) -> None:
    from layers_cli.api.reply import Composed
    from layers_cli.render.views.sandbox_control import verdict_panel

    verdict = control.ask("POST", "/verify", body)
    run.out.show(Composed(verdict, verdict), verdict_panel)
    end_with(ExitCode.OK if verdict["passed"] else ExitCode.ERROR)


def _show_clock(run: Runtime, state: dict[str, Any]) -> None:
    from layers_cli.api.reply import Composed
    from layers_cli.render.views.sandbox_control import clock_panel

    run.out.show(Composed(state, state), clock_panel)


def _show_key(run: Runtime, key: dict[str, Any]) -> None:
    from layers_cli.api.reply import Composed
    from layers_cli.render.views.sandbox_control import key_panel

    run.out.show(Composed(key, key), key_panel)


def _listing(rows: list[Any]) -> Listing[Any]:
    from layers_cli.api.reply import Listing

    return Listing(rows, rows)


def _requests(control: ControlClient, query: dict[str, Any]) -> Listing[Any]:
    return _listing(control.ask("GET", "/requests", query=query)["items"])


def _following(
    run: Runtime, control: ControlClient, query: dict[str, Any]
) -> Iterator[Listing[Any]]:
    """Yield what fits now, and then whatever comes, until Ctrl-C."""
    after = 0
    while True:
        log = control.ask("GET", "/requests", query={**query, "after": after})
        # Numbers begin anew when the sandbox does.
        after = log["last"] if log["last"] >= after else 0
        yield _listing(log["items"])
        run.pause(FOLLOW_SECONDS)


for _group in (clock, keys, sandbox_faults.noun):
    noun.group(_group)
