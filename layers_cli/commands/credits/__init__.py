"""`layers credits`, one module a command."""
