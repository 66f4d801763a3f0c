"""`layers jobs`, one module a command."""
