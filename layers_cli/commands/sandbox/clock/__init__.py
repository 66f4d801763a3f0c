"""`layers sandbox clock`, one module a command."""
