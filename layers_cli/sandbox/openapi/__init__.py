"""The OpenAPI 3.1 document, built from the operations and models that serve the calls."""
