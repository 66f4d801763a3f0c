"""Records which request started a job, for `verify`; same transaction as the job."""

import hashlib

from layers_cli.sandbox.http.endpoints import EndpointRequest, EndpointResponse
from layers_cli.sandbox.state.state import SandboxState


def record_job_source(
    sandbox: SandboxState, request: EndpointRequest, response: EndpointResponse
) -> None:
    """Record the request behind the job in *response*; apply a job fault, if one is set."""
    if not isinstance(response.body, dict) or "jobId" not in response.body:
        return
    request.job_id = response.body["jobId"]
    sandbox.store.job_sources.add(
        {
            "job_id": request.job_id,
            "api_key_id": request.key["id"],
            "path": request.path,
            "idempotency_key": request.header(b"idempotency-key"),
            "body_hash": hashlib.sha256(request.raw).hexdigest(),
        }
    )
    if request.job_fault is not None:
        request.job_fault(sandbox, response.body)
