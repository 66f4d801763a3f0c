"""`layers influencer`, one module a command."""
