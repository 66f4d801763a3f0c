"""The page's form for hooks, its search, filters, copying and downloads, in a real browser."""

import pytest

from tests.sandbox.page.browsing import wait_until


def test_the_form_starts_a_job_for_each_hook_and_keeps_nothing_typed(shown, visit):
    page = visit()
    page.fill("#hook", "first\nof two lines\n\nsecond")
    page.fill("[name=variants]", "2")
    page.get_by_role("button", name="Generate").click()

    wait_until(page, "document.querySelectorAll('.card').length === 4")
    items = shown.client.get(f"/v1/projects/{shown.sandbox.project}/content").json()["items"]
    assert [each["hook"] for each in items] == ["second"] * 2 + ["first\nof two lines"] * 2
    assert page.locator("#hook").input_value() == ""
    assert page.locator("#notice").inner_text() == "Started."


@pytest.mark.slow
@pytest.mark.parametrize(("hook", "variants"), [(" \n\n ", "1"), ("x" * 2001, "1"), ("x", "11")])
def test_what_the_api_refuses_starts_nothing(shown, visit, hook, variants, troubles):
    page = visit(java_script_enabled=False)
    page.locator("#generate").evaluate("each => each.noValidate = true")
    page.fill("#hook", hook)
    page.fill("[name=variants]", variants)
    page.get_by_role("button", name="Generate").click()

    assert page.locator("#notice.refused").inner_text()
    assert shown.client.get(f"/v1/projects/{shown.sandbox.project}/content").json()["items"] == []
    troubles.clear()  # the browser reports the refusal


@pytest.mark.slow
def test_search_and_filters_find_what_was_approved_and_rejected(shown, visit):
    kept, lost = shown.create("keep this"), shown.create("lose this")
    shown.sandbox.advance(10)
    shown.client.post(f"/v1/content/{kept}/approve", json={}).raise_for_status()
    shown.client.post(f"/v1/content/{lost}/reject", json={"reason": "no"}).raise_for_status()

    assert visit("/?only=approved").locator(".card .text").all_inner_texts() == ["keep this"]
    assert visit("/?only=rejected").locator(".card .text").all_inner_texts() == ["lose this"]
    page = visit()
    page.fill("#text", "KEEP")
    page.locator("#text").press("Enter")
    page.wait_for_url("**/?text=KEEP")
    assert page.locator(".card .text").all_inner_texts() == ["keep this"]


def test_an_id_is_copied_and_files_are_downloaded(shown, visit):
    container = shown.create("take me")
    shown.finish(container)
    page = visit(permissions=["clipboard-read", "clipboard-write"])

    page.locator(".copy").click()
    wait_until(page, "document.getElementById('notice').textContent === 'Copied.'")
    assert page.evaluate("navigator.clipboard.readText()") == container
    with page.expect_download() as found:
        page.locator(".files a").first.click()
    assert found.value.suggested_filename.startswith(f"{container}-1")
