"""Writes down which call started a job, in the same transaction: what `verify` judges by."""

import hashlib

from layers_cli.sandbox.http.endpoints import Answer, Call
from layers_cli.sandbox.state.state import SandboxState


def note_start(sandbox: SandboxState, call: Call, answer: Answer) -> None:
    """Keep the origin of the job in *answer*; apply the job fault of a fault rule."""
    if not isinstance(answer.body, dict) or "jobId" not in answer.body:
        return
    call.job_id = answer.body["jobId"]
    sandbox.store.origins.add(
        {
            "job_id": call.job_id,
            "api_key_id": call.key["id"],
            "path": call.path,
            "idempotency_key": call.header(b"idempotency-key"),
            "body_hash": hashlib.sha256(call.raw).hexdigest(),
        }
    )
    if call.job_fault is not None:
        call.job_fault(sandbox, answer.body)
