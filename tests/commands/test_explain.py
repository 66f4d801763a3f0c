"""Every error code has an explanation, and they are found."""

import inspect
import re
from pathlib import Path

import pytest

import layers_cli
from layers_cli.api import errors
from layers_cli.sandbox.core.error_codes import ERROR_CODES
from layers_cli.services.explanations import explanation, explanations

EXPLANATIONS = explanations()
PACKAGE = Path(layers_cli.__file__).parent


def produced() -> set[str]:
    """The codes that stand in the source, those of the client's error classes and of the sandbox."""
    sources = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    literal = {code for text in sources for code in re.findall(r'"(cli_[a-z_]+)"', text)}
    classes = {
        value.code
        for _, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, errors.ApiError) and not issubclass(value, errors.StatusError)
    }
    in_sandbox = [p.read_text(encoding="utf-8") for p in (PACKAGE / "sandbox").rglob("*.py")]
    pattern = r'"((?:MEDIA|UPLOAD|IDEMPOTENCY|RENDER|RENDERER|STORAGE)_[A-Z_]+)"'
    media = {code for text in in_sandbox for code in re.findall(pattern, text)}
    return literal | classes | media | set(ERROR_CODES)


def test_every_code_that_can_occur_is_explained():
    assert {"cli_lost_reply", "MEDIA_TOO_LARGE", "CONFLICT"} <= produced()
    assert sorted(produced() - set(EXPLANATIONS)) == []


def test_documented_codes_the_sandbox_never_returns_are_explained():
    """Those of api-core 6 that the sandbox never gives."""
    for code in (
        "PLATFORM_ERROR",
        "RETURN_URL_NOT_ALLOWED",
        "IDEMPOTENCY_REQUIRED",
        "CREDENTIAL_INVALID",
    ):
        assert code in EXPLANATIONS


def test_a_code_is_explained_offline_and_in_any_case(layers):
    offline = layers.raising(AssertionError("asked"))

    result = offline("explain", "rate_limited", "--json", environ={"LAYERS_API_KEY": ""})

    assert result.code == 0
    assert result.json["code"] == "RATE_LIMITED"
    assert result.json["status"] == 429
    assert all(result.json[part] for part in ("cause", "fix", "retry"))


def test_without_a_code_every_code_is_listed(layers):
    result = layers("explain")

    assert [line.partition("\t")[0] for line in result.out.splitlines()] == list(EXPLANATIONS)


def test_an_unknown_code_suggests_the_closest(layers):
    result = layers("explain", "RATE_LIMTED", "--json")

    assert (result.code, result.out) == (9, "")
    assert result.error["code"] == "cli_unknown_code"
    assert "RATE_LIMITED" in result.error["hint"]


@pytest.mark.parametrize("code", ["", " ", "x" * 5000, "HTTP_", "HTTP_9999", "HTTP_abc", "[red]"])
def test_nonsense_exits_with_not_found(layers, code):
    assert layers("explain", code).code == 9


def test_a_status_without_a_code_is_explained():
    found = explanation("HTTP_502")

    assert found is not None
    assert found.status == 502
    assert found.retry.startswith("yes")


@pytest.mark.parametrize("code", sorted(EXPLANATIONS))
def test_every_explanation_has_cause_fix_and_retry(code):
    found = EXPLANATIONS[code]

    assert found.cause.endswith(".")
    assert not found.fix.endswith(".")
    assert found.fix
    assert found.retry
