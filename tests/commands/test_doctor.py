"""`layers doctor` and its bundle."""

import json
import os
import stat
import zipfile
from pathlib import Path

import pytest

HOOK = "a hook nobody else should read"


def checks(result) -> dict[str, dict[str, str]]:
    return {each["name"]: each for each in result.json["checks"]}


def test_a_healthy_machine_passes(layers):
    result = layers("doctor", "--json")

    assert result.code == 0, result.out
    assert result.json["healthy"] is True
    assert {"pass", "warn"} >= {each["state"] for each in result.json["checks"]}
    assert checks(result)["key"]["state"] == "pass"


def test_a_pipe_gets_one_line_per_check(layers):
    lines = layers("doctor").out.splitlines()

    assert {line.split("\t")[0] for line in lines} <= {"pass", "warn"}
    assert len(lines) > 10


def test_a_rejected_key_exits_with_1_and_a_hint(layers):
    wrong = {"LAYERS_API_KEY": "lp_test_wrong"}

    result = layers("doctor", "--json", environ=wrong)

    assert result.code == 1
    assert result.json["healthy"] is False
    fix = "set LAYERS_API_KEY to another key, or leave it out: unset LAYERS_API_KEY"
    assert checks(result)["key"]["fix"] == fix
    assert f"hint: key: {fix}" in layers("doctor", environ=wrong).err.splitlines()


def test_an_unreadable_config_hides_no_other_check(layers):
    folder = Path(layers.environ["LAYERS_CONFIG_DIR"])
    folder.mkdir()
    (folder / "config.toml").write_text("not = [toml")

    result = layers("doctor", "--json")

    assert result.code == 1
    assert checks(result)["config"]["state"] == "fail"
    assert checks(result)["ledger"]["state"] == "pass"


def archived(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


@pytest.fixture
def used(layers):
    """A machine that has made content, with a key and a password in its environment."""
    layers("content", "generate", "--hook", HOOK, "-q")
    secrets = {"HTTPS_PROXY": "http://me:hunter2@proxy.example", "MY_TOKEN": "s3cret"}
    return lambda *argv: layers(*argv, environ=secrets)


def test_the_bundle_holds_no_secret_and_no_hook(used, layers, sandbox):
    result = used("doctor", "--bundle", "report.zip")

    text = archived(layers.cwd / "report.zip")
    assert result.code == 0
    assert "checks.json" not in result.err
    for private in (sandbox.key, sandbox.key.split("_", 3)[3], "hunter2", "s3cret", HOOK):
        assert private not in text
    assert '"state": "finished"' in text or '"state": "saved"' in text
    if os.name != "nt":
        assert stat.S_IMODE((layers.cwd / "report.zip").stat().st_mode) == 0o600


def test_with_hooks_the_bundle_holds_the_hooks(used, layers):
    used("doctor", "--bundle", "report.zip", "--with-hooks")

    assert HOOK in archived(layers.cwd / "report.zip")


def test_a_broken_ledger_does_not_stop_the_bundle(layers):
    state = Path(layers.environ["LAYERS_STATE_DIR"])
    state.mkdir()
    (state / "ledger.db").write_bytes(b"not a database" * 100)

    layers("doctor", "--bundle", "report.zip")

    assert "checks.json" in zipfile.ZipFile(layers.cwd / "report.zip").namelist()


def test_an_existing_file_is_replaced_only_with_force(used, layers):
    (layers.cwd / "report.zip").write_text("mine")

    result = used("doctor", "--bundle", "report.zip", "--json")

    assert (result.code, result.out) == (2, "")
    assert (layers.cwd / "report.zip").read_text() == "mine"
    assert used("doctor", "--bundle", "report.zip", "--force").code == 0
    assert json.loads(zipfile.ZipFile(layers.cwd / "report.zip").read("checks.json"))
