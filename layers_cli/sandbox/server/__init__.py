"""The sandbox as an ASGI app and as a server on a socket."""
