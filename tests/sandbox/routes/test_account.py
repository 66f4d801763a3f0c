"""The caller's own account."""


def test_whoami_names_organization_key_and_balance(sandbox, client, create):
    create()

    answer = client.get("/v1/whoami").json()

    assert answer["organizationId"] == answer["workspaceId"] == sandbox.organization
    assert answer["apiKeyId"].startswith("key_")
    assert answer["creditBalance"] == 99_950
    assert answer["parentOrganizationId"] is None


def test_credits_count_the_usage_of_this_month(sandbox, client, create):
    create(variantCount=2)
    sandbox.set_clock(now=4_102_444_800_000)  # the first moment of 2100
    before = client.get("/v1/credits").json()
    create()

    after = client.get("/v1/credits").json()

    assert (before["balance"], before["usedThisPeriod"]) == (99_900, 0)
    assert (after["balance"], after["available"]) == (99_850, 99_850)
    assert after["currentPeriod"] == {
        "start": "2100-01-01T00:00:00.000Z",
        "end": "2100-02-01T00:00:00.000Z",
        "usedCredits": 50,
    }
    assert after["estimatedCreditsPerFormat"]["slideshow_builder"] == 50
