"""`layers webhooks`, one module a command."""
