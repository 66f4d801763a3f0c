"""Against a real S3 server, which checks signature, expiry and type: the sandbox could be wrong."""

import json

import httpx
import pytest

from tests.conftest import Layers
from tests.uploads.conftest import image
from tests.uploads.s3_server import s3_server


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def run(s3, tmp_path):
    """Upload `picture one.jpg` to a URL that is signed as told; gives the result and the key."""
    (tmp_path / "picture one.jpg").write_bytes(image(1, 3_000_000))

    def upload(**signing):
        type_ = signing.pop("sent_type", "image/jpeg")
        forged = signing.pop("forged", False)
        key = f"ä key/{tmp_path.name}.jpg"
        url = s3.signed("PUT", key, content_type="image/jpeg", **signing)
        url = url[:-4] + ("0000" if not url.endswith("0000") else "1111") if forged else url

        def api(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/content/uploads"):
                file = {"containerId": "cnt_1", "uploadUrl": url}
                return httpx.Response(
                    201, json={"uploads": [file | {"headers": {"Content-Type": type_}}]}
                )
            assert json.loads(request.content) == {"caption": ""}
            return httpx.Response(200, json={"id": "cnt_1", "status": "completed"})

        environ = {
            "LAYERS_CONFIG_DIR": str(tmp_path / "config"),
            "LAYERS_STATE_DIR": str(tmp_path / "state"),
            "LAYERS_BASE_URL": "http://127.0.0.1",
            "LAYERS_API_KEY": "lp_test_x",
            "LAYERS_PROJECT": "prj_1",
        }
        layers = Layers(environ, tmp_path, httpx.MockTransport(api), [])
        return layers("upload", "picture one.jpg", "--json"), key

    return upload


def test_a_signed_put_arrives_byte_for_byte(s3, run):
    result, key = run()

    assert (result.code, result.one["id"]) == (0, "cnt_1")
    assert s3.get(key) == image(1, 3_000_000)


@pytest.mark.parametrize(
    ("signing", "code"),
    [
        ({"forged": True}, "SignatureDoesNotMatch"),
        ({"secret": "another"}, "SignatureDoesNotMatch"),
        ({"seconds": 60, "ago": 3600}, "AccessDenied"),
        ({"sent_type": "image/png"}, "SignatureDoesNotMatch"),
    ],
    ids=["forged", "another key", "expired", "another type"],
)
def test_put_that_differs_from_the_signed_one_is_reported_with_the_error_code(
    s3, run, signing, code
):
    result, key = run(**signing)

    assert result.code == 1
    assert f"answered 403 {code}" in result.error["message"]
    assert s3.get(key) is None
