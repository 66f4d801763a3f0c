"""Endpoints of the control surface, `/_sandbox` (sandbox-surface 4)."""
