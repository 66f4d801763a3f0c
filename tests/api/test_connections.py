"""Connections are used again where they can be, and never where they cannot."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from layers_cli.api import direct
from layers_cli.api.errors import ResponseLostError
from layers_cli.api.session import Session
from tests.api.exchanges import CREATE, STARTED, chunked, outcome, read, settle
from tests.api.recorder import MemoryRecorder
from tests.api.scripted_server import answer, hang_up, reset, scripted, then


def test_one_connection_carries_one_request_after_another(carrier_to):
    turns = (answer(b"1"), chunked(b"2"), answer(b"", status="404 Not Found"), answer(b"4"))
    with scripted(*turns) as server:
        carrier = carrier_to(server.base)

        assert [carrier.carry(read()).content for _ in turns] == [b"1", b"2", b"", b"4"]
    assert server.connections == 1


def test_so_does_one_over_tls(carrier_to, tls):
    with scripted(answer(b"1"), answer(b"2"), context=tls) as server:
        carrier = carrier_to(server.base)

        assert [carrier.carry(read()).content for _ in "12"] == [b"1", b"2"]
    assert server.connections == 1


@pytest.mark.parametrize(
    "turn",
    [
        answer(b"1", "Connection: close"),
        answer(b"1", "Connection: Keep-Alive, Close"),
        answer(b"1").replace(b"1.1", b"1.0", 1),
    ],
    ids=["asked to", "asked among others", "of HTTP 1.0"],
)
def test_a_connection_that_is_over_is_followed_by_a_new_one(carrier_to, turn):
    with scripted(turn, answer(b"2")) as server:
        carrier = carrier_to(server.base)
        carrier.carry(read())

        assert carrier.carry(read()).content == b"2"
    assert server.connections == 2


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize(
    "afterwards",
    [hang_up, answer(b"", status="408 Request Timeout"), b"more than announced"],
    ids=["hang up", "answer what nobody asked", "say more than announced"],
)
def test_what_a_server_does_between_requests_is_no_answer(direct_to, tls, secure, afterwards):
    turns = (then(answer(b"1"), afterwards), answer(b"2"))
    with scripted(*turns, context=tls if secure else None) as server:
        carrier = direct_to(server.base)
        carrier.carry(read())
        settle(carrier)

        assert carrier.carry(read()).content == b"2"
    assert server.connections == 2


def test_more_than_was_announced_in_one_piece_is_no_answer_either(direct_to):
    with scripted(answer(b"1") + answer(b"x"), answer(b"2")) as server:
        carrier = direct_to(server.base)
        carrier.carry(read())

        assert carrier.carry(read()).content == b"2"
    assert server.connections == 2


def test_a_connection_that_was_idle_for_long_is_not_used_again(direct_to, monkeypatch):
    monkeypatch.setattr(direct, "IDLE_SECONDS", 0.0)
    with scripted(answer(b"1"), answer(b"2")) as server:
        carrier = direct_to(server.base)

        assert [carrier.carry(read()).content for _ in "12"] == [b"1", b"2"]
    assert server.connections == 2


def test_a_request_on_a_used_connection_is_sent_once_whatever_comes_of_it(connection_to):
    """It may have been carried out: whether it is repeated is not the carrier's to decide."""
    recorder = MemoryRecorder()
    with scripted(answer(), hang_up, STARTED) as server:
        connection = connection_to(server.base, recorder)
        connection.request("GET", "/v1/whoami")
        error, noted = outcome(connection, recorder)

    assert type(error) is ResponseLostError
    assert (error.maybe_executed, noted) == (True, "lost")
    assert (server.connections, len(server.requests)) == (1, 2)


def test_it_is_repeated_with_the_same_key_and_bytes_where_that_was_decided(connection_to):
    with scripted(reset, hang_up, STARTED) as server:
        connection_to(server.base, MemoryRecorder(), tries=2).send(CREATE)

    assert len(server.requests) == 3
    assert len(set(server.requests)) == 1
    assert b"\r\nidempotency-key: key_1\r\n" in server.requests[0]


def test_a_failed_request_leaves_the_next_one_a_sound_connection(direct_to):
    with scripted(then(answer(b"x" * 50)[:-20], hang_up), answer(b"2")) as server:
        carrier = direct_to(server.base)
        with pytest.raises(ResponseLostError):
            carrier.carry(read())

        assert carrier.carry(read()).content == b"2"


def test_several_threads_never_share_a_connection_at_one_time(carrier_to):
    count = 8
    all_are_there = threading.Barrier(count)

    def echo(connection):
        all_are_there.wait(10)  # so each request waits for all others
        connection.sendall(answer(b"{}"))

    with scripted(*[echo] * count * 2) as server:
        carrier = carrier_to(server.base)
        with ThreadPoolExecutor(count) as pool:
            for _ in range(2):
                asked = [pool.submit(carrier.carry, read()) for _ in range(count)]
                assert [each.result().content for each in asked] == [b"{}"] * count

    assert server.connections == count


def test_a_plain_connection_needs_no_certificates(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with scripted(answer()) as server, closing(Session(server.base, "k")) as connection:
        assert connection.request("GET", "/v1/whoami").status == 200
