"""Reading and changing settings from the command line."""

from pathlib import Path

import httpx
import pytest

from layers_cli.config.files import read_config, write_profile
from tests.conftest import Layers
from tests.platforms import posix_only

KEY = "lp_live_ABCDEFGHIJKLMNOP_" + "s" * 39 + "wxyz"


def never(request: httpx.Request) -> httpx.Response:
    """Answer nothing: no settings command needs the network."""
    raise AssertionError(request.url)


@pytest.fixture
def layers(tmp_path: Path) -> Layers:
    """Run `layers` with an empty environment."""
    environ = {"LAYERS_CONFIG_DIR": str(tmp_path / "config")}
    return Layers(environ, tmp_path, httpx.MockTransport(never), [])


@pytest.fixture
def file(layers: Layers) -> Path:
    """The user's file, which need not exist."""
    return Path(layers.environ["LAYERS_CONFIG_DIR"]) / "config.toml"


def test_list_shows_effective_settings(layers, file):
    write_profile(file, "default", {"api_key": KEY, "project": "prj_1"})

    result = layers("config", "list")

    assert result.out == (
        "profile\tdefault\n"
        "base_url\thttps://api.layers.com\n"
        "api_key\tlp_live_ABCD…wxyz\n"
        "project\tprj_1\n"
        "organization\t\n"
        "api_dialect\tauto\n"
        "confirm_above\t\n"
        "budget.daily\t\n"
        "api_key_command\t\n"
    )
    assert (result.code, result.err) == (0, "")


def test_list_shows_origins(layers, file, tmp_path):
    write_profile(file, "work", {"api_key": KEY, "project": "prj_1"})
    (tmp_path / "layers.toml").write_text('profile = "work"')

    result = layers("config", "list", "--show-origin", environ={"LAYERS_ORGANIZATION": "org_1"})

    assert result.out == (
        f"profile\twork\t{tmp_path / 'layers.toml'}\n"
        "base_url\thttps://api.layers.com\tdefault\n"
        f"api_key\tlp_live_ABCD…wxyz\t{file} [profiles.work]\n"
        f"project\tprj_1\t{file} [profiles.work]\n"
        "organization\torg_1\tLAYERS_ORGANIZATION\n"
        "api_dialect\tauto\tdefault\n"
        "confirm_above\t\tnot set\n"
        "budget.daily\t\tnot set\n"
        "api_key_command\t\tnot set\n"
    )


def test_list_as_json_masks_the_key(layers, file):
    write_profile(file, "default", {"api_key": KEY})

    result = layers("config", "list", "--json")

    assert KEY not in result.out
    assert {"key": "project", "value": None, "origin": "not set"} in result.json["settings"]
    assert result.json["file"] == str(file)


def test_list_with_the_sandbox_profile_starts_no_sandbox(layers):
    result = layers("--sandbox", "config", "list", "--show-origin")

    assert "api_key\t\tthe sandbox\n" in result.out
    assert "profile\tsandbox\t--sandbox\n" in result.out


@posix_only
def test_list_warns_of_unknown_keys_and_of_wide_permissions_once(layers, file):
    file.parent.mkdir()
    file.write_text('[profiles.default]\nproejct = "x"')
    file.chmod(0o644)

    result = layers("config", "list")

    assert result.err.count("did you mean `project`?") == 1
    assert result.err.count("chmod 600") == 1


def test_get_prints_the_bare_value(layers, file):
    write_profile(file, "default", {"api_key": KEY, "project": "prj_1"})

    assert layers("config", "get", "project").out == "prj_1\n"
    assert layers("config", "get", "api_key").out == "lp_live_ABCD…wxyz\n"
    assert layers("config", "get", "project", "--json").json == {
        "key": "project",
        "value": "prj_1",
        "origin": f"{file} [profiles.default]",
    }


def test_get_of_an_unset_setting_says_how_to_set_it(layers):
    result = layers("config", "get", "project")

    assert (result.code, result.out) == (9, "")
    assert "layers config set project VALUE" in result.err


def test_set_saves_in_the_chosen_profile(layers, file):
    assert layers("config", "set", "project", "prj_1").code == 0
    assert layers("config", "set", "project", "prj_2", "--profile", "work").code == 0

    assert read_config(file)["profiles"] == {
        "default": {"project": "prj_1"},
        "work": {"project": "prj_2"},
    }


def test_set_profile_chooses_the_default_profile(layers, file):
    layers("config", "set", "project", "prj_2", "--profile", "work")

    assert layers("config", "set", "profile", "work").code == 0
    assert layers("config", "get", "project").out == "prj_2\n"
    assert layers("config", "set", "profile", "sandbox").code == 0
    assert layers("config", "set", "profile", "wrok").code == 9
    assert read_config(file)["profile"] == "sandbox"


@pytest.mark.parametrize("verb", [["set", "api_key", KEY], ["unset", "api_key"]])
def test_set_rejects_an_api_key(layers, file, verb):
    result = layers("config", *verb)

    assert result.code == 2
    assert "layers auth log" in result.err
    assert KEY not in result.err
    assert not file.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("base_url", "http://api.layers.com"),
        ("base_url", "https://user:hunter2@x.example"),
        ("project", "../x"),
        ("project", KEY),
        ("api_dialect", "performat"),
        ("profile", "a b"),
    ],
)
def test_an_invalid_value_is_not_saved(layers, file, key, value):
    result = layers("config", "set", key, value)

    assert (result.code, result.out) == (2, "")
    assert "hunter2" not in result.err
    assert KEY not in result.err
    assert not file.exists()


def test_an_unknown_setting_suggests_the_closest_name(layers):
    for verb in (["get", "projct"], ["set", "projct", "x"], ["unset", "projct"]):
        result = layers("config", *verb)
        assert result.code == 9
        assert "did you mean `project`?" in result.err


def test_the_sandbox_profile_has_no_base_url_to_set(layers, file):
    result = layers("config", "set", "base_url", "https://x.example", "--profile", "sandbox")

    assert result.code == 2
    assert not file.exists()
    assert layers("config", "set", "project", "prj_1", "--sandbox").code == 0
    assert read_config(file)["profiles"] == {"sandbox": {"project": "prj_1"}}


def test_set_warns_if_another_source_overrides_it(layers):
    result = layers("config", "set", "project", "prj_1", environ={"LAYERS_PROJECT": "prj_2"})

    assert result.code == 0
    assert "LAYERS_PROJECT also sets `project` and takes precedence" in result.err


def test_unset_removes_a_setting_and_repeating_it_is_no_error(layers, file):
    write_profile(file, "default", {"project": "prj_1", "api_dialect": "content"})

    assert layers("config", "unset", "project", "--json").json["changed"] is True
    assert layers("config", "unset", "project", "--json").json["changed"] is False
    assert read_config(file)["profiles"] == {"default": {"api_dialect": "content"}}


def test_unset_profile_restores_the_default_profile(layers, file):
    layers("config", "set", "project", "prj_2", "--profile", "work")
    layers("config", "set", "profile", "work")

    layers("config", "unset", "profile")

    assert layers("config", "get", "profile").out == "default\n"


def test_path_prints_the_file_even_if_it_does_not_exist(layers, file):
    assert layers("config", "path").out == f"{file}\n"
    assert layers("config", "path", "--json").json == {"path": str(file)}


def test_an_invalid_file_is_an_error_with_its_line(layers, file):
    file.parent.mkdir()
    file.write_text("profile = work")

    for argv in (["config", "list"], ["config", "set", "project", "x"], ["auth", "logout"]):
        result = layers(*argv, "--json")
        assert (result.code, result.out) == (2, "")
        assert "line 1" in result.error["message"]
        assert result.error["code"] == "cli_config"
    assert file.read_text() == "profile = work"


def test_a_cloned_repository_cannot_redirect_the_key(layers, tmp_path):
    (tmp_path / "layers.toml").write_text('base_url = "https://evil.example"')

    result = layers("whoami", environ={"LAYERS_API_KEY": KEY})

    assert result.code == 2
    assert str(tmp_path / "layers.toml") in result.err
