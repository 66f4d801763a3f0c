"""The API client: the requests it sends, and its errors for answers that are none."""

import json
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.api import errors
from layers_cli.api.generation import GenerationRequest, content_request
from layers_cli.formats.http_dates import LONGEST, retry_after_seconds


def envelope(code: str, **more: object) -> dict[str, object]:
    return {"error": {"code": code, "message": "The server's words.", "requestId": "req_1", **more}}


def test_key_goes_in_the_bearer_header_and_nowhere_else(client_for):
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"organizationId": "org_1"})

    client = client_for(answer)
    client.whoami()

    [request] = seen
    assert request.headers["authorization"] == "Bearer lp_live_SECRET"
    assert request.headers["x-layers-organization"] == "org_1"
    assert "SECRET" not in str(request.url) + repr(client) + repr(client._session)


def test_create_request_is_that_of_the_content_page(client_for):
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert request.url.path == "/v1/projects/prj_1/content"
        assert request.headers["idempotency-key"] == "k"
        assert json.loads(request.content) == {
            "format": "slideshow-builder",
            "variantCount": 2,
            "hook": "wait for it...\nthis 🧠",
            "references": {"mediaIds": ["med_1"]},
        }
        return httpx.Response(202, json={"jobId": "job_1", "status": "running"})

    order = GenerationRequest(
        "prj_1", "wait for it...\nthis 🧠", "slideshow-builder", 2, ("med_1",), key="k"
    )
    reply = client_for(answer).create_content(content_request(order))

    assert reply.model.job_id == "job_1"


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_invalid_id_is_not_sent(client_for, name):
    with pytest.raises(errors.ConnectError, match="is not an id"):
        client_for(lambda _: pytest.fail("sent")).get_content(name)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "VALIDATION", errors.InvalidError),
        (401, "UNAUTHENTICATED", errors.UnauthenticatedError),
        (402, "BILLING_EXHAUSTED", errors.BillingError),
        (403, "FORBIDDEN_SCOPE", errors.ForbiddenError),
        (404, "NOT_FOUND", errors.NotFoundError),
        (405, "METHOD_NOT_ALLOWED", errors.MethodError),
        (409, "IDEMPOTENCY_CONFLICT", errors.ConflictError),
        (418, "TEAPOT", errors.StatusError),
        (422, "UNSUPPORTED_FORMAT", errors.InvalidError),
        (429, "RATE_LIMITED", errors.RateLimitError),
        (500, "INTERNAL", errors.ServerError),
        (503, "KILL_SWITCH", errors.SuspendedError),
        (599, "ODD", errors.ServerError),
    ],
)
def test_each_status_has_its_own_error_with_the_servers_details(client_for, status, code, expected):
    client = client_for(lambda _: httpx.Response(status, json=envelope(code, details={"x": 1})))

    with pytest.raises(errors.StatusError) as caught:
        client.whoami()

    error = caught.value
    assert type(error) is expected
    assert (error.code, error.status, error.request_id) == (code, status, "req_1")
    assert (str(error), error.details) == ("The server's words.", {"x": 1})


@pytest.mark.parametrize(
    "body", [b"<html>Bad gateway</html>", b"", b"[]", b'{"error": 5}', b"\xff\xfe", b"null"]
)
def test_error_without_envelope_is_named_after_its_status(client_for, body):
    client = client_for(
        lambda _: httpx.Response(502, content=body, headers={"x-request-id": "req_2"})
    )

    with pytest.raises(errors.ServerError) as caught:
        client.whoami()

    assert (caught.value.code, caught.value.request_id) == ("HTTP_502", "req_2")
    assert str(caught.value) == "Bad Gateway"


@pytest.mark.parametrize(
    "body",
    [
        {"message": "No route", "statusCode": 403},
        {"error": "access_denied", "error_description": "No route"},
        {"type": "about:blank", "title": "Forbidden", "detail": "No route"},
        {"error": "No route"},
        {"error": {"message": "No route"}},
    ],
)
def test_words_of_a_gateway_before_the_api_are_passed_on(client_for, body):
    with pytest.raises(errors.ForbiddenError) as caught:
        client_for(lambda _: httpx.Response(403, json=body)).whoami()

    assert (caught.value.code, str(caught.value)) == ("HTTP_403", "No route")


@pytest.mark.parametrize(
    "code", ["cli_usage", ["A"], {}, 5, "A\nB", "\x1b[2JA", "A" * 65, "a b", ""]
)
def test_a_code_that_is_no_word_or_one_of_ours_is_not_taken_for_the_apis(client_for, code):
    """Hostile answers: a server does not speak in our name."""
    with pytest.raises(errors.InvalidError) as caught:
        client_for(lambda _: httpx.Response(400, json=envelope(code))).whoami()

    assert (caught.value.code, str(caught.value)) == ("HTTP_400", "The server's words.")


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b"12", b'{"a": ', b"\xff"])
def test_success_without_json_object_is_a_contract_error(client_for, body):
    with pytest.raises(errors.ContractError) as caught:
        client_for(lambda _: httpx.Response(200, content=body)).whoami()

    assert caught.value.status == 200


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (httpx.ConnectError("refused"), errors.ConnectError),
        (httpx.ConnectTimeout("slow"), errors.ConnectError),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), errors.ConnectError),
        (httpx.UnsupportedProtocol("ftp"), errors.ConnectError),
        (httpx.ProxyError("no"), errors.ConnectError),
        (httpx.ReadError("reset"), errors.ResponseLostError),
        (httpx.WriteError("reset"), errors.ResponseLostError),
        (httpx.ReadTimeout("slow"), errors.ResponseLostError),
        (httpx.RemoteProtocolError("hung up"), errors.ResponseLostError),
        (httpx.DecodingError("gzip"), errors.ContractError),
    ],
)
def test_network_errors_tell_not_sent_from_lost(client_for, failure, expected):
    """ConnectError: nothing was submitted. ResponseLostError: nobody knows."""

    def answer(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(expected):
        client_for(answer).whoami()


def test_unknown_fields_and_statuses_are_tolerated(client_for):
    body = {
        "id": "cnt_1",
        "status": "dreaming",
        "mood": "new",
        "assets": [{"assetId": "a", "x": 1}],
    }
    reply = client_for(lambda _: httpx.Response(200, json=body)).get_content("cnt_1")

    assert reply.model.status == "dreaming"
    assert not reply.model.is_finished
    assert reply.data["mood"] == "new"


def test_absent_field_counts_as_null(client_for):
    reply = client_for(
        lambda _: httpx.Response(200, json={"id": "cnt_1", "status": "queued"})
    ).get_content("cnt_1")

    assert reply.model.preview is None
    assert reply.model.assets == []


def test_response_without_required_field_is_a_contract_error(client_for):
    reply = client_for(lambda _: httpx.Response(200, json={"x": 1})).get_content("cnt_1")

    with pytest.raises(errors.ContractError):
        _ = reply.model


def test_unchanged_job_is_read_without_a_body(client_for):
    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("if-none-match") == '"1"':
            return httpx.Response(304, headers={"etag": '"1"'})
        return httpx.Response(
            200, json={"jobId": "job_1", "status": "running"}, headers={"etag": '"1"'}
        )

    client = client_for(answer)
    first = client.get_job("job_1")

    assert first.etag == '"1"'
    assert client.get_job("job_1", etag=first.etag) is None


NOW = datetime(2026, 4, 18, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("-3", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("1_000", None),
        ("٣", None),
        ("9" * 400, LONGEST),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Sat, 18 Apr 2026 12:00:30 +9999", None),
        ("Sat, 18 Apr 2026 12:00:30 GMT", 30.0),
        ("Sat, 18 Apr 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(header, expected):
    assert retry_after_seconds({"retry-after": header}, now=NOW) == expected


def test_retry_after_counts_from_the_answers_own_date():
    """A clock that is years off changes nothing."""
    said = {"retry-after": "Sat, 18 Apr 2026 12:00:30 GMT", "date": "Sat, 18 Apr 2026 12:00:10 GMT"}

    assert retry_after_seconds(said, now=datetime(2019, 1, 1, tzinfo=UTC)) == 20.0
    assert retry_after_seconds({**said, "date": "soon"}, now=NOW) == 30.0
    assert retry_after_seconds({}) is None


@given(st.text() | st.floats().map(str) | st.integers().map(str), st.text())
def test_any_retry_after_is_a_wait_that_ends_or_none(value, date):
    seconds = retry_after_seconds({"retry-after": value, "date": date})

    assert seconds is None or 0 <= seconds <= LONGEST
