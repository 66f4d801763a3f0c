"""Events of posts and accounts, as receivers of webhooks get them."""

import httpx
import pytest

from layers_cli.sandbox.page.access import form_token
from layers_cli.sandbox.server.worker import Worker
from tests.sandbox.posting.conftest import DAY, HOUR, post_ids
from tests.sandbox.webhooks.conftest import ENDPOINTS, URL, Receiver

EVENTS = (
    *(f"post.{name}" for name in ("scheduled", "published", "failed", "canceled")),
    *(f"social_account.{name}" for name in ("connected", "needs_reauth", "revoked")),
)


@pytest.fixture
def told(sandbox, client):
    """Return the data of the events that were delivered, by type, in order."""
    receiver = Receiver()
    sandbox.webhook_transport = httpx.MockTransport(receiver)
    sandbox.settings.base_url = "http://sandbox"
    body = {"url": URL, "events": list(EVENTS)}
    assert client.post(ENDPOINTS, json=body).status_code == 201

    def _told():
        Worker(sandbox).run_until_idle()
        events = sorted(receiver.events, key=lambda event: event["id"])
        return [(event["type"], event["data"]) for event in events]

    return _told


def test_a_post_tells_that_it_is_scheduled_and_published(sandbox, told, publish, read, container):
    (post,) = post_ids(publish())
    found = read(post)
    sandbox.set_clock(advance=HOUR)
    done = read(post)

    ids = {"scheduledPostId": post, "containerId": container}
    where = {"externalId": done["externalId"], "externalUrl": done["externalUrl"]}
    assert told() == [
        ("post.scheduled", ids | {"scheduledFor": found["scheduledFor"]}),
        ("post.published", ids | where),
    ]


def test_a_post_tells_that_it_is_canceled(client, told, schedule, container):
    (post,) = post_ids(schedule())
    at = client.delete(f"/v1/scheduled-posts/{post}").json()["canceledAt"]

    canceled = {"scheduledPostId": post, "containerId": container, "canceledAt": at}
    assert ("post.canceled", canceled) in told()


def test_a_refused_token_tells_of_post_and_account(sandbox, control, told, publish, read, accounts):
    rules = {"rules": [{"effect": {"type": "expire-token"}}]}
    control.put("/_sandbox/faults", json=rules)
    (post,) = post_ids(publish())
    sandbox.set_clock(advance=HOUR)

    (_, account), (failed, data) = sorted(told()[1:], key=lambda event: event[0], reverse=True)
    assert account["socialAccountId"] == accounts["tiktok"]
    assert (failed, data["scheduledPostId"]) == ("post.failed", post)
    assert data["lastError"] == read(post)["lastError"]


def test_an_account_tells_that_its_token_has_expired(sandbox, told, accounts):
    sandbox.set_clock(advance=61 * DAY)

    events = [(kind, data["socialAccountId"]) for kind, data in told()]
    connected = {accounts["tiktok"], accounts["instagram"]}
    assert len(events) == len(connected)
    assert set(events) == {("social_account.needs_reauth", each) for each in connected}


def test_an_account_tells_that_it_is_connected_and_disconnected(
    sandbox, client, told, browser, schedule, accounts
):
    (post,) = post_ids(schedule(after=DAY))
    account = accounts["tiktok"]
    client.delete(f"/v1/social-accounts/{account}")
    path = f"/v1/projects/{sandbox.project}/social/oauth-url"
    state = client.post(path, json={"platform": "tiktok"}).json()["state"]
    form = {"token": form_token(sandbox), "decision": "allow", "handle": "@inboxzen"}
    browser.post(f"http://127.0.0.1/page/connect/{state}", data=form)

    about = {
        "socialAccountId": account,
        "projectId": sandbox.project,
        "platform": "tiktok",
        "handle": "@inboxzen",
    }
    events = dict(told())
    assert events["post.canceled"]["scheduledPostId"] == post
    assert events["social_account.revoked"] == about
    assert events["social_account.connected"] == about
