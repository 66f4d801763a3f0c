"""Social accounts: listed, connected by a link, asked for again, disconnected."""

import pytest

from layers_cli.sandbox.core.timestamps import parse_timestamp
from layers_cli.sandbox.page.access import form_token
from tests.sandbox.conftest import error_of, issues, make_client, walk
from tests.sandbox.posting.conftest import DAY, post_ids

HERE = "http://127.0.0.1:8000"
MINUTE = 60_000


@pytest.fixture
def path(sandbox):
    return f"/v1/projects/{sandbox.project}"


@pytest.fixture
def link(client, path):
    """Ask for a link that connects an account."""

    def _link(platform="tiktok", **more):
        response = client.post(f"{path}/social/oauth-url", json={"platform": platform, **more})
        assert response.status_code == 200, response.text
        return response.json()

    return _link


@pytest.fixture
def visitor(browser):
    """A browser that sends the forms of the pages it has read."""
    browser.headers.update({"Origin": HERE, "Sec-Fetch-Site": "same-origin"})
    browser.base_url = HERE
    return browser


@pytest.fixture
def decide(sandbox, visitor):
    """Press a button on the page of a link."""

    def _decide(link, decision="allow", **form):
        form = {"token": form_token(sandbox), "decision": decision, "handle": "@New.One"} | form
        return visitor.post(f"/page/connect/{link['state']}", data=form)

    return _decide


@pytest.fixture
def status(client):
    return lambda link: client.get(f"/v1/social/oauth-status/{link['state']}").json()


def listed(client, path, **query):
    return client.get(f"{path}/social-accounts", params=query).json()["items"]


def test_two_accounts_are_connected_and_one_is_not_in_a_new_sandbox(client, path):
    found = [(each["platform"], each["handle"], each["status"]) for each in listed(client, path)]

    assert found == [
        ("tiktok", "@inboxzen", "connected"),
        ("instagram", "@inboxzen", "connected"),
        ("tiktok", "@inboxzen.daily", "reauth_required"),
    ]


def test_accounts_are_walked_by_the_moment_they_were_connected(client, path):
    pages = list(walk(client, f"{path}/social-accounts", limit=1))

    assert [item for page in pages for item in page] == listed(client, path)
    first = client.get(f"{path}/social-accounts", params={"limit": 1}).json()
    assert first["nextCursor"] == first["items"][0]["connectedAt"]


def test_filters_narrow_the_list(client, path):
    assert len(listed(client, path, platform="tiktok")) == 2
    assert len(listed(client, path, status="connected")) == 2
    assert len(listed(client, path, platform="tiktok", status="connected")) == 1
    assert listed(client, path, leased="true") == []
    assert len(listed(client, path, leased="false")) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", "201"), ("platform", "youtube"), ("status", "ok"), ("leased", "1"), ("cursor", "x")],
)
def test_an_unreadable_query_is_refused(client, path, name, value):
    assert issues(client.get(f"{path}/social-accounts", params={name: value})) == {name}


def test_an_avatar_is_a_picture(client, path):
    avatar = client.get(listed(client, path)[0]["avatarUrl"])

    assert avatar.headers["Content-Type"] == "image/svg+xml"


def test_an_allowed_link_connects_the_account(client, path, link, decide, status, visitor):
    asked = link(usageNote="Autumn campaign")
    assert status(asked) == {
        "state": asked["state"],
        "status": "pending",
        "expiresAt": asked["expiresAt"],
    }
    page = visitor.get(asked["authorizeUrl"].replace("http://sandbox", HERE))
    assert "Autumn campaign" in page.text

    assert decide(asked).status_code == 303

    done = status(asked)
    newest = listed(client, path)[0]
    assert done["status"] == "completed"
    assert done["socialAccountId"] == newest["socialAccountId"]
    assert (newest["platform"], newest["handle"]) == ("tiktok", "@new.one")
    assert newest["status"] == "connected"


def test_a_denied_link_connects_nothing(client, path, link, decide, status):
    asked = link()
    before = listed(client, path)
    decide(asked, "deny")

    assert status(asked)["status"] == "failed"
    assert status(asked)["error"]["code"] == "access_denied"
    assert listed(client, path) == before


def test_a_link_is_used_once(client, path, link, decide, status):
    asked = link()
    decide(asked, "deny")
    assert decide(asked).status_code == 200

    assert status(asked)["status"] == "failed"
    assert len(listed(client, path)) == 3


def test_a_link_lives_ten_minutes(sandbox, client, path, link, decide, status):
    asked = link()
    sandbox.set_clock(advance=10 * MINUTE - 1)
    assert status(asked)["status"] == "pending"
    sandbox.set_clock(advance=1)

    assert status(asked)["status"] == "failed"
    assert status(asked)["error"]["code"] == "expired"
    decide(asked)
    assert len(listed(client, path)) == 3


def test_a_visitor_goes_on_where_the_partner_wants(link, decide, visitor):
    url = "http://localhost:9000/done?user=1"
    asked = link(returnUrl=url)
    page = visitor.get(f"/page/connect/{asked['state']}")
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' http://localhost:9000;" in policy

    assert decide(asked).headers["Location"] == url
    denied = decide(link(returnUrl=url), "deny")
    assert denied.headers["Location"] == f"{url}&layers_oauth_error=access_denied"


@pytest.mark.parametrize(
    "url", ["https://example.com/", "http://localhost.example.com/", "http://a@127.0.0.1/"]
)
def test_a_visitor_is_not_sent_to_other_hosts(client, path, url):
    body = {"platform": "tiktok", "returnUrl": url}
    response = client.post(f"{path}/social/oauth-url", json=body)

    assert error_of(response) == (403, "RETURN_URL_NOT_ALLOWED")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://localhost/", "http://[", ""])
def test_what_is_no_web_address_is_refused(client, path, url):
    body = {"platform": "tiktok", "returnUrl": url}

    assert issues(client.post(f"{path}/social/oauth-url", json=body)) == {"returnUrl"}


def test_a_form_of_another_page_connects_nothing(link, decide, status):
    asked = link()

    assert decide(asked, token="x").status_code == 403
    assert status(asked)["status"] == "pending"


@pytest.mark.parametrize("handle", ["", "@", "a b", "<script>", "x" * 31, "é"])
def test_what_is_no_handle_is_refused_and_may_be_corrected(link, decide, status, handle):
    asked = link()
    refused = decide(asked, handle=handle)

    assert refused.status_code == 422
    assert "<script>" not in refused.text
    assert status(asked)["status"] == "pending"
    decide(asked)
    assert status(asked)["status"] == "completed"


def test_a_state_is_for_the_key_that_asked_for_it(sandbox, link):
    asked = link()
    other = make_client(sandbox, key=sandbox.mint_key("*"))

    response = other.get(f"/v1/social/oauth-status/{asked['state']}")

    assert error_of(response) == (404, "NOT_FOUND")


def test_an_account_that_is_authorized_again_keeps_its_id(
    client, path, accounts, decide, status, schedule
):
    before = len(listed(client, path))
    again = client.post(f"{path}/social-accounts/{accounts['expired']}/reauth-url")
    assert again.status_code == 200
    decide(again.json(), handle="@somebody.else")

    assert status(again.json())["socialAccountId"] == accounts["expired"]
    assert len(listed(client, path)) == before
    health = client.get(f"/v1/social-accounts/{accounts['expired']}/health").json()
    assert (health["healthy"], health["issues"]) == (True, [])
    assert schedule({"socialAccountId": accounts["expired"]}).status_code == 201


def test_an_account_is_to_be_authorized_again_once_its_token_has_expired(
    sandbox, client, path, accounts, decide, schedule, read
):
    (account,) = listed(client, path, platform="tiktok", status="connected")
    life = parse_timestamp(account["tokenExpiresAt"]) - sandbox.clock.now()
    in_time, too_late = (post_ids(schedule(after=life + step))[0] for step in (-MINUTE, MINUTE))
    sandbox.set_clock(advance=life - 1)
    assert listed(client, path, status="connected")[0]["handle"] == account["handle"]

    sandbox.set_clock(advance=2 * MINUTE)

    assert account | {"status": "reauth_required"} in listed(client, path)
    assert read(in_time)["status"] == "published"
    failed = read(too_late)
    assert (failed["status"], failed["lastError"]["code"]) == ("failed", "CREDENTIAL_INVALID")
    assert issues(schedule()) == {"targets.0.socialAccountId"}

    decide(client.post(f"{path}/social-accounts/{accounts['tiktok']}/reauth-url").json())

    (again,) = listed(client, path, platform="tiktok", status="connected")
    assert again["socialAccountId"] == accounts["tiktok"]
    assert again["tokenExpiresAt"] > account["tokenExpiresAt"]
    assert schedule().status_code == 201


def test_a_clock_that_jumps_over_the_end_of_a_token_publishes_what_was_due_before(
    sandbox, schedule, posts
):
    for days in (61, 1, 59):
        schedule(after=days * DAY)

    sandbox.set_clock(advance=62 * DAY)

    ends = [(post["status"], post["lastError"]) for post in posts()[::-1]]
    assert [status for status, _ in ends] == ["published", "published", "failed"]
    assert ends[-1][1]["code"] == "CREDENTIAL_INVALID"


def test_an_account_of_another_project_is_not_authorized_here(sandbox, accounts):
    other = make_client(sandbox, key=sandbox.child_key)
    path = f"/v1/projects/{sandbox.child_project}/social-accounts"

    response = other.post(f"{path}/{accounts['tiktok']}/reauth-url")

    assert error_of(response) == (404, "NOT_FOUND")


def test_a_disconnect_cancels_what_was_to_go_out_and_counts_it(
    sandbox, client, path, accounts, schedule, posts, later
):
    schedule()
    schedule(after=2 * DAY)
    schedule({"socialAccountId": accounts["instagram"]})
    account = accounts["tiktok"]

    receipt = client.delete(f"/v1/social-accounts/{account}").json()

    assert receipt == {
        "socialAccountId": account,
        "status": "disconnected",
        "disconnectedReason": "revoked_by_partner",
        "canceledScheduledPosts": 2,
        "disconnectedAt": later(0),
    }
    assert {post["status"] for post in posts(socialAccountId=account)} == {"canceled"}
    assert {post["status"] for post in posts(socialAccountId=accounts["instagram"])} == {"queued"}
    assert error_of(client.delete(f"/v1/social-accounts/{account}")) == (404, "NOT_FOUND")
    (gone,) = listed(client, path, status="disconnected")
    assert (gone["socialAccountId"], gone["tokenExpiresAt"]) == (account, None)
    health = client.get(f"/v1/social-accounts/{account}/health").json()
    assert [issue["code"] for issue in health["issues"]] == ["ACCOUNT_DISCONNECTED"]
    assert issues(schedule()) == {"targets.0.socialAccountId"}
    again = client.post(f"{path}/social-accounts/{account}/reauth-url")
    assert error_of(again) == (409, "CONFLICT")


def test_an_account_that_is_connected_again_keeps_its_id(client, path, accounts, link, decide):
    client.delete(f"/v1/social-accounts/{accounts['tiktok']}")
    decide(link(), handle="INBOXZEN")

    (back,) = listed(client, path, platform="tiktok", status="connected")
    assert back["socialAccountId"] == accounts["tiktok"]


def test_a_malformed_id_is_refused_in_words(client):
    assert issues(client.delete("/v1/social-accounts/sa_1")) == {"id"}
    assert error_of(client.get("/v1/social-accounts/sa_1/health")) == (404, "NOT_FOUND")


def test_accounts_of_others_are_not_found(sandbox, accounts):
    other = make_client(sandbox, key=sandbox.child_key)

    response = other.delete(f"/v1/social-accounts/{accounts['tiktok']}")

    assert error_of(response) == (404, "NOT_FOUND")
