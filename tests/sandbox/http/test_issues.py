"""What a 422 says: the place as the client wrote it, in words that are not about Python."""

import pytest

from layers_cli.sandbox.contract import bodies, control, faults
from layers_cli.sandbox.contract.model import checked
from layers_cli.sandbox.core.errors import HttpError


def found(model, given) -> dict[str, str]:
    with pytest.raises(HttpError) as caught:
        checked(model, given)
    assert caught.value.details is not None
    return {issue["path"]: issue["message"] for issue in caught.value.details["issues"]}


def rule(**effect) -> dict[str, object]:
    return {"rules": [{"effect": effect}]}


@pytest.mark.parametrize(
    ("model", "given", "path"),
    [
        (faults.Rules, rule(type="status", status=200, code="X"), "rules.0.effect.status"),
        (faults.Rules, rule(type="status", status=500), "rules.0.effect.code"),
        (faults.Rules, rule(type="delay", duration="11m"), "rules.0.effect.duration"),
        (faults.Rules, rule(type="fail-containers"), "rules.0.effect"),
        (faults.Rules, rule(type="nonsense"), "rules.0.effect"),
        (faults.Rules, rule(), "rules.0.effect"),
        (
            control.Verify,
            {"assertions": [{"type": "request-count", "min": -1}]},
            "assertions.0.min",
        ),
        (bodies.CreateContent, {"format": "x", "hook": "x", "references": 1}, "references"),
    ],
)
def test_the_place_is_where_the_client_put_it(model, given, path):
    assert set(found(model, given)) == {path}


def test_the_words_are_about_json():
    said = found(
        bodies.CreateContent,
        {"hook": "", "variantCount": 11, "references": [], "id": "x", "format": None},
    )

    assert said == {
        "format": "must be a string",
        "hook": "must have a length of at least 1",
        "variantCount": "must be at most 10",
        "references": "must be an object",
        "id": "is not a known key",
    }
