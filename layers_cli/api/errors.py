"""What can go wrong when talking to the API.

* ApiError
  * MissingIntentError      a call that costs was stopped: nobody had recorded it
  * NetworkError            no usable answer arrived
    * ConnectError          the request never left: nothing was submitted
      * FinalConnectError   another try would find the same
        * CertificateError  TLS: the other side is not to be trusted
        * ProxySettingError the environment names a proxy that cannot be used
        * ProxyRefusedError the proxy lets nobody through, or not to this host
        * RunStoppedError      this run was being stopped
        * NetworkLoginError the network asks to log in first (511)
        * UnsendableError   no request can hold such an id, path or header
    * ResponseLostError     it left, and whether it was carried out is unknown
  * ContractError           an answer arrived that we cannot read
    * WebPageError          it is a web page, such as the login of a network
    * WrongFileError        a media file that is not the one the API announced
  * StatusError             the API said no; carries its code, status and request id
    * UnauthenticatedError  401
    * BillingError          402
    * ForbiddenError        403
    * NotFoundError         404, 410
    * MethodError           405
    * ConflictError         409
    * InvalidError          400, 422
    * RateLimitError        429
    * StorageError          storage, not the API, refused the bytes of an upload
      * StorageBusyError    storage failed, or asks for a pause
    * ServerError           5xx, 408
      * SuspendedError      503 KILL_SWITCH: the key or its organization is switched off

CreateError holds the ApiError of a create request, and says how to run its command again.
"""

import re
from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """Base of everything the `api` package raises on purpose.

    *key* is the idempotency key of a call that costs or creates, None for all others.
    *maybe_executed* tells whether the request, or an earlier try of it, may have been executed;
    *is_accepted* that the server took it on, and that only its response cannot be read;
    *acts_again*, of a call without a key, that a repeat would do once more what it does.
    *method* and *path* are those of the request that the API refused.
    """

    code = "cli_api"
    key: str | None = None
    maybe_executed: bool = False
    is_accepted: bool = False
    acts_again: bool = False
    method: str | None = None
    path: str | None = None


class MissingIntentError(ApiError):
    """A call that costs or creates was about to be sent without a record of it."""

    code = "cli_unrecorded"


class NetworkError(ApiError):
    """No usable response arrived."""

    code = "cli_network"


class ConnectError(NetworkError):
    """No connection could be made, so nothing was submitted."""

    code = "cli_connect"


class FinalConnectError(ConnectError):
    """No connection, and another try would find the same."""


class CertificateError(FinalConnectError):
    """No trusted TLS connection."""

    code = "cli_certificate"


class ProxySettingError(FinalConnectError):
    """The environment names a proxy in a way, or of a kind, that cannot be used."""

    code = "cli_proxy_setting"


class ProxyRefusedError(FinalConnectError):
    """The proxy asks for a password, or does not connect to the host."""

    code = "cli_proxy"


class NetworkLoginError(FinalConnectError):
    """The network between asks to log in first; the request did not pass it (RFC 6585, 6)."""

    code = "cli_network_login"


class UnsendableError(FinalConnectError):
    """No request can hold such an id, path, cursor or header."""


class RunStoppedError(FinalConnectError):
    """The run was being stopped before the request could be sent."""

    code = "cli_not_sent"


class ResponseLostError(NetworkError):
    """The request was sent and its response never came: it may have been executed."""

    code = "cli_lost_reply"


class ContractError(ApiError):
    """An answer arrived that does not match the contract.

    *status* is the HTTP status it came with, 0 where that says nothing, *request_id* the server's
    id for it, if it gave one.
    """

    code = "cli_contract"

    def __init__(self, message: str, *, status: int = 0, request_id: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id


class WebPageError(ContractError):
    """A web page arrived instead of JSON: a network's login (captive portal), or another server."""

    def __init__(self, message: str, **answer: Any) -> None:
        whose = "a network's login page (captive portal), or another server than the API's"
        super().__init__(f"{message}: it is a web page, {whose}", **answer)


class WrongFileError(ContractError):
    """A media file has another length, checksum or kind than the API announced."""

    code = "cli_wrong_file"


class StatusError(ApiError):
    """The API answered with an error; `str()` is the server's own sentence.

    *code* is the API's stable code, or `HTTP_<status>` where the body was no error envelope.
    *retry_after* is in seconds.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str,
        request_id: str | None = None,
        details: Mapping[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.details = dict(details or {})
        self.retry_after = retry_after


class UnauthenticatedError(StatusError):
    """The key is missing, malformed, wrong or revoked."""


class BillingError(StatusError):
    """The credits do not cover the request."""


class ForbiddenError(StatusError):
    """The key lacks the scope, or a policy stands in the way."""


class NotFoundError(StatusError):
    """No such object, or it belongs to somebody else."""


class MethodError(StatusError):
    """The server knows the path but not this method on it."""


class ConflictError(StatusError):
    """The object's state, or an earlier request with the same key, forbids this."""


class InvalidError(StatusError):
    """The request was understood and refused: a field, a format or a precondition."""


class RateLimitError(StatusError):
    """Too many requests; the server did nothing."""


class ServerError(StatusError):
    """The server failed; it may have done the work all the same."""


class SuspendedError(ServerError):
    """The key or its organization is switched off."""


class StorageError(StatusError):
    """Storage refused a signed PUT; `str()` says so in storage's own words.

    *storage_code* is storage's code, such as `AccessDenied`, empty where it gave none.
    """

    def __init__(self, message: str, *, storage_code: str, **answer: Any) -> None:
        super().__init__(message, code="cli_storage", **answer)
        self.storage_code = storage_code


class StorageBusyError(StorageError):
    """Storage failed or is too busy; it did not keep the bytes."""


class CreateError(Exception):
    """None of a command's create requests is known to have started anything.

    *cause* is what the first one ended with, *others* are the errors of the others. *rerun_key*
    runs the command again.
    """

    def __init__(self, rerun_key: str, cause: ApiError, *others: ApiError) -> None:
        super().__init__(str(cause))
        self.rerun_key = rerun_key
        self.cause = cause
        self.others = others


_UNAVAILABLE = 503
_OF_ACCOUNT = (UnauthenticatedError, BillingError, RateLimitError, SuspendedError)


def concerns_account(exc: Exception) -> bool:
    """Whether *exc* is about the account, so that other requests would end with it as well."""
    return isinstance(exc, _OF_ACCOUNT)


def concerns_all(exc: Exception) -> bool:
    """Whether *exc*, after all retries, would end other requests as well: account or network."""
    if isinstance(exc, StatusError) and exc.status == _UNAVAILABLE:
        return True
    if isinstance(exc, UnsendableError):  # about its own id
        return False
    return concerns_account(exc) or isinstance(exc, NetworkError | WebPageError)


_BY_STATUS: dict[int, type[StatusError]] = {
    400: InvalidError,
    401: UnauthenticatedError,
    402: BillingError,
    403: ForbiddenError,
    404: NotFoundError,
    405: MethodError,
    408: ServerError,
    409: ConflictError,
    410: NotFoundError,
    422: InvalidError,
    429: RateLimitError,
}


# Ours begin with `cli_`: a server cannot speak in our name.
_CODE = re.compile(r"(?!cli_)[A-Za-z0-9_.-]{1,64}")
# Where servers that are not the API put a sentence: AWS and others, OAuth, RFC 9457.
_SENTENCES = ("message", "error_description", "detail", "title", "error")


def _said(body: object, error: Mapping[str, Any]) -> str | None:
    """Return the sentence in *body*, whose envelope is *error*."""
    others = [body.get(name) for name in _SENTENCES] if isinstance(body, dict) else []
    return next(
        (each for each in [error.get("message"), *others] if each and isinstance(each, str)), None
    )


def status_error(
    status: int,
    body: object,
    *,
    reason: str = "",
    request_id: str | None = None,
    retry_after: float | None = None,
) -> StatusError:
    """Build the most specific error for an answer of *status* with the decoded *body*.

    A body that is not the error envelope of the errors page (`{"error": {"code", "message", …}}`)
    still gives an error: its code is `HTTP_<status>`, its message what gateways before the API say,
    or the *reason* phrase. So does a code that is no word, or one of our own.
    """
    envelope = body.get("error") if isinstance(body, dict) else None
    error: Mapping[str, Any] = envelope if isinstance(envelope, dict) else {}
    given = error.get("code")
    code = given if isinstance(given, str) and _CODE.fullmatch(given) else f"HTTP_{status}"
    message = _said(body, error) or reason or f"HTTP status {status}"
    details = error.get("details")
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else StatusError)
    if code == "KILL_SWITCH":
        kind = SuspendedError
    given_id = error.get("requestId")
    return kind(
        message,
        status=status,
        code=code,
        request_id=str(given_id) if given_id else request_id,
        details=details if isinstance(details, dict) else {},
        retry_after=retry_after,
    )
