"""`layers sandbox`, one module a command."""
