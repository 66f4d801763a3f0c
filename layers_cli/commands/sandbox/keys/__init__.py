"""`layers sandbox keys`, one module a command."""
