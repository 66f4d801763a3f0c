"""Where the user's folders are: what platformdirs says, whoever looks them up."""

import os
import sys
from pathlib import Path
from unittest import mock

import platformdirs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers_cli.folders import NAME, user_folder

VARIABLES = {
    "data": "XDG_DATA_HOME",
    "config": "XDG_CONFIG_HOME",
    "state": "XDG_STATE_HOME",
    "cache": "XDG_CACHE_HOME",
}
places = st.sampled_from(
    ["", "/", "/home/a", "/home/a/", "//x", "/a/../b", "~", "~/x", "relative", "./x", "/x y", " /x"]
)
environments = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("HOME", *VARIABLES.values()), places)
)


def found(look_up):
    try:
        return look_up()
    except RuntimeError as exc:
        return type(exc)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs alone is asked")
@given(environments, st.sampled_from(sorted(VARIABLES)))
@example({"HOME": "/home/a"}, "state")
@example({"HOME": "relative", "XDG_DATA_HOME": "/data"}, "data")
def test_a_folder_is_where_platformdirs_says(environment, kind):
    with mock.patch.dict(os.environ, environment, clear=True):
        said = found(lambda: Path(getattr(platformdirs, f"user_{kind}_dir")(NAME, appauthor=False)))

        assert found(lambda: user_folder(kind)) == said
