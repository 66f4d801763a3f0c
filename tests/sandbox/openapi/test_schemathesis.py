"""Schemathesis calls every documented operation and checks each response against the document."""

import gc
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.testing import Sandbox, sandbox

# It leaves its connections to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

LEFT_OUT = {
    # Whether a request that fits the schema is good is for the sandbox to say: a cursor is opaque,
    # a project may not be there.
    "positive_data_acceptance",
    # DELETE archives a project, and an archived project can be read.
    "use_after_free",
}
OPERATIONS_LEFT_OUT = (
    # Makes the sandbox answer off the document, on purpose.
    r"^/_sandbox/faults"
    # Suspends the key that this run uses.
    r"|/kill$"
    # Draws and looks at pictures for hundreds of projects: minutes.
    r"|^/_sandbox/seed$"
)


@cache
def schemathesis() -> Any:
    """Imported where it is used: it takes a second, and every process collects this module."""
    return import_module("schemathesis")


@pytest.fixture
def tested() -> Iterator[Sandbox]:
    """A clock that stands still, so that jobs may be running, and reviews for all."""
    with sandbox(frozen=True, generation_seconds=60) as opened:
        yield opened
        gc.collect()


def things(tested: Sandbox) -> dict[str, str]:
    """Make one of each thing that a path can name; return their ids by the path's parameter."""
    headers = {"Authorization": f"Bearer {tested.key}"}
    project = f"/v1/projects/{tested.project}"
    with httpx.Client(
        transport=tested.transport(), base_url="http://any", headers=headers
    ) as client:

        def post(path: str, **body: Any) -> Any:
            return client.post(path, json=body).raise_for_status().json()

        free = post(f"{project}/content/slideshow-builder", hook="zero")["containerIds"][0]
        client.patch(f"{project}/content-review-policy", json={"policy": "review_all"})
        finished = post(f"{project}/content/slideshow-builder", hook="one")
        influencer = post(f"{project}/influencers")
        tested.advance(600)
        endpoint = post("/v1/webhook-endpoints", url="http://127.0.0.1:9/x", events=["test.ping"])
        container = client.get(f"/v1/content/{finished['containerIds'][0]}").json()
        account = client.get(f"{project}/social-accounts").json()["items"][0]["socialAccountId"]
        target = {"socialAccountId": account}
        (outgoing,) = post(f"/v1/content/{free}/publish", targets=[target])["scheduledPostIds"]
        return {
            "containerId": container["id"],
            "assetId": container["assets"][0]["assetId"],
            "jobId": post(f"{project}/content/slideshow-builder", hook="two")["jobId"],
            "mediaId": client.get(f"{project}/app-media").json()["items"][-1]["id"],
            "endpointId": endpoint["endpoint"]["id"],
            "influencerId": influencer["influencerId"],
            "socialAccountId": account,
            "scheduledPostId": outgoing,
            "state": post(f"{project}/social/oauth-url", platform="tiktok")["state"],
        }


def configured(tested: Sandbox, ids: dict[str, str], **more: Any) -> Any:
    """Return a configuration in which the ids of paths are *ids*, and others what they may."""
    # One of several shapes, mutated, may be another of them; schemathesis looks at the one alone.
    one_of_several = {"negative_data_rejection": {"enabled": False}}
    paths = {f"path.{name}": value for name, value in ids.items()}
    return schemathesis().config.SchemathesisConfig.from_dict(
        {
            "base-url": tested.base_url,
            "parameters": {
                "X-Layers-Organization": tested.state.organization,
                "path.projectId": tested.project,
                **paths,
            },
            "auth": {
                "openapi": {
                    "apiKey": {"bearer": tested.key},
                    "controlToken": {"api_key": tested.control_token},
                }
            },
            "checks": {name: {"enabled": False} for name in LEFT_OUT},
            "operations": [{"include-path": "/_sandbox/verify", "checks": one_of_several}],
            **more,
        }
    )


def loaded(tested: Sandbox, config: Any, paths: str = "") -> Any:
    """Read the document, without the operations left out and those on other paths than *paths*."""
    document = httpx.get(f"{tested.base_url}/openapi.json").json()
    document["paths"] = {
        path: described
        for path, described in document["paths"].items()
        if re.search(paths, path) and not re.search(OPERATIONS_LEFT_OUT, path)
    }
    kept = {entry["operationId"] for each in document["paths"].values() for entry in each.values()}
    for described in document["paths"].values():
        for entry in described.values():
            for answer in entry["responses"].values():
                answer["links"] = {
                    name: link for name, link in answer.get("links", {}).items() if name in kept
                }
    return schemathesis().openapi.from_dict(document, config=config)


def findings(schema: Any) -> list[str]:
    """Run the phases of the configuration; return what was wrong, one line for each kind."""
    from schemathesis.engine import events, from_schema

    found: dict[tuple[str, str, str], str] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found["error", "", str(event)] = str(vars(event))
        if isinstance(event, events.ScenarioFinished):
            for failure in failures(event.recorder):
                found.setdefault(failure[:3], " | ".join(failure))
    return sorted(found.values())


def failures(recorder: Any) -> Iterator[tuple[str, str, str, str]]:
    for case_id, checks in recorder.checks.items():
        label = recorder.cases[case_id].value.operation.label
        for check in checks:
            if check.failure_info is not None:
                failure, sample = check.failure_info.failure, check.failure_info.code_sample
                yield check.name, label, failure.title, f"{failure.message}\n{sample}"


# With fewer operations a walk gets further along the links.
WALKS = (
    r"^/v1/projects/{projectId}/content(/slideshow-builder)?$"
    r"|^/v1/content/{containerId}(/approve|/reject|/progress)?$|^/v1/jobs/",
    r"^/v1/(webhook-|influencers/|projects/{projectId}/influencers|projects(/{projectId})?$)",
    r"^/v1/(social|scheduled-posts|tiktok-music|projects/{projectId}/(social|scheduled-posts))"
    r"|^/v1/content/{containerId}/(schedule|publish|approve)$|^/v1/projects/{projectId}/content$",
)
QUICKLY = {"deterministic": True, "database": "none", "with-security-parameters": False}


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_every_response_matches_the_document(tested):
    config = configured(
        tested,
        things(tested),
        seed=1,
        generation={**QUICKLY, "max-examples": 12},
        phases={"stateful": {"enabled": False}},
    )

    assert not findings(loaded(tested, config))


@pytest.mark.parametrize(
    "paths",
    [WALKS[0], *(pytest.param(walk, marks=pytest.mark.slow) for walk in WALKS[1:])],
    ids=["content", "other", "posts"],
)
def test_linked_calls_match_the_document(tested, paths):
    config = configured(
        tested,
        {},
        seed=1,
        generation={**QUICKLY, "max-examples": 30, "mode": "positive"},
        phases={name: {"enabled": False} for name in ("examples", "coverage", "fuzzing")},
    )

    assert not findings(loaded(tested, config, paths))


@pytest.mark.torture
@pytest.mark.timeout(900)
@pytest.mark.parametrize("named", [True, False])
def test_every_response_matches_the_document_for_minutes(tested, named):
    config = configured(
        tested,
        things(tested) if named else {},
        generation={"max-examples": 200, "database": "none"},
        # A named thing takes the place of what a link leads to, and a DELETE takes it away.
        phases={"stateful": {"enabled": not named}},
        **{"max-time": 300},
    )

    assert not findings(loaded(tested, config))
