"""What may be sent and what is answered, as models. Written from the pages, not from the client."""
