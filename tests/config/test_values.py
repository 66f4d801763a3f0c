"""Which values of settings are valid, and to which addresses a key may go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.config.errors import ConfigError
from layers_cli.config.values import checked


def refusal(name: str, value: str) -> str:
    """Return the error that *value* gives."""
    with pytest.raises(ConfigError) as caught:
        checked(name, value, origin="HERE")
    assert str(caught.value).startswith("HERE: ")
    assert caught.value.hint
    return str(caught.value)


@pytest.mark.parametrize(
    ("given_url", "kept"),
    [
        ("https://api.layers.com", "https://api.layers.com"),
        ("https://api.layers.com/", "https://api.layers.com"),
        (" https://api.layers.com// ", "https://api.layers.com"),
        ("HTTPS://gateway.example:8443/layers/", "https://gateway.example:8443/layers"),
        ("http://localhost:8787", "http://localhost:8787"),
        ("http://127.0.0.1:8787/", "http://127.0.0.1:8787"),
        ("http://127.8.9.1", "http://127.8.9.1"),
        ("http://[::1]:8787", "http://[::1]:8787"),
    ],
)
def test_https_and_loopback_addresses_are_accepted(given_url, kept):
    assert checked("base_url", given_url, origin="HERE") == kept


@pytest.mark.parametrize(
    "url",
    [
        "http://api.layers.com",
        "http://192.168.0.7:8000",
        "http://0.0.0.0:8000",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://2130706433",
        "http://[fe80::1]",
    ],
)
def test_plain_http_to_another_machine_is_rejected(url):
    assert "clear text" in refusal("base_url", url)


@pytest.mark.parametrize(
    "url",
    [
        "https://user:hunter2@api.layers.com",
        "http://127.0.0.1@hunter2.example",
        "https://api.layers.com?key=hunter2",
        "https://api.layers.com/#hunter2",
        "https://api.layers.com?",
        "https://hunter2 .example",
        "http://127.0.0.1\\@hunter2.example",
        "hunter2",
        "",
        "https://",
        "https:///hunter2",
        "//hunter2.example",
        "ftp://hunter2.example",
        "file:///etc/hunter2",
        "https://hunter2.example:0",
        "https://hunter2.example:99999",
        "https://hunter2.example:port",
        "https://[hunter2",
        "https://hünter2.example",
        "https://api.layers.com/v1",
        "https://api.layers.com/v1/",
    ],
)
def test_invalid_base_url_is_rejected_without_repeating_it(url):
    assert "hunter2" not in refusal("base_url", url)


@given(st.text() | st.from_regex(r"https?://[a-z0-9.:@/\\?#\[\]-]{1,20}", fullmatch=True))
def test_a_base_url_is_rejected_or_stays_the_same_when_checked_again(text):
    try:
        kept = checked("base_url", text, origin="HERE")
    except ConfigError:
        return
    assert checked("base_url", kept, origin="HERE") == kept


def test_a_key_is_kept_without_blanks_around_it():
    assert checked("api_key", " any-Opaque_key~!\r\n", origin="HERE") == "any-Opaque_key~!"


@pytest.mark.parametrize("key", ["", " ", "a b", "a\nb", "ключ", "a\x00b", "a\u200bb", "a\x7f"])
def test_a_key_with_unprintable_characters_is_rejected(key):
    assert "not an API key" in refusal("api_key", key)


@pytest.mark.parametrize("value", ["prj_254a4ce1-f4ca", "254a4ce1", "med_01HX9Y6K7EJ4T2"])
def test_an_id_of_any_kind_is_accepted(value):
    assert checked("project", value, origin="HERE") == value


@pytest.mark.parametrize(
    "value", ["..", "a/b", "a b", "a\r\nX: y", "prj_é", "a?b", "", "²", "lp_live_A_b"]
)
def test_an_id_that_would_change_a_url_or_a_header_is_rejected(value):
    assert "id consists of" in refusal("project", value)
    assert "id consists of" in refusal("organization", value)


@pytest.mark.parametrize("value", ["", "a b", "a]b", "é", "../x", "x" * 65])
def test_a_profile_name_with_other_characters_is_rejected(value):
    assert "profile name" in refusal("profile", value)
