"""Numbers and times from outside, as a command meets them (issue 12, kind 6)."""

import httpx
import pytest


@pytest.mark.parametrize(
    "argv",
    [
        ("content", "list", "--since", "99999999w"),
        ("content", "list", "--until", "0001-01-01T00:00:00+14:00"),
        ("content", "list", "--since", ""),
        ("content", "download", "--all", "--since", "99999999w"),
        ("content", "download", "cnt_1", "-o", ""),
        ("jobs", "list", "--since", "99999999w"),
        ("jobs", "watch", "job_1", "--timeout", "99999999w"),
        ("content", "generate", "--hook", "Hi", "--timeout", "9" * 400),
        ("content", "generate", "--hook", "Hi", "--max-credits", "nan"),
        ("content", "generate", "--hook", "Hi", "--max-credits", "inf"),
        ("content", "generate", "--hook", "Hi", "--download", ""),
        ("sandbox", "clock", "scale", "nan"),
        ("api", "POST", "/v1/x", "-F", "n=1e999"),
        ("api", "POST", "/v1/x", "-F", "n=" + "9" * 5000),
        ("config", "set", "confirm_above", "9" * 400),
        ("config", "set", "confirm_above", "."),
        ("project", "get", ""),
    ],
)
def test_a_number_or_time_at_the_edge_is_refused_before_anything_is_sent(layers, argv):
    result = layers.raising(AssertionError("sent"))(*argv, "--json")

    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err
    assert result.error["message"]


@pytest.mark.parametrize("asked", ["nan", "inf", "-1", "1e400", "9" * 400, "soon"])
def test_no_retry_after_makes_a_wait_without_end(layers, asked):
    answers = [httpx.Response(429, headers={"retry-after": asked}), httpx.Response(200, json={})]

    result = layers.against(lambda _: answers.pop(0))("api", "GET", "/v1/x", "--json")

    assert result.code == 0
    assert [0 <= pause <= 60 for pause in layers.pauses] == [True]


@pytest.mark.parametrize("eta", ["251606419175", "-1", "1e300", "true", '"soon"', "null"])
def test_an_estimate_that_is_none_is_not_shown(layers, eta):
    body = f'{{"jobId": "job_1", "status": "running", "etaSeconds": {eta}}}'
    job = layers.against(lambda _: httpx.Response(200, text=body))

    result = job("jobs", "get", "job_1")

    assert result.code == 0
    assert "Left:\t" in result.out.splitlines()
