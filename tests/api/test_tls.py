"""Certificates: found one by one in the system's folder, and none trusted that is not there."""

import os
import shutil
import socket
import ssl
import subprocess
import threading

import pytest
import trustme

from layers_cli.api.tls import hashed_folder, ssl_context


@pytest.fixture
def forget():
    """Have the certificates chosen anew, before and after."""
    ssl_context.cache_clear()
    yield
    ssl_context.cache_clear()


def folder_of(authority, path):
    """A folder with the certificate of *authority*, as distributions have it."""
    if shutil.which("openssl") is None:
        if os.environ.get("CI"):
            pytest.fail("openssl is missing: .ci/run installs it")
        pytest.skip("openssl is missing: apt-get install openssl")
    path.mkdir()
    authority.cert_pem.write_to_path(path / "authority.pem")
    subprocess.run(["openssl", "rehash", path], check=True, capture_output=True)
    return path


def shakes_hands(context, authority):
    """Whether a client with *context* trusts a server whose certificate *authority* signed."""
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(ours)
    near, far = socket.socketpair()

    def serve() -> None:
        try:
            ours.wrap_socket(far, server_side=True).close()
        except OSError:
            far.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        context.wrap_socket(near, server_hostname="localhost").close()
    except ssl.SSLCertVerificationError:
        return False
    finally:
        near.close()
        server.join()
    return True


def test_hashed_system_folder_is_trusted_and_nothing_else(tmp_path, monkeypatch, forget):
    known, stranger = trustme.CA(), trustme.CA()
    folder = folder_of(known, tmp_path / "certs")
    paths = ssl.get_default_verify_paths()._replace(capath=str(folder))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)

    context = ssl_context()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert shakes_hands(context, known)
    assert not shakes_hands(context, stranger)


def test_chosen_certificate_file_counts_first(tmp_path, monkeypatch, forget):
    chosen, system = trustme.CA(), trustme.CA()
    chosen.cert_pem.write_to_path(tmp_path / "chosen.pem")
    paths = ssl.get_default_verify_paths()._replace(capath=str(folder_of(system, tmp_path / "c")))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "chosen.pem"))

    assert shakes_hands(ssl_context(), chosen)
    assert not shakes_hands(ssl_context(), system)


def test_folder_without_hashes_is_not_used(tmp_path):
    (tmp_path / "ca-bundle.crt").write_text("")

    assert hashed_folder(str(tmp_path)) is None
    assert hashed_folder(str(tmp_path / "gone")) is None
    assert hashed_folder(None) is None
    (tmp_path / "0a1b2c3d.0").write_text("")
    assert hashed_folder(str(tmp_path)) == tmp_path


def test_ssl_context_is_made_once(forget):
    assert ssl_context() is ssl_context()
