"""`layers campaign`, one module a command."""
