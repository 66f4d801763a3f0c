"""Signed upload URLs: whatever is in them, they allow one thing."""

from hypothesis import given
from hypothesis import strategies as st

from layers_cli.sandbox.uploads.signatures import Grant, read_grant, signed_query

grants = st.builds(
    Grant,
    path=st.text(),
    content_type=st.text(),
    size=st.integers(min_value=0, max_value=2**40),
    expires_at=st.integers(min_value=0, max_value=2**50),
)


@given(grants, st.binary(min_size=1))
def test_a_signed_url_allows_the_signed_request(grant, secret):
    query = signed_query(grant, secret).encode()

    assert read_grant(grant.method, grant.path, query, grant.content_type, secret) == grant


@given(grants, st.text(), st.text())
def test_a_signed_url_rejects_any_other_request(grant, path, content_type):
    query = signed_query(grant, b"secret").encode()

    found = read_grant(grant.method, path, query, content_type, b"secret")

    assert found is None or found == grant
    assert read_grant("POST", grant.path, query, grant.content_type, b"secret") is None
    assert read_grant("PUT", grant.path, query, grant.content_type, b"other") is None


@given(st.binary())
def test_any_query_string_is_answered(query):
    assert read_grant("PUT", "/store/x", query, "image/png", b"secret") is None
