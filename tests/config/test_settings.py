"""Settings: which source wins, where a value comes from, and that no key is shown."""

import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.config.settings import ConfigError, Setting, masked
from layers_cli.formats.standard_input import StandardInput
from tests.config.conftest import LIVE_KEY, OTHER_KEY

EVERYWHERE = """
profile = "work"
[profiles.work]
project = "prj_user"
[profiles.home]
project = "prj_home"
"""


def test_without_sources_the_defaults_are_used(load):
    settings = load()

    assert settings.profile == Setting("default", "default")
    assert settings.base_url == Setting("https://api.layers.com", "default")
    assert settings.api_dialect == Setting("auto", "default")
    assert settings.api_key == settings.project == settings.organization
    assert settings.api_key == Setting(None, "not set")
    assert (settings.is_sandbox, settings.warnings) == (False, ())


def test_flag_beats_environment_beats_project_file_beats_user_file(load, user_file, project_file):
    user = user_file(EVERYWHERE)
    assert load().project == Setting("prj_user", f"{user} [profiles.work]")

    project = project_file('project = "prj_repository"')
    assert load().project == Setting("prj_repository", str(project))

    environ = {"LAYERS_PROJECT": "prj_environment"}
    assert load(environ).project == Setting("prj_environment", "LAYERS_PROJECT")
    assert load(environ, project="prj_flag").project == Setting("prj_flag", "--project")


def test_the_profile_is_resolved_in_the_same_order(load, user_file, project_file):
    user = user_file(EVERYWHERE)
    assert load().profile == Setting("work", str(user))

    project = project_file('profile = "home"')
    assert load().profile == Setting("home", str(project))
    assert load({"LAYERS_PROFILE": "work"}).profile == Setting("work", "LAYERS_PROFILE")
    assert load({"LAYERS_PROFILE": "work"}, profile="home").project.value == "prj_home"


@pytest.mark.parametrize("nothing", ["", "  ", "\n"])
def test_an_empty_environment_variable_counts_as_unset(load, user_file, nothing):
    user_file(EVERYWHERE)

    settings = load({"LAYERS_PROJECT": nothing, "LAYERS_API_KEY": nothing})

    assert settings.project.value == "prj_user"
    assert settings.api_key.value is None


def test_an_empty_flag_is_an_error(load, user_file):
    user_file(EVERYWHERE)

    with pytest.raises(ConfigError, match="--project was given without a value"):
        load(project="")


def test_an_unknown_profile_is_an_error_that_lists_the_known_ones(load, user_file):
    user_file(EVERYWHERE)

    with pytest.raises(ConfigError, match="LAYERS_PROFILE names the profile `wrok`") as caught:
        load({"LAYERS_PROFILE": "wrok"})

    assert "work, home" in str(caught.value)
    assert caught.value.hint == (
        "did you mean `work`? to make it: layers auth login --profile wrok"
    )


@pytest.mark.parametrize(
    ("environ", "flags"),
    [
        ({}, {"sandbox": True}),
        ({}, {"profile": "sandbox"}),
        ({}, {"profile": "sandbox", "sandbox": True}),
        ({"LAYERS_PROFILE": "sandbox"}, {}),
        ({"LAYERS_PROFILE": "work"}, {"sandbox": True}),
    ],
)
def test_the_sandbox_takes_nothing_from_the_hosted_account(
    load, user_file, project_file, environ, flags
):
    user_file(f'[profiles.work]\napi_key = "{LIVE_KEY}"\nproject = "prj_user"')
    project_file('project = "prj_repository"\norganization = "org_repository"')
    hosted = {
        "LAYERS_API_KEY": LIVE_KEY,
        "LAYERS_BASE_URL": "https://api.layers.com",
        "LAYERS_PROJECT": "prj_environment",
        "LAYERS_ORGANIZATION": "org_environment",
    }

    settings = load(hosted | environ, **flags)

    assert settings.is_sandbox
    assert settings.api_key == settings.base_url == settings.organization == settings.project
    assert settings.project == Setting(None, "the sandbox")


def test_a_file_can_choose_the_sandbox(load, user_file, project_file):
    user_file('profile = "sandbox"')
    assert load().is_sandbox

    user_file("")
    project_file('profile = "sandbox"')
    assert load().is_sandbox


def test_the_sandbox_has_a_project_of_its_own(load, user_file):
    user = user_file('[profiles.sandbox]\nproject = "prj_mine"')

    assert load(sandbox=True).project == Setting("prj_mine", f"{user} [profiles.sandbox]")
    assert load(sandbox=True, project="prj_flag").project == Setting("prj_flag", "--project")


@pytest.mark.parametrize("flag", ["api_key_file", "base_url", "organization"])
def test_a_flag_for_the_hosted_api_is_rejected_with_the_sandbox(load, flag):
    with pytest.raises(ConfigError, match=f"--{flag.replace('_', '-')} cannot be used"):
        load(sandbox=True, **{flag: "x"})


def test_sandbox_and_another_profile_cannot_be_combined(load, user_file):
    user_file(EVERYWHERE)

    with pytest.raises(ConfigError, match="cannot be combined"):
        load(sandbox=True, profile="work")


def test_a_key_in_the_sandbox_profile_is_ignored_with_a_warning(load, user_file):
    user_file(f'[profiles.sandbox]\napi_key = "{LIVE_KEY}"')

    settings = load(sandbox=True)

    assert settings.api_key.value is None
    assert "`api_key` has no effect" in settings.warnings[0]


def test_a_key_file_is_read_and_its_line_end_dropped(load, tmp_path):
    path = tmp_path / "key"
    path.write_bytes(b"\xef\xbb\xbf" + LIVE_KEY.encode() + b"\r\n")

    settings = load({"LAYERS_API_KEY": OTHER_KEY}, api_key_file=str(path))

    assert settings.api_key == Setting(LIVE_KEY, "--api-key-file")


def test_dash_reads_the_key_from_standard_input(load):
    settings = load(api_key_file="-", stdin=StandardInput(io.StringIO(f"{LIVE_KEY}\n")))

    assert settings.api_key.value == LIVE_KEY


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"two lines\nof text", b"\xff\xfe", b"clef\xc3\xa9"]
)
def test_a_key_file_without_a_key_is_an_error(load, tmp_path, content):
    path = tmp_path / "key"
    path.write_bytes(content)

    with pytest.raises(ConfigError, match="--api-key-file"):
        load({"LAYERS_API_KEY": LIVE_KEY}, api_key_file=str(path))


def test_a_key_file_that_is_missing_or_a_folder_is_an_error(load, tmp_path):
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ConfigError, match="cannot be read") as caught:
            load(api_key_file=str(path))
        assert caught.value.hint


def test_neither_repr_nor_error_shows_a_key(load, user_file):
    user_file(f'[profiles.default]\napi_key = "{LIVE_KEY}"')

    assert LIVE_KEY not in repr(load())
    assert "lp_live_ABCD…wxyz" in repr(load())
    with pytest.raises(ConfigError) as caught:
        load({"LAYERS_API_KEY": f"Bearer {OTHER_KEY}"})
    assert OTHER_KEY not in f"{caught.value} {caught.value.hint}"


def test_a_loaded_key_is_not_masked(load):
    assert f"{load({'LAYERS_API_KEY': LIVE_KEY}).api_key.value}" == LIVE_KEY


def test_a_stored_key_sent_to_another_host_is_warned_about(load, user_file):
    user_file(f'[profiles.default]\napi_key = "{LIVE_KEY}"')
    elsewhere = {"LAYERS_BASE_URL": "https://staging.example/"}

    assert load(elsewhere).warnings == (
        "LAYERS_BASE_URL sends the key of the profile `default` to staging.example",
    )
    assert load(elsewhere | {"LAYERS_API_KEY": OTHER_KEY}).warnings == ()
    assert load({"LAYERS_BASE_URL": "https://api.layers.com/"}).warnings == ()
    user_file("")
    assert load(elsewhere).warnings == ()


def test_an_invalid_value_names_its_origin(load, user_file):
    user = user_file('[profiles.default]\napi_dialect = "per-fromat"')

    with pytest.raises(ConfigError, match="API dialect is one of auto, content") as caught:
        load()
    assert str(caught.value).startswith(f"{user} [profiles.default]:")
    assert caught.value.hint == "use `per-format`"


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        (LIVE_KEY, "lp_live_ABCD…wxyz"),
        (LIVE_KEY.replace("live", "test"), "lp_test_ABCD…wxyz"),
        ("an-opaque-key-of-some-other-kind", "an-o…kind"),
        ("short", "…"),
        ("", "…"),
    ],
)
def test_a_masked_key_shows_its_kind_and_both_ends(key, shown):
    assert masked(key) == shown


@given(st.text(max_size=80) | st.text(min_size=50, max_size=80).map("lp_".__add__))
def test_a_masked_key_never_shows_more_than_seventeen_characters(key):
    assert len(masked(key)) <= 18
    assert len(masked(key)) < len(key) or masked(key) == "…"


def test_settings_from_the_environment_import_no_toml_parser(cwd, folder):
    code = f"""
import sys
from pathlib import Path
from layers_cli.config.resolution import load_sources
from layers_cli.config.settings import Flags, settings_from
environ = {{"LAYERS_API_KEY": "k", "LAYERS_CONFIG_DIR": {str(folder)!r}}}
settings_from(load_sources(Flags(), environ=environ, cwd=Path({str(cwd)!r})))
heavy = {{"tomllib", "tomli", "tomlkit", "filelock", "typer", "rich", "httpx"}}
print(*(heavy & sys.modules.keys()))
"""

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (run.stdout, run.stderr) == ("\n", "")
