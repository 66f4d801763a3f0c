"""`layers ci`, one module a command."""
