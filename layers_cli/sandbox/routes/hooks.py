"""Hook suggestions: our templates, filled with the project's own words (list-hooks page).

The API writes new hooks on each call. Here the brand fields determine them (sandbox-surface 1), and
the templates are English whatever the project's language is (ours).
"""

from itertools import cycle

from layers_cli.sandbox.contract import library as contract
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import HttpError
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.media.claims import find_claims
from layers_cli.sandbox.rendering.renderer import LINE_BREAK
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

_FOR_ALL_VOICES = (
    "wait for it...|{name} just changed my week",
    "POV: you finally tried {name}",
    "things I wish I knew sooner:|{words}",
    "nobody talks about this|{words}",
    "I was today years old when I found {name}",
    "3 reasons I can't stop using {name}",
    "stop scrolling if this is you|{words}",
    "my honest review of {name}|after one week",
    "what if I told you:|{words}",
    "day 1 vs day 7 with {name}",
    "this is your sign to try {name}",
    "the one app I'd keep:|{name}",
    "before you delete this app, watch this|{words}",
    "how did I live without this?|{words}",
    "tell me you use {name}|without telling me",
    "save this for later|{words}",
)
_BY_VOICE = {
    "authentic": (
        "okay, real talk about {name}",
        "I didn't expect this|{words}",
        "not sponsored, just happy|{words}",
        "this small thing made a difference|{words}",
    ),
    "witty": (
        "me: I'll do it tomorrow|{name}: already done",
        "my therapist has been asking about {name}",
        "plot twist:|{words}",
        "breaking: local person discovers {name}",
    ),
    "professional": (
        "a better way to work:|{words}",
        "what strong teams do differently|{words}",
        "the case for {name} in 30 seconds",
        "one process we fixed this quarter|{words}",
    ),
    "warm": (
        "if today was a lot, this is for you|{words}",
        "a little help goes a long way|{words}",
        "for everyone who needs a break:|{name}",
        "you don't have to do it all alone|{words}",
    ),
    "casual": (
        "ok but why is {name} this good",
        "lazy people, this one's for us|{words}",
        "so I tried {name}...",
        "no because look at this|{words}",
    ),
    "educational": (
        "did you know?|{words}",
        "how it works, in one minute:|{words}",
        "the mistake most people make|and what {name} does instead",
        "a quick lesson I needed|{words}",
    ),
}


def list_(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """List twenty hooks for the project."""
    project = request.resource
    columns = {"appName": "app_name", "appDescription": "app_description"}
    missing = [field for field, column in columns.items() if not project[column]]
    if missing:
        raise HttpError(
            422,
            "VALIDATION",
            f"Hooks need {' and '.join(missing)} on the project.",
            details={"missingFields": missing},
        )
    return EndpointResponse({"hooks": bank(project)})


def bank(project: Row) -> list[str]:
    """Fill the templates with the project's words; the same words give the same hooks."""
    said = find_claims(project["app_description"])
    words = cycle([*filter(None, [project["tagline"]]), *said] or [project["app_name"]])
    templates = [*_FOR_ALL_VOICES, *_BY_VOICE[project["brand_voice"]]]
    filled = [
        template.replace("|", LINE_BREAK)
        .format(name=project["app_name"], words=next(words))
        .replace("\n", LINE_BREAK)
        for template in templates
    ]
    return sorted(filled, key=lambda hook: identifiers.derived_ulid("", project["app_name"], hook))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/projects/{projectId}/content/hooks",
        list_,
        "List hooks",
        contract.Hooks,
        scope="content:read",
        error_codes=("VALIDATION",),
    ),
)
