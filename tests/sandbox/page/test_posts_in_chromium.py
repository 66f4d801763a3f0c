"""The page of a post, the page that connects an account, and the calendar, in a browser."""

from typing import Any

import pytest

from tests.sandbox.page.browsing import wait_until

pytestmark = pytest.mark.slow
PHONE = 375


@pytest.fixture
def account(shown) -> Any:
    """Return the id of the connected account on a platform."""

    def _account(platform: str) -> str:
        path = f"/v1/projects/{shown.sandbox.project}/social-accounts"
        query = {"platform": platform, "status": "connected"}
        found: str = shown.client.get(path, params=query).json()["items"][0]["socialAccountId"]
        return found

    return _account


@pytest.fixture
def publish(shown, account) -> Any:
    """Publish a slideshow; return the id of the post."""
    container = shown.create("W" * 300)
    shown.finish(container)
    shown.client.post(f"/v1/content/{container}/approve").raise_for_status()

    def _publish(platform: str, **target: Any) -> str:
        body = {"targets": [{"socialAccountId": account(platform)} | target]}
        made = shown.client.post(f"/v1/content/{container}/publish", json=body).json()
        post: str = made["scheduledPostIds"][0]
        return post

    return _publish


@pytest.mark.parametrize("platform", ["tiktok", "instagram"])
def test_a_post_fits_a_phone_and_its_slides_swipe(publish, visit, platform):
    words = {"captionOverride": "W" * 4000, "firstCommentOverride": "word " * 800}
    page = visit(f"/page/posts/{publish(platform, **words)}", width=PHONE)
    strip = "document.querySelector('.strip')"

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    assert page.evaluate(f"{strip}.scrollLeft") == 0
    wait_until(page, "[...document.images].slice(0, 2).every((image) => image.naturalWidth > 0)")
    page.locator(".step.on").first.click()
    wait_until(page, f"Math.abs({strip}.scrollLeft - {strip}.clientWidth) < 2")


def test_an_account_is_connected_with_a_button(shown, visit):
    path = f"/v1/projects/{shown.sandbox.project}/social/oauth-url"
    link = shown.client.post(path, json={"platform": "instagram"}).json()
    page = visit(link["authorizeUrl"], width=PHONE)

    page.get_by_label("Account").fill("@Autumn.Club")
    page.get_by_role("button", name="Allow").click()
    page.get_by_role("heading", name="@autumn.club is connected").wait_for()

    status = shown.client.get(f"/v1/social/oauth-status/{link['state']}").json()
    assert status["status"] == "completed"


def test_a_browser_goes_on_to_the_address_that_the_partner_named(shown, visit, troubles):
    here = shown.sandbox.base_url.replace("127.0.0.1", "localhost") + "/page/mark.svg?done=1"
    path = f"/v1/projects/{shown.sandbox.project}/social/oauth-url"
    body = {"platform": "tiktok", "returnUrl": here}
    page = visit(shown.client.post(path, json=body).json()["authorizeUrl"])

    page.get_by_role("button", name="Deny").click()

    page.wait_for_url(f"{here}&layers_oauth_error=access_denied")
    page.close()
    # The partner's address is a picture, for which browsers ask for an icon that is not there.
    troubles[:] = [each for each in troubles if "404" not in each]


@pytest.mark.parametrize("width", [PHONE, 1440])
def test_the_calendar_leads_to_a_post(publish, visit, width):
    post = publish("tiktok")
    page = visit("/", width=width)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator("#calendar").get_by_role("link", name="tiktok @inboxzen").click()

    page.wait_for_url(f"**/page/posts/{post}")
