"""Schedules, posts and social accounts: the client and the sandbox agree, and calls are recorded."""

from typing import Any

import httpx
import pytest

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import ContractError, ResponseLostError
from layers_cli.api.retries import Retries
from layers_cli.sandbox.testing import in_process_transport, open_sandbox
from tests.api.recorder import MemoryRecorder
from tests.sandbox.conftest import make_client, start_slideshow

LATER = "2099-04-20T16:00:00.000Z"


@pytest.fixture
def sandbox(tmp_path):
    sandbox = open_sandbox(tmp_path, frozen=True)
    yield sandbox
    sandbox.close()


@pytest.fixture
def recorder():
    return MemoryRecorder()


@pytest.fixture
def client(sandbox, recorder):
    client = LayersClient(
        "http://sandbox",
        sandbox.key,
        recorder=recorder,
        retries=Retries(0, pause=lambda _: None),
        transport=in_process_transport(sandbox),
    )
    yield client
    client.close()


@pytest.fixture
def container(sandbox):
    with make_client(sandbox) as client:
        return start_slideshow(sandbox, client)["containerIds"][0]


@pytest.fixture
def target(sandbox, client):
    [page] = client.list_social_accounts(sandbox.project, status="connected", platform="tiktok")
    [account] = page.models()
    return {"socialAccountId": account.social_account_id}


def test_a_schedule_is_made_read_moved_and_canceled(sandbox, client, container, target):
    reply = client.schedule(container, LATER, [target], key="k")
    (post_id,) = reply.model.scheduled_post_ids

    assert (reply.status, reply.model.gate_status) == (201, None)
    assert client.get_post(post_id).model.status == "queued"
    [page] = client.list_posts(sandbox.project, {"status": ["queued"]})
    assert [post.id for post in page.models()] == [post_id]
    moved = client.reschedule_post(post_id, "2099-04-21T16:00:00.000Z").model
    assert moved.scheduled_for.isoformat() == "2099-04-21T16:00:00+00:00"
    assert client.cancel_post(post_id, reason="Over.").model.status == "canceled"
    assert client.get_post(post_id).model.is_finished


def test_a_publish_is_recorded_before_it_is_sent(client, recorder, container, target):
    (post_id,) = client.publish(container, [target], key="k").model.scheduled_post_ids

    assert recorder.log[-2:] == [("intended", "k"), ("answered", "k")]
    post = client.get_post(post_id).model
    assert (post.status, post.platform) == ("published", "tiktok")
    assert post.external_url.endswith(post_id)


def test_content_that_waits_for_approval_says_so(sandbox, client, target):
    client.set_review_policy(sandbox.project, "review_all")
    with make_client(sandbox) as plain:
        pending = start_slideshow(sandbox, plain)["containerIds"][0]
        plain.get(f"/v1/content/{pending}")

    reply = client.schedule(pending, LATER, [target], key="k")

    assert (reply.status, reply.model.gate_status) == (202, "blocked_on_approval")
    assert reply.model.scheduled_post_ids == []
    promotion = client.approve(pending).data["pendingSchedulePromotion"]
    assert promotion["status"] == "ok"
    assert client.get_post(promotion["scheduledPostIds"][0]).model.status == "queued"


@pytest.mark.parametrize("call", ["schedule", "publish"])
def test_a_lost_reply_leaves_the_outcome_unknown_and_the_key_finds_it(
    sandbox, client, recorder, container, target, call
):
    with make_client(sandbox) as control:
        control.headers["X-Sandbox-Token"] = sandbox.control_token
        rule = {"match": {"path": "/v1/content/*"}, "times": 1, "effect": {"type": "drop-after"}}
        control.put("/_sandbox/faults", json={"rules": [rule]})
    given: tuple[Any, ...] = (container, LATER, [target])
    if call == "publish":
        given = (container, [target])

    with pytest.raises(ResponseLostError):
        getattr(client, call)(*given, key="k")
    assert recorder.log[-1] == ("lost", "k")
    again = getattr(client, call)(*given, key="k").model

    [page] = client.list_posts(sandbox.project, {})
    assert [post.id for post in page.models()] == again.scheduled_post_ids


@pytest.mark.parametrize("answer", [{}, {"scheduledPostIds": []}, {"scheduledPostIds": [1]}, []])
@pytest.mark.parametrize("call", ["schedule", "publish"])
def test_an_answer_that_names_no_post_leaves_the_outcome_unknown(client_for, call, answer):
    client = client_for(lambda _: httpx.Response(201, json=answer))
    given: tuple[Any, ...] = ("cnt_1", LATER, []) if call == "schedule" else ("cnt_1", [])

    with pytest.raises(ContractError) as caught:
        getattr(client, call)(*given, key="k")

    assert caught.value.maybe_executed


def test_an_account_is_authorized_and_disconnected(sandbox, client, container, target):
    account = target["socialAccountId"]
    link = client.authorize_account(sandbox.project, "tiktok", return_url="http://localhost/").model
    again = client.reauthorize_account(sandbox.project, account).model
    client.schedule(container, LATER, [target], key="k")

    for asked in (link, again):
        assert client.get_authorization(asked.state).model.status == "pending"
    gone = client.disconnect_account(account).model
    assert (gone.status, gone.canceled_scheduled_posts) == ("disconnected", 1)


def test_music_is_read(client):
    music = client.list_tiktok_music().model

    assert music.total == len(music.tracks) > 0
    assert music.tracks[0].title
