"""`layers posts`, one module a command."""
