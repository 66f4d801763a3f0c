"""From an HTTP request to an endpoint: middleware, auth, routing, idempotency."""
