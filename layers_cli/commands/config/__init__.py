"""`layers config`, one module a command."""
