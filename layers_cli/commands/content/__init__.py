"""`layers content`, one module a command."""
