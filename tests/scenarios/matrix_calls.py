"""How each command is called in the matrix: one line for each, and none may be missing."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from layers_cli.errors.exit_codes import ExitCode
from tests.scenarios.matrix_campaigns import applied_rows, planned_rows
from tests.scenarios.matrix_ground import GENERATE, Ground

GONE = "cnt_00000000-0000-4000-8000-000000000000"
GONE_INFLUENCER = "inf_00000000-0000-4000-8000-000000000000"
GONE_PROJECT = "prj_00000000-0000-4000-8000-000000000000"
GONE_POST = "sp_00000000-0000-4000-8000-000000000000"
GONE_ACCOUNT = "sa_00000000-0000-4000-8000-000000000000"
GONE_WEBHOOK = "00000000-0000-4000-8000-000000000000"
URL = "https://example.com/a.jpg"
PUBLISHED = {"id": GONE_POST, "status": "published", "externalUrl": URL}

Answers = Callable[[httpx.Request], httpx.Response]


Words = Callable[[Ground], str]


@dataclass(frozen=True)
class Case:
    """How a command is called so that it has something to show, and so that it has nothing.

    *success* and *empty* return the words after the command's name; *nothing* is how the latter
    ends, and *answers* the server that it then talks to; *something* is the one that has something
    to show, where the sandbox has not. *online* commands talk to the API, those
    with a *sandbox* to its control surface, the rest to nobody. *text* commands print no JSON.
    *without* says which outcomes there are not, and why.
    """

    success: Words
    empty: Words
    nothing: ExitCode = ExitCode.OK
    answers: Answers | None = None
    something: Answers | None = None
    online: bool = True
    sandbox: bool = False
    text: bool = False
    stdin: str = ""
    without: Mapping[str, str] = field(default_factory=dict)


NAMES = (
    "container",
    "pending",
    "job",
    "project",
    "influencer",
    "webhook",
    "delivery",
    "post",
    "link",
    "spare",
)


def says(words: str | Words) -> Words:
    """Return *words*, with {names} of the ground filled in."""
    if not isinstance(words, str):
        return words

    def of(ground: Ground) -> str:
        names = [name for name in NAMES if f"{{{name}}}" in words]
        return words.format(**{name: getattr(ground, name) for name in names})

    return of


def answering(body: object) -> Answers:
    """A server that knows one answer."""
    return lambda _: httpx.Response(200, json=body)


def has_media(request: httpx.Request) -> httpx.Response:
    """A server that has one container, and a picture in it."""
    if request.url.path.endswith(".jpg"):
        return httpx.Response(200, content=b"\xff\xd8\xff")
    preview = {"kind": "image", "primaryUrl": URL}
    return httpx.Response(200, json={"id": GONE, "status": "completed", "preview": preview})


def after_a_job(ground: Ground) -> str:
    """Say nothing more once there is a job."""
    return "" * len(ground.job)


def minted(ground: Ground) -> str:
    """Name a key of the sandbox that was made for this."""
    return str(ground.layers("sandbox", "keys", "mint", "--json").json["id"])


def saved(ground: Ground) -> str:
    """Name a file that was downloaded."""
    server = ground.layers.against(has_media)
    [file] = server("content", "download", GONE, "--json").json["items"]
    return str(file["path"])


def deciding(ground: Ground) -> str:
    """Name a file that approves a container."""
    line = json.dumps({"id": ground.pending, "decision": "approve"})
    return f"{ground.file(line)} --yes"


def handed_over(ground: Ground) -> str:
    """Name the handoff of a job."""
    path = str(ground.folder / "handoff.json")
    ground.layers(*GENERATE, "--no-watch", "--handoff", path)
    return path


def started(ground: Ground) -> str:
    """Say nothing more once the embedded sandbox runs."""
    return "" * len(ground.layers("sandbox", "start").out)


def online(
    success: str | Words, empty: str | Words, nothing: ExitCode = ExitCode.OK, **more
) -> Case:
    """A command that talks to the API."""
    return Case(says(success), says(empty), nothing, **more)


def local(
    success: str | Words, empty: str | Words, nothing: ExitCode = ExitCode.OK, **more
) -> Case:
    """A command that talks to nobody."""
    return Case(says(success), says(empty), nothing, online=False, **more)


def control(
    success: str | Words = "",
    empty: str | Words | None = None,
    nothing: ExitCode = ExitCode.OK,
    **more,
) -> Case:
    """A command that talks to the sandbox's control surface."""
    same = success if empty is None else empty
    return Case(says(success), says(same), nothing, online=False, sandbox=True, **more)


def from_file(text: str) -> Words:
    """Name a file with *text* in it."""
    return lambda ground: ground.file(text)


NOT_FOUND, USAGE = ExitCode.NOT_FOUND, ExitCode.USAGE
RULES = json.dumps({"rules": [{"effect": {"type": "drop-before"}}]})
FOREVER = (
    "it runs until it is stopped: tests/sandbox/test_server.py, tests/commands/test_sandbox.py"
)
DATABASE = dict.fromkeys(("success", "ctrl-c"), "it needs PostgreSQL: tests/campaigns/fleet")
FINDS = "that nothing runs there is what it finds, and no error"

CASES: dict[str, Case] = {
    "content generate": online("--hook hi", "--hook hi --dry-run"),
    "content again": online("{container} --hook ho", f"{GONE} --hook ho", NOT_FOUND),
    "content history": online("{container}", GONE, NOT_FOUND),
    "content get": online("{container}", GONE, NOT_FOUND),
    "content list": online("", "--status canceled"),
    "content progress": online("{container}", GONE, NOT_FOUND),
    "content approve": online("{pending}", GONE, NOT_FOUND),
    "content reject": online("{pending} --reason no", f"{GONE} --reason no", NOT_FOUND),
    "review": online(
        "",
        f"{GONE} --pending",
        USAGE,
        without=dict.fromkeys(
            ("success", "api error", "ctrl-c", "time-out"), "it needs a terminal: tests/review"
        ),
    ),
    "content decide": online(deciding, from_file("{}"), USAGE),
    "content download": online(
        "{container}",
        "{container}",
        ExitCode.PARTIAL,
        answers=answering({"id": GONE, "status": "completed"}),
        something=has_media,
    ),
    "content schedule": online(
        "{container} --at +1h --to tiktok:@inboxzen",
        "{container} --at +1h --to tiktok:@inboxzen --dry-run",
    ),
    "content publish": online(
        "{container} --to tiktok:@inboxzen --yes", "{container} --to @nobody --yes", USAGE
    ),
    "posts list": online("--all", "--status canceled"),
    "posts get": online("{post}", GONE_POST, NOT_FOUND),
    "posts watch": online(GONE_POST, GONE_POST, NOT_FOUND, something=answering(PUBLISHED)),
    "posts reschedule": online("{post} --at +2h", f"{GONE_POST} --at +2h", NOT_FOUND),
    "posts cancel": online("{post} --yes", f"{GONE_POST} --yes", NOT_FOUND),
    "posts open": online(GONE_POST, GONE_POST, NOT_FOUND, something=answering(PUBLISHED)),
    "posts export": online("--ics posts.ics", "--ics no/posts.ics", USAGE),
    "accounts list": online("", "--status disconnected"),
    "accounts connect": online("tiktok --no-watch", "tiktok --timeout 0s", ExitCode.PENDING),
    "accounts status": online("{link}", "st_gone", NOT_FOUND),
    "accounts disconnect": online(
        f"{GONE_ACCOUNT} --yes",
        f"{GONE_ACCOUNT} --yes",
        NOT_FOUND,
        something=answering({"socialAccountId": GONE_ACCOUNT, "status": "disconnected"}),
    ),
    "content view": online(
        "{container}", GONE, USAGE, answers=answering({"id": GONE, "status": "queued"})
    ),
    "content open": online("{container}", GONE, NOT_FOUND),
    "gallery": online("{container} --force --link", f"{GONE} --force", NOT_FOUND),
    "jobs watch": online("{job}", "job_gone", NOT_FOUND),
    "jobs collect": online(handed_over, from_file("{}"), USAGE),
    "jobs get": online("{job}", "job_gone", NOT_FOUND),
    "jobs list": online(
        after_a_job,
        "",
        without=dict.fromkeys(("api error", "time-out"), "it shows what was last seen"),
    ),
    "jobs resume": online(
        "{job}", "--all", without={"api error": "tests/commands", "time-out": "tests/commands"}
    ),
    "jobs forget": local("{job} --yes", "job_gone --yes", NOT_FOUND),
    "jobs cancel": online("{job}", "job_gone", NOT_FOUND),
    "campaign init": local("", from_file("here already"), USAGE),
    "campaign lint": local(from_file("hook\nWait for it...\n"), from_file("hook\n"), USAGE),
    "campaign plan": online(
        from_file("hook\nWait for it...\n"),
        from_file("hook\n"),
        USAGE,
        without=dict.fromkeys(
            ("api error", "time-out"),
            "it says what could not be checked: tests/commands/test_campaign_plans.py",
        ),
    ),
    "campaign apply": online(
        planned_rows(1),
        planned_rows(0),
        without=dict.fromkeys(
            ("api error", "time-out"), "it says what became of the rows: tests/campaigns"
        ),
    ),
    "campaign status": local(applied_rows, "gone", NOT_FOUND),
    "campaign pause": local(applied_rows, "gone", NOT_FOUND),
    "campaign resume": online(
        applied_rows,
        "gone",
        NOT_FOUND,
        without=dict.fromkeys(
            ("api error", "time-out", "ctrl-c"), "nothing is left to ask: tests/campaigns"
        ),
    ),
    "campaign cancel": local(lambda ground: f"{applied_rows(ground)} --yes", "gone", NOT_FOUND),
    "campaign retry-failed": online(
        lambda ground: f"{applied_rows(ground)} --yes",
        "gone",
        NOT_FOUND,
        without=dict.fromkeys(
            ("api error", "time-out", "ctrl-c"), "nothing is left to ask: tests/campaigns"
        ),
    ),
    "campaign collect": online(applied_rows, "gone", NOT_FOUND),
    "campaign report": local(applied_rows, "gone", NOT_FOUND),
    "campaign forget": local(lambda ground: f"{applied_rows(ground)} --yes", "gone", NOT_FOUND),
    "campaign migrate": local("", "", USAGE, without=DATABASE),
    "campaign worker": local("", "", USAGE, without=DATABASE),
    "upload": online(
        URL, URL, answers=answering({"id": GONE, "status": "completed"}), something=has_media
    ),
    "content caption": online(f"{GONE} text", f"{GONE} text", NOT_FOUND, something=has_media),
    "media list": online("", "", answers=answering({"items": [], "nextCursor": None})),
    "media add": online(
        f"logo {URL}", "nothing.jpg nothing.jpg", USAGE, something=answering({"id": "med_1"})
    ),
    "media remove": online(
        "med_1", f"med_{26 * '0'}", NOT_FOUND, something=answering({"id": "med_1", "deleted": True})
    ),
    "project list": online("", "--search nothing-has-this-name"),
    "project get": online("", "prj_gone", NOT_FOUND),
    "project create": online(
        "--name Another", "--name Another", answers=answering({"id": "prj_1"})
    ),
    "project update": online("--tagline Hello", "", USAGE),
    "project archive": online("{spare} --yes", f"{GONE_PROJECT} --yes", NOT_FOUND),
    "project review show": online("", "prj_gone", NOT_FOUND),
    "project review set": online("auto_approve", "auto_approve prj_gone", NOT_FOUND),
    "project use": online("{project}", "prj_gone", NOT_FOUND),
    "auth login": online("--with-token", "--with-token", USAGE, stdin="{key}"),
    "auth status": online("", "", answers=answering({})),
    "auth logout": local("", ""),
    "whoami": online("", "", answers=answering({})),
    "credits show": online("", "", answers=answering({})),
    "credits events": online("", "--type purchase"),
    "posts music": online("", "", answers=answering({"tracks": []})),
    "hooks": online("", "", answers=answering({"hooks": []})),
    "influencer list": online("", "--status failed"),
    "influencer get": online("{influencer}", GONE_INFLUENCER, NOT_FOUND),
    "influencer create": online("", "--no-watch"),
    "influencer clone": online("{influencer} --name A", f"{GONE_INFLUENCER} --name A", NOT_FOUND),
    "influencer update": online("{influencer} --name A", "{influencer}", USAGE),
    "influencer delete": online("{influencer} --yes", f"{GONE_INFLUENCER} --yes", NOT_FOUND),
    "webhooks list": online("", "--status auto_paused"),
    "webhooks get": online("{webhook}", GONE_WEBHOOK, NOT_FOUND),
    "webhooks create": online(
        "http://127.0.0.1:9/ --event job.failed",
        "http://127.0.0.1:9/ --event job.failed",
        answers=answering({"endpoint": {"id": GONE_WEBHOOK}, "signingSecret": "whsec_1"}),
    ),
    "webhooks update": online("{webhook} --status paused", "{webhook}", USAGE),
    "webhooks delete": online("{webhook} --yes", f"{GONE_WEBHOOK} --yes", NOT_FOUND),
    "webhooks rotate": online("{webhook}", GONE_WEBHOOK, NOT_FOUND),
    "webhooks test": online("{webhook}", GONE_WEBHOOK, NOT_FOUND),
    "webhooks deliveries": online("{webhook}", "{webhook} --status abandoned"),
    "webhooks replay": online("{delivery}", GONE_WEBHOOK, NOT_FOUND),
    "config list": local("", "--show-origin"),
    "config get": local("project", "organization", NOT_FOUND),
    "config set": local("project prj_1", "project", USAGE),
    "config unset": local("project", "project"),
    "config path": local("", ""),
    "completion": local("bash", "fish", text=True),
    "help": local("exit-codes", "exit-codes"),
    "whence": local(saved, from_file("unknown"), NOT_FOUND),
    "ci init": local("", "--provider nobody", USAGE),
    "doctor": online(
        "",
        "",
        without=dict.fromkeys(
            ("success", "empty", "api error", "time-out"),
            "it judges the machine, and finds what fails: tests/commands/test_doctor.py",
        ),
    ),
    "explain": local("NOT_FOUND", "NO_SUCH_CODE", NOT_FOUND),
    "api": online("GET /v1/whoami", "GET /v1/whoami", answers=lambda _: httpx.Response(204)),
    "schema": local("content list", "no such command", USAGE),
    "sandbox serve": control(
        text=True, without=dict.fromkeys(("success", "empty", "ctrl-c"), FOREVER)
    ),
    "sandbox start": control(),
    "sandbox stop": control("--data nothing-there", without={"api error": FINDS}),
    "sandbox status": control(
        started, "--data nothing-there", NOT_FOUND, without={"api error": FINDS}
    ),
    "sandbox open": control(),
    "sandbox logs": control(
        started, "--data nothing-there", NOT_FOUND, without={"api error": FINDS}
    ),
    "sandbox reset": control("--yes"),
    "sandbox clock show": control(),
    "sandbox clock freeze": control(),
    "sandbox clock resume": control(),
    "sandbox clock advance": control("1s"),
    "sandbox clock scale": control("1"),
    "sandbox keys list": control(),
    "sandbox keys mint": control("--scope jobs:read", ""),
    "sandbox keys kill": control(minted, "key_gone", NOT_FOUND),
    "sandbox faults list": control(),
    "sandbox faults use": control("lost-reply"),
    "sandbox faults add": control(from_file(RULES), from_file("{}"), USAGE),
    "sandbox faults clear": control(),
    "sandbox seed": control(from_file('{"projects": [{"name": "Seeded"}]}'), from_file("{}")),
    "sandbox requests": control("", "--path /nothing"),
    "sandbox verify": control("", "--path /nothing --at-most 0"),
}
