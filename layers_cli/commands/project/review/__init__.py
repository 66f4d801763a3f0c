"""`layers project review`, one module a command."""
