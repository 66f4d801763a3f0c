"""`layers accounts`, one module a command."""
