"""The OpenAPI 3.1 document, made from the tables and models that serve and check the calls."""
