"""Where configuration and project files are looked for."""

import os
from pathlib import Path

import pytest

from layers_cli.config.errors import ConfigError
from layers_cli.config.paths import config_dir, config_file, find_project_file
from tests.platforms import root_only


def test_the_config_folder_is_called_layers_cli():
    assert config_dir({}).name == "layers-cli"
    assert config_file({}) == config_dir({}) / "config.toml"


def test_layers_config_dir_wins_and_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert config_dir({"LAYERS_CONFIG_DIR": "here"}) == tmp_path / "here"
    assert config_dir({"LAYERS_CONFIG_DIR": "~/here"}) == Path.home() / "here"
    assert config_dir({"LAYERS_CONFIG_DIR": " "}) == config_dir({})


def test_a_home_that_does_not_exist_is_an_error():
    with pytest.raises(ConfigError, match="does not exist"):
        config_dir({"LAYERS_CONFIG_DIR": "~nobody-has-this-name/x"})


def test_the_nearest_project_file_is_used(tmp_path, cwd, project_file):
    outer = project_file("")
    assert find_project_file(cwd, environ={}) == outer

    (cwd.parent / "layers.toml").touch()
    assert find_project_file(cwd, environ={}) == cwd.parent / "layers.toml"


def test_nothing_above_the_repository_is_read(tmp_path, cwd):
    (tmp_path / "layers.toml").touch()

    assert find_project_file(cwd, environ={}) is None


def test_nothing_above_home_is_read(tmp_path):
    (tmp_path / "layers.toml").touch()
    work = tmp_path / "home" / "work"
    work.mkdir(parents=True)

    assert find_project_file(work, environ={"HOME": str(tmp_path / "home")}) is None
    assert find_project_file(work, environ={"HOME": "/elsewhere"}) == tmp_path / "layers.toml"


def test_a_folder_called_layers_toml_is_ignored(cwd):
    (cwd / "layers.toml").mkdir()

    assert find_project_file(cwd, environ={}) is None


@root_only
def test_another_users_project_file_in_a_shared_folder_is_ignored_with_a_warning(load, cwd):
    (cwd / "layers.toml").write_text('project = "prj_theirs"')
    assert load().project.value == "prj_theirs"

    os.chown(cwd / "layers.toml", 12345, 12345)
    assert load().project.value == "prj_theirs", "a mounted checkout belongs to somebody else"

    cwd.chmod(0o1777)
    assert load().project.value is None
    assert "another user put it" in load().warnings[0]
